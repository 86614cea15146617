package org.shearnet.config;

import java.io.File;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.NetworkSpec;
import org.shearnet.train.TrainOptions;

/**
 * A YAML experiment: a scene in GalSim's vocabulary beside the sections {@code network}, {@code train},
 * {@code benchmark} and {@code inspect}. Every key is checked before any work begins.
 *
 * @param file where it was read from
 * @param root the document with all overrides applied
 * @param name names the run folder; the file's name unless the YAML gives one
 * @param scene galaxies, PSF, stamp and noise
 * @param network the architecture, or null where the file has no {@code network} section
 * @param train how it is trained; defaults where the section is absent
 * @param benchmark which estimators are compared on what
 * @param inspect what is looked at inside its network
 * @param trainNoise where the noise levels of the training come from, in words
 * @param benchmarkNoise where those of the benchmark come from
 */
public record Experiment(
        Path file,
        YamlNode root,
        String name,
        Scene scene,
        NetworkSpec network,
        TrainOptions train,
        BenchmarkOptions benchmark,
        InspectOptions inspect,
        String trainNoise,
        String benchmarkNoise) {

    /** Significant digits of a level between two that are given. */
    private static final int DIGITS = 6;

    /**
     * Reads the sections of a document and refuses every key that belongs to none.
     *
     * @throws ConfigException naming file, line and path of the first thing that is wrong
     */
    public static Experiment of(Path file, YamlNode root) {
        YamlNode nameNode = root.find("name");
        String name = nameNode == null ? fileName(file) : nameNode.text();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            String what = "the name '" + name + "' must be letters, digits, '.', '_' and '-': it names a folder";
            throw nameNode == null ? new ConfigException(file + ": " + what) : nameNode.error(what);
        }
        Path directory = file.toAbsolutePath().getParent();
        Scene scene = SceneParser.parse(root, directory);
        if (scene.neighbourDensity() > 0) {
            throw root.get("stamp")
                    .get("neighbours")
                    .error("is for simulate; trainings and benchmarks draw galaxies alone: leave it out");
        }
        YamlNode network = root.find("network");
        YamlNode train = root.find("train");
        YamlNode benchmark = root.find("benchmark");
        SceneNoise[] found = new SceneNoise[1];
        Supplier<SceneNoise> noise = () -> {
            if (found[0] == null) {
                found[0] = sceneNoise(file, scene, network != null);
            }
            return found[0];
        };
        TrainOptions options = TrainOptions.parse(
                train == null ? root.emptyMap("train") : train,
                () -> network == null
                        ? new double[] {1, 1} // nothing is trained
                        : new double[] {noise.get().low(), noise.get().high()});
        boolean trainNamed = train != null && train.has("noise_sigma");
        boolean benchmarkNamed = benchmark != null && (benchmark.has("noise_sigma") || benchmark.has("s2n"));
        BenchmarkOptions benchmarkOptions = BenchmarkOptions.parse(
                benchmark == null ? root.emptyMap("benchmark") : benchmark,
                () -> noise.get().levels());
        YamlNode inspect = root.find("inspect");
        InspectOptions inspectOptions = InspectOptions.parse(
                inspect == null ? root.emptyMap("inspect") : inspect,
                () -> benchmarkNamed || !trainNamed
                        ? benchmarkOptions.noise()
                        : new NoiseLevels(
                                NoiseLevels.Unit.SIGMA,
                                decades(
                                        options.data().noiseLow(),
                                        options.data().noiseHigh())));
        Experiment experiment = new Experiment(
                file,
                root,
                name,
                scene,
                network == null ? null : NetworkSpec.parse(network),
                options,
                benchmarkOptions,
                inspectOptions,
                trainNamed
                        ? "train.noise_sigma"
                        : network == null ? "" : noise.get().words(),
                benchmarkNamed
                        ? (benchmark.has("s2n") ? "benchmark.s2n" : "benchmark.noise_sigma")
                        : noise.get().words());
        root.rejectUnknown();
        if (network != null && experiment.train.objective().loss().needsErrors() && !experiment.network.errors()) {
            throw train.get("loss").error("this loss needs 'errors: true' in the section 'network'");
        }
        if (network != null && experiment.train.objective().learned() && experiment.network.errors()) {
            throw train.get("weights")
                    .error(
                            "'learned' needs a network that predicts no errors ('errors: false'), whose likelihood weighs the"
                                    + " outputs already");
        }
        if (network != null && experiment.train.objective().response() != null) {
            experiment.train.objective().response().check(train.get("response"), scene.hasPsf());
        }
        return experiment;
    }

    /** From the lowest to the highest level in steps of about ten. */
    private static double[] decades(double low, double high) {
        int steps = (int) Math.round(Math.log10(high / low));
        double[] levels = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            double level = low * Math.pow(high / low, steps == 0 ? 0 : (double) i / steps);
            levels[i] = new BigDecimal(level).round(new MathContext(DIGITS)).doubleValue();
        }
        return levels;
    }

    private static SceneNoise sceneNoise(Path file, Scene scene, boolean training) {
        try {
            return SceneNoise.of(scene, training);
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        }
    }

    /** A run's provenance with the hash of the effective configuration and the seed. */
    public Provenance addTo(Provenance provenance) {
        return provenance.with("CONFHASH", hash()).with("SEED", Long.toString(scene.seed()));
    }

    /** SHA-256 of the effective configuration. */
    public String hash() {
        return Sha256.hex(root.toYaml());
    }

    /** SHA-256 of the sections that a training depends on: scene, network and train. */
    public String trainingHash() {
        String sections = hash(List.of("gal", "psf", "image", "input", "stamp", "network", "train"));
        YamlNode section = root.find("train");
        // levels that the scene gives are part of the training although no key names them
        return section != null && section.has("noise_sigma")
                ? sections
                : Sha256.hex(sections + " " + train.data().noiseLow() + " "
                        + train.data().noiseHigh());
    }

    /** SHA-256 of the sections that make the stamps, and of size and date of the files that they name. */
    public String sceneHash() {
        List<String> sections = List.of("gal", "psf", "image", "input", "stamp");
        StringBuilder files = new StringBuilder();
        for (String section : sections) {
            if (root.find(section) != null) {
                inputFiles(root.find(section), files);
            }
        }
        return Sha256.hex(hash(sections) + files);
    }

    private void inputFiles(YamlNode node, StringBuilder files) {
        if (node.isMap()) {
            node.keys().forEach(key -> inputFiles(node.get(key), files));
        } else if (node.isList()) {
            node.items().forEach(item -> inputFiles(item, files));
        } else if (node.text().matches("[^\\p{Cntrl}]*\\.[A-Za-z]+")) {
            List<Path> candidates = new ArrayList<>(
                    List.of(Path.of(node.text()), file.toAbsolutePath().resolveSibling(node.text())));
            if (node.line() > 0 && !node.file().equals(file.toString())) { // beside an included scene
                candidates.add(Path.of(node.file()).toAbsolutePath().resolveSibling(node.text()));
            }
            for (Path candidate : candidates) {
                File input = candidate.toFile();
                if (input.isFile()) {
                    files.append(' ').append(input.length()).append(' ').append(input.lastModified());
                }
            }
        }
    }

    /** Of some sections, and of the variables that their expressions may name. */
    private String hash(List<String> sections) {
        StringBuilder text = new StringBuilder();
        for (String section : sections) {
            YamlNode node = root.find(section);
            text.append(section).append(":\n").append(node == null ? "" : node.toYaml());
        }
        YamlNode variables = root.find("eval_variables");
        if (variables != null) {
            text.append("eval_variables:\n").append(variables.toYaml());
        }
        return Sha256.hex(text.toString());
    }

    private static String fileName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }
}
