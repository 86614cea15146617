package org.shearnet.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/**
 * One value of what is varied.
 *
 * @param label names it in hypotheses, tables and figures
 * @param changes by path of the experiment, the values that it sets; null takes a key away
 */
public record Variant(String label, Map<String, YamlNode> changes) {

    public Variant {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    /** The experiment with its changes. */
    YamlNode apply(YamlNode root) {
        YamlNode result = root;
        for (Map.Entry<String, YamlNode> change : changes.entrySet()) {
            result = change.getValue() == null
                    ? YamlReader.override(result, change.getKey() + "=null")
                    : YamlReader.with(result, change.getKey(), change.getValue());
        }
        return result;
    }

    /** The label as a number; NaN where it is none. */
    public double number() {
        return number(label);
    }

    /** A text as a number; NaN where it is none. */
    static double number(String text) {
        try {
            return text.matches("[-+0-9.eE_]+") ? Double.parseDouble(text.replace("_", "")) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
