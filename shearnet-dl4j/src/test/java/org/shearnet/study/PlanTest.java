package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study's keys make of its base. */
class PlanTest {

    @TempDir
    private Path folder;

    private List<PlannedRun> plan(String text) throws IOException {
        return Plan.of(StudyFiles.parse(folder, text)).first();
    }

    @Test
    void sectionsOfTheStudyStandOverTheBaseAndVariantsOverBoth() throws IOException {
        List<PlannedRun> runs = plan("""
                train: {epochs: 5, seed: 11}
                vary:
                  network: {small: {architecture: mlp, dense: [4]}, conv: {architecture: enhanced}}
                  length: {base: {}, long: {train.epochs: 9, train.noise_sigma: null}}
                repeat: 2
                """);
        assertThat(runs.stream().map(PlannedRun::name))
                .startsWith("small-base-s11", "small-long-s11", "conv-base-s11", "conv-long-s11", "small-base-s12");
        assertThat(runs.get(0).experiment().network().toYaml()).contains("mlp");
        assertThat(runs.get(0).experiment().train().stopping().epochs()).isEqualTo(5);
        assertThat(runs.get(0).experiment().train().data().stamps())
                .as("of the base")
                .isEqualTo(256);
        assertThat(runs.get(1).experiment().train().stopping().epochs()).isEqualTo(9);
        assertThat(runs.get(1).experiment().trainNoise())
                .as("the key was taken away")
                .isNotEqualTo("train.noise_sigma");
        assertThat(runs.get(4).experiment().train().seed()).isEqualTo(12);
        assertThat(runs.get(4).experiment().scene().seed())
                .as("the galaxies of the benchmark stay")
                .isEqualTo(4);
    }

    @Test
    void withoutANetworkTheSeedIsTheGalaxies() throws IOException {
        List<PlannedRun> runs = plan("""
                network: null
                benchmark: {estimators: [{method: ngmix}]}
                vary: {psf.sigma: [0.2, 0.3]}
                repeat: 2
                """);
        assertThat(runs.stream().map(r -> r.experiment().scene().seed())).containsExactly(4L, 4L, 5L, 5L);
    }

    @Test
    void drawsAreDifferentRepeatableAndInTheirRanges() throws IOException {
        String text = """
                vary:
                  train.learning_rate: {log_range: [1.0e-4, 1.0e-2]}
                  train.batch: {range: [16, 64]}
                  network.activation: [relu, tanh]
                repeat: 1
                method: random
                draws: 40
                """;
        List<PlannedRun> runs = plan(text);
        assertThat(runs.stream().map(PlannedRun::name)).hasSize(40).doesNotHaveDuplicates();
        assertThat(plan(text).stream().map(PlannedRun::name))
                .isEqualTo(runs.stream().map(PlannedRun::name).toList());
        assertThat(plan(text + "seed: 2\n").stream().map(PlannedRun::name))
                .isNotEqualTo(runs.stream().map(PlannedRun::name).toList());
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.experiment().train().data().batch()).isBetween(16, 64);
            assertThat(run.experiment().train().optimiser().learningRate()).isBetween(1e-4, 1e-2);
        });
        assertThat(runs.stream()
                        .filter(r -> r.experiment().train().optimiser().learningRate() < 1e-3)
                        .count())
                .as("half of them lie below the middle of the logarithms")
                .isBetween(10L, 30L);
        assertThat(plan("vary: {network.activation: [relu, tanh, gelu]}\nrepeat: 1\nmethod: random\ndraws: 3\n"))
                .as("no combination twice")
                .hasSize(3);
    }

    @Test
    void namesOfFoldersAreSafeAndDifferent() throws IOException {
        List<PlannedRun> runs = plan("""
                vary:
                  rate: {"1/2 ü": {}, "1_2_ü": {train.epochs: 3}, "-x": {train.epochs: 4}}
                repeat: 1
                """);
        assertThat(runs.stream().map(PlannedRun::name).collect(Collectors.toSet()))
                .hasSize(3)
                .allMatch(name -> name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"));
    }

    @Test
    void aPowerLawIsFoundSeedBySeed() throws IOException {
        Study study = StudyFiles.parse(folder, "vary: {train.stamps: [100, 1000, 10000]}\nrepeat: 4\n");
        List<Row> rows = Plan.of(study).first().stream()
                .map(run -> new Row(
                        run,
                        StudyFiles.ok(
                                run,
                                (r, level) -> 3
                                        * Math.pow(r.variants().get(0).number(), -0.3 + 0.01 * r.seed())
                                        * Math.exp(0.2 * r.seed()))))
                .toList();
        PowerLaw law = PowerLaw.of(study, study.axes().get(0), rows, 1e-5);
        assertThat(law.exponent().mean()).isEqualTo(-0.275, within(1e-12));
        assertThat(law.exponent().error()).isEqualTo(0.01 * Math.sqrt(5.0 / 3) / 2, within(1e-12));
        assertThat(law.logAmplitude().mean()).isEqualTo(Math.log(3) + 0.5, within(1e-12));
        assertThat(law.at(1000)).isEqualTo(3 * Math.exp(0.5) * Math.pow(1000, -0.275), within(1e-9));
    }

    @Test
    void mainEffectsAverageOverTheOtherKeys() throws IOException {
        Study study = StudyFiles.parse(
                folder, "vary: {network.pooling: [average, maximum], network.activation: [relu, tanh]}\nrepeat: 2\n");
        List<Row> rows = Plan.of(study).first().stream()
                .map(run -> new Row(
                        run,
                        StudyFiles.ok(
                                run,
                                (r, level) -> (r.words().contains("maximum") ? 4.0 : 1)
                                        * (r.words().contains("tanh") ? 9 : 1)
                                        * r.seed())))
                .toList();
        List<Effect> pooling = Effect.main(rows, 0);
        assertThat(pooling.stream().map(Effect::label)).containsExactly("average", "maximum");
        assertThat(pooling.get(1).figure(1e-5)).isEqualTo(4 * 3 * Math.sqrt(2), within(1e-12));
        assertThat(pooling.get(0).logFigure(1e-5).n()).as("seeds, not runs").isEqualTo(2);
        assertThat(Effect.of(rows)).hasSize(4);
    }
}
