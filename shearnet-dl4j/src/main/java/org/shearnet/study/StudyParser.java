package org.shearnet.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.shearnet.config.Experiment;
import org.shearnet.config.NoiseLevels;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Reads the YAML of a study: its own keys, and sections of an experiment, which are put over those of the base. */
public final class StudyParser {

    private static final int MOST_REPEATS = 1000;
    private static final int MOST_DRAWS = 10_000;
    private static final int MOST_EPOCHS = 1_000_000;
    private static final int MOST_GALAXIES = 1000;
    private static final int USUAL_REPEATS = 3;

    private static final String USUAL_FIGURE = "rmse_over_crlb_in_stamp";

    private final Path file;
    private final YamlNode root;

    private StudyParser(Path file, YamlNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a study.
     *
     * @param changes what the command line changes in the document
     * @throws ConfigException naming file, line and path of the first thing that is wrong
     */
    public static Study parse(Path file, UnaryOperator<YamlNode> changes) {
        return new StudyParser(file, changes.apply(YamlReader.read(file))).study();
    }

    private Study study() {
        Path base = base();
        YamlNode experiment = YamlReader.read(base);
        for (String section : Axes.SECTIONS) {
            if (root.keys().contains(section)) {
                YamlNode own = root.find(section);
                experiment = own == null
                        ? YamlReader.override(experiment, section + "=null")
                        : YamlReader.over(experiment, section, own);
            }
        }
        YamlNode vary = root.get("vary");
        Study.Search search = search();
        List<Axis> axes = new Axes(search.method() == Study.Method.RANDOM, search.draws(), search.seed()).parse(vary);
        List<Hypothesis> hypotheses = new ArrayList<>();
        YamlNode list = root.find("hypotheses");
        if (list != null) {
            list.items().forEach(item -> hypotheses.add(Hypothesis.parse(item, axes)));
        }
        YamlNode at = root.find("at");
        YamlNode kept = root.find("kept");
        Study study = new Study(
                file,
                root.text("name", file.getFileName().toString().replaceFirst("\\.ya?ml$", "")),
                root,
                base,
                experiment,
                axes,
                search,
                seedKey(experiment, axes),
                seeds(base, experiment, axes),
                root.text("figure", USUAL_FIGURE),
                root.text("estimator", ""),
                at == null ? Double.NaN : at.positive(),
                kept == null ? 0 : kept.count(0, MOST_GALAXIES),
                hypotheses);
        if (!study.name().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ConfigException(file + ": the name '" + study.name()
                    + "' must be letters, digits, '.', '_' and '-': it names a folder");
        }
        root.rejectUnknown();
        if (search.method() == Study.Method.HALVING) {
            for (Axis axis : axes) {
                if (axis.paths().contains("train.epochs")) {
                    throw vary.error("'train.epochs' is what the rungs of halving change; leave it out");
                }
            }
        }
        check(study);
        return study;
    }

    private Path base() {
        YamlNode node = root.get("base");
        Path base = file.resolveSibling(node.text());
        if (!Files.isRegularFile(base)) {
            throw node.error("no file " + node.text() + " beside " + file.getFileName());
        }
        return base.normalize();
    }

    private Study.Search search() {
        Study.Method method = root.choice("method", Study.Method.values(), Study.Method.GRID);
        belongs("draws", method == Study.Method.RANDOM, "random");
        belongs("seed", method == Study.Method.RANDOM, "random");
        belongs("rungs", method == Study.Method.HALVING, "halving");
        belongs("keep", method == Study.Method.HALVING, "halving");
        int draws = method == Study.Method.RANDOM ? root.get("draws").count(1, MOST_DRAWS) : 0;
        List<Integer> rungs = new ArrayList<>();
        if (method == Study.Method.HALVING) {
            YamlNode node = root.get("rungs");
            for (YamlNode item : node.items()) {
                rungs.add(item.count(rungs.isEmpty() ? 1 : rungs.get(rungs.size() - 1) + 1, MOST_EPOCHS));
            }
            if (rungs.isEmpty()) {
                throw node.error("names no epochs; write as many as each rung trains, as in [2, 4, 8]");
            }
        }
        double keep = root.number("keep", 0.5);
        if (!(keep > 0 && keep < 1)) {
            throw root.get("keep").error("must be between 0 and 1, not " + keep);
        }
        return new Study.Search(method, draws, rungs, keep, root.integer("seed", 1));
    }

    private void belongs(String key, boolean here, String method) {
        if (root.has(key) && !here) {
            throw root.get(key).error("belongs to 'method: " + method + "'");
        }
    }

    /** What a seed is put into: the training's, or the galaxies' where nothing is trained. */
    private String seedKey(YamlNode experiment, List<Axis> axes) {
        boolean network = experiment.has("network")
                || axes.stream().flatMap(a -> a.paths().stream()).anyMatch(p -> p.equals("network"));
        return network ? "train.seed" : "image.random_seed";
    }

    private List<Long> seeds(Path base, YamlNode experiment, List<Axis> axes) {
        YamlNode node = root.find("repeat");
        int repeat = node == null ? USUAL_REPEATS : node.count(1, MOST_REPEATS);
        String key = seedKey(experiment, axes);
        for (Axis axis : axes) {
            if (axis.paths().contains(key)) {
                throw root.get("vary")
                        .error("'" + key + "' is what 'repeat' changes, the same seeds for every variant");
            }
        }
        YamlNode plain = YamlReader.copy(experiment);
        long first = key.equals("image.random_seed")
                ? Experiment.of(base, plain).scene().seed()
                : plain.has("train") ? plain.get("train").integer("seed", 1) : 1;
        return LongStream.range(first, first + repeat).boxed().toList();
    }

    /** All runs of it are looked at before the first begins. */
    private void check(Study study) {
        List<PlannedRun> runs = Plan.of(study).all();
        YamlNode figure = root.find("figure");
        Figure.check(figure == null ? root.get("base") : figure, study.figure(), runs);
        for (PlannedRun run : runs) {
            StudiedEstimator.of(study, run.experiment());
        }
        for (PlannedRun run : runs) {
            if (run.unit() != runs.get(0).unit()) {
                throw root.get("vary")
                        .error("the benchmark of " + runs.get(0).name() + " has levels of " + word(runs.get(0))
                                + " and that of " + run.name() + " of " + word(run) + "; give all runs one of them");
            }
        }
        YamlNode list = root.find("hypotheses");
        for (int i = 0; i < study.hypotheses().size(); i++) {
            checkLevel(list.items().get(i), study.hypotheses().get(i).level(), runs);
        }
        if (root.has("at")) {
            checkLevel(root.get("at"), study.at(), runs);
        }
    }

    private static String word(PlannedRun run) {
        return run.unit() == NoiseLevels.Unit.S2N ? "s2n" : "noise_sigma";
    }

    private static void checkLevel(YamlNode node, double level, List<PlannedRun> runs) {
        for (PlannedRun run : runs) {
            if (!Double.isNaN(level) && run.level(level) < 0) {
                throw node.error("no level " + LevelName.of(level) + " in the benchmark of " + run.name()
                        + ", which has " + LevelName.of(run.levels()));
            }
        }
    }
}
