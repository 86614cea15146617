package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether intervals hold the truth as often as they say, and verdicts are what the numbers say. */
class JudgementTest {

    /** True ratio of the made-up figures, and scatter of their logarithms: shared by a seed's runs, and each run's own. */
    private static final double RATIO = 1.7;

    private static final double SHARED = 0.6;
    private static final double OWN = 0.05;

    private static final int STUDIES = 2000;

    /** Binomial scatter of a share of 2,000 is 0.005; measured 0.947 of the intervals, and 0.058 wrong verdicts. */
    private static final double COVERAGE = 0.015;

    private static final String TWO = """
            vary: {network.pooling: [average, maximum], network.activation: [relu, tanh]}
            repeat: 3
            hypotheses:
              - "p: maximum > average @ 1e-5"
              - "q: maximum < 1.2 * average"
              - "r: tanh > relu @ 1e-3"
            """;

    @TempDir
    private Path folder;

    /** 2 x level^a, times the ratio where poolings take the maximum. */
    private static List<Row> rows(List<PlannedRun> runs, long number) {
        return runs.stream()
                .map(run -> new Row(
                        run,
                        StudyFiles.ok(
                                run,
                                (r, level) -> (r.words().contains("maximum") ? RATIO : 1)
                                        * 2
                                        * Math.pow(level, -0.4)
                                        * Math.exp(StudyFiles.noise(r, number, SHARED, OWN)))))
                .toList();
    }

    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<PlannedRun> runs = Plan.of(study).first();
        int holds = 0;
        int wrong = 0;
        for (int i = 0; i < STUDIES; i++) {
            List<Judgement> all = Judgement.of(study.hypotheses(), study.axes(), rows(runs, i), study.seeds());
            Judgement first = all.get(0);
            boolean hold = first.low() < RATIO && RATIO < first.high();
            holds += hold ? 1 : 0;
            wrong += all.get(2).verdict() == Judgement.Verdict.UNDECIDED ? 0 : 1;
        }
        assertThat(holds / (double) STUDIES).isBetween(0.95 - COVERAGE, 0.95 + COVERAGE);
        assertThat(wrong / (double) STUDIES)
                .as("where there is no difference")
                .isBetween(0.05 - COVERAGE, 0.05 + COVERAGE);
    }

    /** Four galaxies of 2,000 that a network dares to answer are measured well, and say nothing of it. */
    @Test
    void figuresOfFewGalaxiesAreNotCompared() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<Row> rows = Plan.of(study).first().stream()
                .map(run -> new Row(
                        run,
                        StudyFiles.ok(
                                run,
                                (r, level) -> (r.words().contains("maximum") ? 100 : 1) * (1 + 0.01 * r.seed()),
                                run.words().contains("average") && run.seed() == 2 ? 0.101 : 0.099)))
                .toList();
        Judgement first = Judgement.of(study.hypotheses(), study.axes(), rows, study.seeds())
                .get(0);
        assertThat(first.verdict()).isEqualTo(Judgement.Verdict.UNDECIDED);
        assertThat(first.why()).contains("in 2 runs more than 10 % of the galaxies have no answer");
        assertThat(Effect.main(rows, 0).get(0).figure(1e-5)).isNaN();
        assertThat(Effect.main(rows, 0).get(0).flagged(1e-5)).isEqualTo(0.101);
        assertThat(Effect.main(rows, 0).get(1).figure(1e-5)).isGreaterThan(100);
    }

    @Test
    void verdictsFollowTheNumbers() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<Judgement> all = Judgement.of(
                study.hypotheses(), study.axes(), rows(Plan.of(study).first(), 4), study.seeds());
        assertThat(all.stream().map(Judgement::verdict))
                .containsExactly(Judgement.Verdict.SUPPORTED, Judgement.Verdict.REFUTED, Judgement.Verdict.UNDECIDED);
        assertThat(all.get(0).holm()).isGreaterThan(all.get(0).p());
    }

    @Test
    void aSeedCountsWithAllItsRunsOrNotAtAll() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<Row> rows = rows(Plan.of(study).first(), 5).stream()
                .map(r -> r.run().name().equals("maximum-tanh-s2") ? new Row(r.run(), RunResult.WAITING) : r)
                .toList();
        List<Judgement> all = Judgement.of(study.hypotheses(), study.axes(), rows, study.seeds());
        assertThat(all.get(0).logRatio().n()).isEqualTo(2);
        List<Row> none =
                rows.stream().map(r -> new Row(r.run(), RunResult.WAITING)).toList();
        Judgement nothing = Judgement.of(study.hypotheses(), study.axes(), none, study.seeds())
                .get(0);
        assertThat(nothing.verdict()).isEqualTo(Judgement.Verdict.UNDECIDED);
        assertThat(nothing.why()).contains("no seed has");
    }

    @Test
    void withoutScatterNothingIsDecided() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<Row> rows = Plan.of(study).first().stream()
                .map(run ->
                        new Row(run, StudyFiles.ok(run, (r, level) -> r.words().contains("maximum") ? 2.0 : 1.0)))
                .toList();
        Judgement one = Judgement.of(study.hypotheses(), study.axes(), rows, study.seeds())
                .get(0);
        assertThat(one.verdict()).isEqualTo(Judgement.Verdict.UNDECIDED);
        assertThat(one.why()).contains("does not change with the seed");
    }

    /** Figures of 10 for tanh and 1 for relu, whatever the pooling, with a little scatter. */
    private static List<Row> tanhAlone(List<PlannedRun> runs) {
        return runs.stream()
                .map(run -> new Row(
                        run,
                        StudyFiles.ok(
                                run,
                                (r, level) -> (r.words().contains("tanh") ? 10 : 1)
                                        * Math.exp(StudyFiles.noise(r, 3, SHARED, OWN)))))
                .toList();
    }

    @Test
    void sidesAreComparedWithTheSamePartnersOnly() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<Row> all = tanhAlone(Plan.of(study).first());
        List<Row> crossed = all.stream()
                .filter(r -> r.run().words().matches("maximum, tanh|average, relu"))
                .toList();
        Judgement none = Judgement.of(study.hypotheses(), study.axes(), crossed, study.seeds())
                .get(0);
        assertThat(none.verdict()).isEqualTo(Judgement.Verdict.UNDECIDED);
        assertThat(none.why()).isEqualTo("no combination of the other keys has runs of both sides");
        List<Row> three = all.stream()
                .filter(r -> !r.run().words().equals("average, tanh"))
                .toList();
        Judgement shared = Judgement.of(study.hypotheses(), study.axes(), three, study.seeds())
                .get(0);
        assertThat(shared.ratio()).as("relu alone has both").isBetween(0.8, 1.25);
        List<Effect> effects = Effect.main(three, 0);
        assertThat(effects.get(1).figure(1e-5) / effects.get(0).figure(1e-5)).isBetween(0.8, 1.25);
        assertThat(Effect.main(crossed, 0)).hasSize(2).allMatch(e -> e.rows().isEmpty());
    }

    @Test
    void laterRungsAreComparedWhereBothSidesHaveTheSamePartners() throws IOException {
        Study study = StudyFiles.parse(folder, """
                vary: {network.pooling: [average, maximum], network.activation: [relu, tanh]}
                repeat: 3
                method: halving
                rungs: [1, 2]
                hypotheses: ["maximum > average"]
                """);
        List<Row> rows = tanhAlone(Plan.of(study).all()).stream()
                .filter(r -> r.run().epochs() == 1 || r.run().words().matches("maximum, tanh|average, relu"))
                .toList();
        Judgement one = Judgement.of(study.hypotheses(), study.axes(), rows, study.seeds())
                .get(0);
        assertThat(one.logRatio().n()).isEqualTo(3);
        assertThat(one.ratio()).isBetween(0.8, 1.25);
    }

    @Test
    void aFigureOfZeroIsTheReason() throws IOException {
        Study study = StudyFiles.parse(folder, TWO);
        List<Row> rows = Plan.of(study).first().stream()
                .map(run -> new Row(
                        run,
                        StudyFiles.ok(
                                run,
                                (r, level) -> r.words().contains("maximum") && r.seed() == 1
                                        ? 0
                                        : Math.exp(StudyFiles.noise(r, 6, SHARED, OWN)))))
                .toList();
        Judgement one = Judgement.of(study.hypotheses(), study.axes(), rows, study.seeds())
                .get(0);
        assertThat(one.verdict()).isEqualTo(Judgement.Verdict.UNDECIDED);
        assertThat(one.why()).startsWith("the figure is 0 or below in 2 runs");
        assertThat(Effect.main(rows, 0).get(1).figure(1e-5)).isNaN();
    }

    @Test
    void theUnitOfASingleLevelIsThatOfTheBenchmark() throws IOException {
        Study study = StudyFiles.parse(
                folder, TWO.replaceAll("(?s)hypotheses.*", "") + "benchmark: {noise_sigma: null, s2n: [50]}\n");
        List<Row> rows = rows(Plan.of(study).first(), 1);
        assertThat(StudyTable.isS2n(rows)).isTrue();
        assertThat(StudyTable.isS2n(rows(Plan.of(StudyFiles.parse(folder, TWO)).first(), 1)))
                .isFalse();
    }
}
