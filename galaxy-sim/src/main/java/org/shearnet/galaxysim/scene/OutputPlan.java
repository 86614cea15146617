package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The {@code output} section: how many stamps, and what is written beside them into the stamps file. */
final class OutputPlan {

    /**
     * What an output's number of images follows from.
     *
     * @param rows of the input catalogue, 0 without one
     * @param perFile images of a file unless it says how many
     */
    record Context(long rows, long perFile) {}

    /**
     * What else is written.
     *
     * @param option weights count the object's photons, or PSFs move with their galaxies
     * @param columns of TRUTH, by name
     */
    record Extra(boolean option, Map<String, Drawn<Double>> columns) {}

    private static final Keys FILES = Keys.none().may("nfiles", "1 unless given");

    private static final Keys IMAGES = FILES.may("nimages", "of a file");

    private static final Keys PLACE =
            Keys.none().may("file_name", "").may("dir", "").may("hdu", "");

    /** Images of a file. */
    static final Vocabulary<Context, Long> WORDS = GalSimWords.<Context, Long>vocabulary(
                    "output",
                    "always one stamps file, whose name `-o` says; `file_name` and `dir` are GalSim's and change nothing")
            .unlessNamed("MultiFits")
            .register(
                    "Fits",
                    "one image a file; the images of all files become stamps",
                    FILES,
                    (node, c) -> c.rows > 0 && node.has("nfiles") ? 1 : c.perFile)
            .register("MultiFits", "`nimages` images, or a catalogue's rows", IMAGES, OutputPlan::several)
            .register("DataCube", "the same", IMAGES, OutputPlan::several)
            .register("MEDS", "MEDS files, each object in several exposures and bands", MedsPlan.KEYS, (node, c) ->
                    (long) node.get("nobjects").count(1, Integer.MAX_VALUE))
            .withCommon(
                    "every output",
                    Keys.none()
                            .may("file_name", "")
                            .may("dir", "")
                            .may("nproc", "")
                            .may("weight", "")
                            .may("badpix", "")
                            .may("psf", "")
                            .may("truth", ""),
                    "what else goes into the stamps file");

    static final Vocabulary<Values, Extra> EXTRAS = GalSimWords.<Values, Extra>vocabulary(
                    "output: what else is written", "each as an HDU of the stamps file")
            .register(
                    "weight",
                    "WEIGHT, the inverse variance; without the object's photons unless asked for",
                    Keys.none().may("include_obj_var", "").plus(PLACE),
                    (node, values) -> new Extra(node.bool("include_obj_var", false), Map.of()))
            .register("badpix", "MASK, all good", PLACE, (node, values) -> new Extra(true, Map.of()))
            .register(
                    "psf",
                    "PSF, which is written in any case; `shift: galaxy` moves it with the galaxy",
                    Keys.none().may("shift", "").may("draw_method", "").plus(PLACE),
                    (node, values) -> new Extra(moves(node), Map.of()))
            .register(
                    "truth",
                    "further columns of TRUTH: a path, a value, or `$expression`; `truth.NAME` where TRUTH has NAME",
                    Keys.none().must("columns", "").plus(PLACE),
                    OutputPlan::columns);

    private final long images;
    private final YamlNode weight;
    private final boolean objectVariance;
    private final boolean badpix;
    private final boolean psfMoves;
    private final Map<String, Drawn<Double>> truth;
    private final MedsPlan meds;

    /**
     * @param node the section, or null
     * @param rows of the input catalogue, 0 without one
     * @param stampsPerImage how many objects one of GalSim's images holds
     */
    OutputPlan(YamlNode node, Values values, Geometry geometry, long rows, int stampsPerImage) {
        long perFile = rows > 0 ? Math.max(1, (rows + stampsPerImage - 1) / stampsPerImage) : 1;
        if (node == null) {
            images = perFile;
            weight = null;
            objectVariance = true;
            badpix = false;
            psfMoves = false;
            truth = Map.of();
            meds = null;
            return;
        }
        perFile = WORDS.parsePart(node, new Context(rows, perFile));
        images = perFile * (node.has("nfiles") ? node.get("nfiles").count(1, Integer.MAX_VALUE) : 1);
        values.files().texts().names(node);
        if (node.has("nproc")) {
            node.get("nproc").count(-1000, 1_000_000);
        }
        weight = node.find("weight");
        objectVariance = weight == null || extra("weight", weight, values).option;
        badpix = node.has("badpix") && extra("badpix", node.get("badpix"), values).option;
        psfMoves = node.has("psf") && extra("psf", node.get("psf"), values).option;
        truth = node.has("truth") ? extra("truth", node.get("truth"), values).columns : Map.of();
        meds = node.text("type", "").equals("MEDS") ? MedsPlan.parse(node, geometry) : null;
        for (String extra : new String[] {"weight", "badpix", "psf"}) {
            if (meds != null && node.has(extra)) {
                throw node.get(extra).error("a MEDS file has weights, masks and PSFs of every exposure in any case");
            }
        }
        node.rejectUnknown();
    }

    /** What a MEDS file holds; null for stamps. */
    MedsPlan meds() {
        return meds;
    }

    private static long several(YamlNode node, Context context) {
        return node.has("nimages") ? node.get("nimages").count(1, Integer.MAX_VALUE) : context.perFile;
    }

    /** GalSim writes such an output into a file or an HDU; here it always is an HDU of the stamps file. */
    private static Extra extra(String word, YamlNode node, Values values) {
        values.files().texts().names(node);
        if (node.has("hdu")) {
            node.get("hdu").count(0, 1000);
        }
        return EXTRAS.parseAs(word, node, values);
    }

    private static boolean moves(YamlNode node) {
        if (node.has("draw_method")) {
            node.get("draw_method").oneOf("auto", "fft", "real_space");
        }
        if (node.has("shift")) {
            node.get("shift").oneOf("galaxy");
        }
        return node.has("shift");
    }

    private static Extra columns(YamlNode node, Values values) {
        Map<String, Drawn<Double>> columns = new LinkedHashMap<>();
        YamlNode names = node.get("columns");
        names.keys().forEach(name -> columns.put(name, values.truth(names.get(name))));
        return new Extra(false, columns);
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
