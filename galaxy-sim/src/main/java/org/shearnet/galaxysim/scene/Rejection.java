package org.shearnet.galaxysim.scene;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A condition on which a drawn galaxy is drawn anew.
 *
 * @param column of TRUTH, or g for the modulus of the shear
 * @param above whether values above the limit are rejected, else those below
 * @param limit its unit is the column's
 * @param node where it was written
 */
record Rejection(String column, boolean above, double limit, YamlNode node) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z_][A-Za-z0-9_.\\[\\]]*)\\s*([<>])\\s*([-+0-9.eE]+)");

    static Rejection parse(YamlNode node) {
        Matcher m = FORM.matcher(node.text().strip());
        if (!m.matches()) {
            throw node.error("'" + node.text() + "' is not a condition, as 'sigma < 0.14' or 'g > 0.9'");
        }
        try {
            return new Rejection(m.group(1), m.group(2).equals(">"), Double.parseDouble(m.group(3)), node);
        } catch (NumberFormatException e) {
            throw node.error("'" + m.group(3) + "' is not a number");
        }
    }

    /** Complains where there is no such column. */
    void check(Set<String> columns) {
        if (!column.equals("g") && !columns.contains(column)) {
            throw node.unknown("column", column, columns);
        }
    }

    boolean rejects(double value) {
        return above ? value > limit : value < limit;
    }
}
