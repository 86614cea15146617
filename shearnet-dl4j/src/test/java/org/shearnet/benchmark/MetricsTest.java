package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shearnet.estimate.ShapeEstimate;

class MetricsTest {

    private static final double NOISE = 1e-3;
    private static final double SIGMA = 9;
    private static final Timing TIMING = new Timing(0.9, 1.8, 0.5, 1, 2, 2);

    private final Random random = new Random(11);

    private List<GalaxyTruth> truths(int n) {
        List<GalaxyTruth> truths = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            truths.add(new GalaxyTruth(
                    i,
                    0.2 * random.nextGaussian(),
                    0.2 * random.nextGaussian(),
                    0.4,
                    2,
                    SIGMA,
                    SIGMA,
                    0.1,
                    i % 4 != 0));
        }
        return truths;
    }

    private static ShapeEstimate estimate(double g1, double g2, double error) {
        return ShapeEstimate.of(g1, g2, 0.3, 2).withShape(new ShapeEstimate.Shape(g1, g2, error, error, 0));
    }

    @Test
    void unbiasedEstimatorAtTheBoundHasRatioOne() {
        List<GalaxyTruth> truths = truths(20_000);
        ShapeEstimate[] answers = truths.stream()
                .map(t -> estimate(
                        t.g1() + SIGMA * NOISE * random.nextGaussian(),
                        t.g2() + SIGMA * NOISE * random.nextGaussian(),
                        SIGMA * NOISE))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = LevelSummary.of("test", LevelSample.of(NOISE, truths, answers, null, TIMING));
        // 40,000 normal numbers: the ratio scatters by 0.0035
        assertThat(s.get(Metrics.RMSE_OVER_CRLB)).isCloseTo(1, within(0.015));
        assertThat(s.get(Metrics.RMSE_OVER_CRLB_IN_STAMP)).isCloseTo(1, within(0.015));
        assertThat(s.get(Metrics.PULL_STD)).isCloseTo(1, within(0.015));
        assertThat(s.get(Metrics.SLOPE_G1)).isCloseTo(1, within(0.002));
        assertThat(s.get(Metrics.CRLB_RMSE_G1)).isCloseTo(SIGMA * NOISE, within(1e-12));
        assertThat(s.get(Metrics.NMAD_G2)).isCloseTo(SIGMA * NOISE, within(0.03 * SIGMA * NOISE));
        assertThat(s.get(Metrics.OUTLIER_FRACTION)).isZero();
        assertThat(s.count(Metrics.N_FAILED)).isZero();
        assertThat(s.count(Metrics.N_IN_STAMP)).isEqualTo(15_000);
        assertThat(s.get(Metrics.M1)).isNaN();
        assertThat(s.get(Metrics.COVERAGE_68)).isCloseTo(0.6827, within(0.01));
        assertThat(s.get(Metrics.COVERAGE_95)).isCloseTo(0.9545, within(0.01));
        assertThat(s.get(Metrics.MS_PER_GALAXY)).isEqualTo(0.5);
        assertThat(s.get(Metrics.CPU_MS_PER_GALAXY)).isEqualTo(1);
        // known errors of normal samples: sigma / sqrt(n) of a mean, sigma / sqrt(2n) of a scatter
        double one = SIGMA * NOISE / Math.sqrt(20_000);
        assertThat(s.get(Metrics.BIAS_G1_ERR)).isCloseTo(one, within(0.2 * one));
        assertThat(s.get(Metrics.RMSE_G1_ERR)).isCloseTo(one / Math.sqrt(2), within(0.2 * one));
        assertThat(s.get(Metrics.SLOPE_G2_ERR)).isCloseTo(one / 0.2, within(0.2 * one / 0.2));
        assertThat(s.get(Metrics.RMSE_OVER_CRLB_ERR)).isCloseTo(1 / Math.sqrt(80_000), within(1e-3));
        assertThat(s.get(Metrics.PULL_STD_ERR)).isCloseTo(1 / Math.sqrt(80_000), within(1e-3));
        assertThat(s.get(Metrics.NMAD_G1_ERR)).isGreaterThan(s.get(Metrics.RMSE_G1_ERR));
    }

    @Test
    void galaxiesWithoutABoundStayOutOfTheRatioAlone() {
        List<GalaxyTruth> truths = new ArrayList<>(truths(100));
        truths.set(1, new GalaxyTruth(1, 0, 0, 0.4, 2, Double.NaN, Double.NaN, 0.1, true));
        ShapeEstimate[] answers = truths.stream()
                .map(t -> estimate(t.g1() + SIGMA * NOISE * (t.id() == 1 ? 50 : 1), t.g2() + SIGMA * NOISE, 1))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = LevelSummary.of("test", LevelSample.of(NOISE, truths, answers, null, TIMING));
        assertThat(s.count(Metrics.N_NO_BOUND)).isEqualTo(1);
        assertThat(s.count(Metrics.N_FAILED)).isZero();
        assertThat(s.get(Metrics.RMSE_OVER_CRLB)).isCloseTo(1, within(1e-9));
        assertThat(s.get(Metrics.RMSE_G1)).isGreaterThan(4 * SIGMA * NOISE);
    }

    @Test
    void failuresAreCountedAndLeftOut() {
        List<GalaxyTruth> truths = truths(100);
        ShapeEstimate[] answers = truths.stream()
                .map(t -> t.id() < 10 ? ShapeEstimate.failed(4) : estimate(t.g1() + 0.01, t.g2(), 0.01))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = LevelSummary.of("test", LevelSample.of(NOISE, truths, answers, null, TIMING));
        assertThat(s.count(Metrics.N)).isEqualTo(100);
        assertThat(s.count(Metrics.N_FAILED)).isEqualTo(10);
        assertThat(s.count(Metrics.N_FAILED_IN_STAMP)).isEqualTo(7);
        assertThat(s.get(Metrics.BIAS_G1)).isCloseTo(0.01, within(1e-12));
        assertThat(s.get(Metrics.RMSE_G2)).isZero();
    }

    @Test
    void aBiasedSlopeAndOneOutlierAreSeen() {
        List<GalaxyTruth> truths = truths(1000);
        ShapeEstimate[] answers = truths.stream()
                .map(t -> estimate(0.9 * t.g1() + (t.id() == 3 ? 0.5 : 0), 0.9 * t.g2(), 0.01))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = LevelSummary.of("test", LevelSample.of(NOISE, truths, answers, null, TIMING));
        assertThat(s.get(Metrics.SLOPE_G2)).isCloseTo(0.9, within(1e-12));
        assertThat(s.get(Metrics.OUTLIER_FRACTION)).isGreaterThanOrEqualTo(1e-3);
        assertThat(s.get(Metrics.CORE_SD_G1)).isLessThan(s.get(Metrics.RMSE_G1));
    }

    @Test
    void whereEverythingFailsNothingIsInvented() {
        List<GalaxyTruth> truths = truths(3);
        ShapeEstimate[] answers = {ShapeEstimate.failed(1), ShapeEstimate.failed(1), ShapeEstimate.failed(1)};
        LevelSummary s = LevelSummary.of("test", LevelSample.of(NOISE, truths, answers, null, TIMING));
        assertThat(s.count(Metrics.N_FAILED)).isEqualTo(3);
        assertThat(s.get(Metrics.RMSE_G1)).isNaN();
        assertThat(s.get(Metrics.RMSE_OVER_CRLB)).isNaN();
    }
}
