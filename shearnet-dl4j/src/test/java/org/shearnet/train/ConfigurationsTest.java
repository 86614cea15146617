package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.config.Experiment;
import org.shearnet.data.SceneStamps;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.MedsSimulation;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.NetworkSpec;
import org.shearnet.study.Study;
import org.shearnet.study.StudyParser;

/** Every ready-made configuration trains: a few steps on tiny stamps. */
class ConfigurationsTest {

    private static final Path CONFIGS = Path.of("../configs");

    @TempDir
    private Path folder;

    /** Every experiment of the project. */
    static List<Path> all() throws IOException {
        return files(file -> !isStudy(file));
    }

    /** Every study of the project. */
    static List<Path> studies() throws IOException {
        return files(ConfigurationsTest::isStudy);
    }

    private static List<Path> files(Predicate<Path> which) throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(which)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isStudy(Path file) {
        return YamlReader.read(file).has("vary");
    }

    @ParameterizedTest
    @MethodSource("studies")
    void everyStudyClaimsSomethingOfExperimentsThatAreWhole(Path file) {
        Study study = StudyParser.parse(file, UnaryOperator.identity());
        assertThat(study.hypotheses())
                .hasSizeBetween(2, 10)
                .allMatch(h -> !h.claim().isEmpty());
        assertThat(study.seeds()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyKeyIsKnown(Path file) {
        Experiment experiment = Experiment.of(file, YamlReader.read(file));
        // boxes of MEDS files have a size of their own
        assertThat(experiment.scene().nx()).isEqualTo(MedsSimulation.isOf(experiment.scene()) ? 40 : 53);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enhanced",
                "dilated",
                "skip",
                "multiscale",
                "fork",
                "ladder/5-moment-head",
                "ladder/6-moments-in",
                "ladder/8-moments-and-convolutions",
                "networks/june2025",
                "networks/exponential"
            })
    void lossFalls(String name) {
        YamlNode root = YamlReader.read(CONFIGS.resolve(name + ".yaml"));
        for (String small : List.of(
                "image.size=17",
                "train.stamps=256",
                "train.batch=16",
                "train.validation=32",
                "train.epochs=3",
                "train.learning_rate=5e-3",
                "train.noise_sigma=1e-3")) {
            root = YamlReader.override(root, small);
        }
        NetworkSpec network = NetworkSpec.parse(root.get("network"));
        TrainOptions options = TrainOptions.parse(root.get("train"));
        root.find("name");
        root.find("benchmark");
        SceneStamps stamps = new SceneStamps(SceneParser.parse(root, CONFIGS), RenderAccuracy.DEFAULT);
        List<Double> losses = new ArrayList<>();
        Trainer.of(new TrainJob(network, options, stamps, root.toYaml(), Map.of(), folder, 2), new TrainListener() {
                    @Override
                    public void epoch(Metrics metrics) {
                        losses.add(metrics.loss());
                    }
                })
                .train(false);
        assertThat(losses.get(2)).isLessThan(0.8 * losses.get(0));
    }
}
