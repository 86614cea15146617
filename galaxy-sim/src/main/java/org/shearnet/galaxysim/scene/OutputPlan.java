package org.shearnet.galaxysim.scene;

import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * The {@code output} section: how many stamps, and what is written beside them into the stamps file.
 *
 * @param images how many, or -1 where the section does not say
 * @param weight whether weights are asked for: {@code output.weight}
 * @param objectVariance whether they count the object's own photons
 * @param badpix whether a mask is asked for: {@code output.badpix}
 */
record OutputPlan(long images, boolean weight, boolean objectVariance, boolean badpix) {

    /**
     * @param node the section, or null
     */
    static OutputPlan parse(YamlNode node) {
        if (node == null) {
            return new OutputPlan(-1, false, true, false);
        }
        if (node.has("type")) {
            node.get("type").oneOf("DataCube");
        }
        long images = node.has("nimages") ? node.get("nimages").count(1, Integer.MAX_VALUE) : -1;
        names(node);
        YamlNode weight = node.find("weight");
        boolean objectVariance = true;
        if (weight != null) {
            objectVariance = weight.bool("include_obj_var", false);
            place(weight);
        }
        YamlNode badpix = node.find("badpix");
        if (badpix != null) {
            place(badpix);
        }
        node.rejectUnknown();
        return new OutputPlan(images, weight != null, objectVariance, badpix != null);
    }

    /** Where GalSim would write; here the command's {@code -o} says it. */
    private static void names(YamlNode node) {
        node.text("file_name", null);
        node.text("dir", null);
    }

    /** GalSim writes such an output into a file or an HDU; here it always is an HDU of the stamps file. */
    private static void place(YamlNode node) {
        names(node);
        if (node.has("hdu")) {
            node.get("hdu").count(0, 1000);
        }
        node.rejectUnknown();
    }
}
