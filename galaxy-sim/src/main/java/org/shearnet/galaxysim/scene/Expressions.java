package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Numbers that are expressions over others: {@code Eval}, {@code $expression}. */
final class Expressions {

    static final Keys KEYS =
            Keys.none().must("str", "the expression").own("variables of its own, as `fNAME`, `iNAME` or `bNAME`");

    private static final Pattern REFERENCE = Pattern.compile("@([A-Za-z_][A-Za-z0-9_.\\[\\]]*)");

    private Expressions() {}

    /**
     * An expression.
     *
     * @param node its text; or a section of it, whose keys, type and str apart, are variables
     */
    static Drawn<Double> parse(YamlNode node, Values values) {
        YamlNode at = node.isScalar() ? node : node.get("str");
        String text = at.text().strip();
        Map<String, YamlNode> variables = variables(node, values);
        StringBuilder plain = new StringBuilder();
        Set<String> referred = new HashSet<>();
        Matcher reference = REFERENCE.matcher(node.isScalar() && text.startsWith("$") ? text.substring(1) : at.text());
        while (reference.find()) {
            String name = "reference_" + variables.size();
            YamlNode target = values.target(at, reference.group(1));
            variables.put(name, target);
            referred.add(name);
            reference.appendReplacement(plain, name);
        }
        reference.appendTail(plain);
        Set<String> names = new LinkedHashSet<>(variables.keySet());
        names.addAll(Values.COUNTS);
        Formula formula;
        try {
            formula = Formula.parse(plain.toString(), names);
        } catch (IllegalArgumentException e) {
            throw at.error(e.getMessage());
        }
        List<Drawn<Double>> inputs = new ArrayList<>();
        for (String name : formula.variables()) {
            inputs.add(
                    referred.contains(name)
                            ? values.reference(variables.get(name))
                            : variables.containsKey(name)
                                    ? values.number(variables.get(name))
                                    : d -> (double) values.count(d, name));
        }
        return Drawn.overAll(inputs, d -> {
            try {
                return formula.value(inputs.stream().mapToDouble(i -> i.draw(d)).toArray());
            } catch (IllegalArgumentException e) {
                throw at.error((d.isOfConstants() ? "" : "object " + d.index() + ": ") + e.getMessage());
            }
        });
    }

    private static Map<String, YamlNode> variables(YamlNode node, Values values) {
        Map<String, YamlNode> variables = new LinkedHashMap<>();
        YamlNode shared = values.variables();
        if (shared != null) {
            shared.keys().forEach(key -> variables.put(key.substring(1), shared.get(key)));
        }
        if (node.isMap()) {
            for (String key : node.keys()) {
                if (!key.equals("type") && !key.equals("str")) {
                    variables.put(Values.variable(node, key), node.get(key));
                }
            }
        }
        return variables;
    }
}
