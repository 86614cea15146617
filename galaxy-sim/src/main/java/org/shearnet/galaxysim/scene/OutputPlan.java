package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The {@code output} section: how many stamps, and what is written beside them into the stamps file. */
final class OutputPlan {

    private final long images;
    private final YamlNode weight;
    private final boolean objectVariance;
    private final boolean badpix;
    private final boolean psfMoves;
    private final Map<String, Drawn<Double>> truth = new LinkedHashMap<>();

    /**
     * @param node the section, or null
     * @param rows of the input catalogue, 0 without one
     * @param stampsPerImage how many objects one of GalSim's images holds
     */
    OutputPlan(YamlNode node, Values values, long rows, int stampsPerImage) {
        long perFile = rows > 0 ? Math.max(1, (rows + stampsPerImage - 1) / stampsPerImage) : 1;
        if (node == null) {
            images = perFile;
            weight = null;
            objectVariance = true;
            badpix = false;
            psfMoves = false;
            return;
        }
        String type = Vocabulary.OUTPUTS.type(node, "MultiFits", Vocabulary.OUTPUT.words());
        if (type.equals("Fits") && rows > 0 && node.has("nfiles")) {
            perFile = 1;
        }
        if (node.has("nimages")) {
            perFile = node.get("nimages").count(1, Integer.MAX_VALUE);
        }
        images = perFile * (node.has("nfiles") ? node.get("nfiles").count(1, Integer.MAX_VALUE) : 1);
        Texts.names(node);
        if (node.has("nproc")) {
            node.get("nproc").count(-1000, 1_000_000);
        }
        weight = node.find("weight");
        if (weight != null) {
            place(weight, "weight");
        }
        objectVariance = weight == null || weight.bool("include_obj_var", false);
        badpix = node.has("badpix");
        if (badpix) {
            place(node.get("badpix"), "badpix");
        }
        for (YamlNode extra : new YamlNode[] {weight, node.find("badpix")}) {
            if (extra != null) {
                extra.rejectUnknown();
            }
        }
        psfMoves = node.has("psf") && psf(node.get("psf"));
        if (node.has("truth")) {
            YamlNode table = node.get("truth");
            place(table, "truth");
            YamlNode columns = table.get("columns");
            columns.keys().forEach(name -> truth.put(name, values.truth(columns.get(name))));
            table.rejectUnknown();
        }
        node.rejectUnknown();
    }

    /** GalSim writes such an output into a file or an HDU; here it always is an HDU of the stamps file. */
    private static void place(YamlNode node, String name) {
        Vocabulary.EXTRAS.find(name).check(node, java.util.Set.of());
        Texts.names(node);
        if (node.has("hdu")) {
            node.get("hdu").count(0, 1000);
        }
    }

    private static boolean psf(YamlNode node) {
        place(node, "psf");
        if (node.has("draw_method")) {
            node.get("draw_method").oneOf("auto", "fft", "real_space");
        }
        if (node.has("shift")) {
            node.get("shift").oneOf("galaxy");
        }
        node.rejectUnknown();
        return node.has("shift");
    }

    /** GalSim's images of the run. */
    long images() {
        return images;
    }

    /** The node that asks for weights, or null. */
    YamlNode weight() {
        return weight;
    }

    /** Whether weights count the object's own photons. */
    boolean objectVariance() {
        return objectVariance;
    }

    /** Whether a mask is asked for. */
    boolean badpix() {
        return badpix;
    }

    /** Whether PSF images are moved as their galaxies are. */
    boolean psfMoves() {
        return psfMoves;
    }

    /**
     * Names of the columns that are added to TRUTH.
     *
     * @param taken names that TRUTH has of its own
     */
    List<String> truthColumns(List<String> taken) {
        List<String> names = new ArrayList<>();
        for (String name : truth.keySet()) {
            boolean clash = taken.stream().anyMatch(name::equalsIgnoreCase)
                    || names.stream().anyMatch(name::equalsIgnoreCase);
            names.add(clash ? "truth." + name : name);
        }
        return names;
    }

    /** Values of those columns. */
    List<Double> truth(Draw draw) {
        return truth.values().stream().map(v -> v.draw(draw)).toList();
    }
}
