package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shearnet.estimate.ShapeEstimate;

class SummariesTest {

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
        double no = Double.NaN;
        return new ShapeEstimate(0, g1, g2, error, error, 0, 0.3, no, 2, no, no, no, no, no, no, no, null);
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
        LevelSummary s = Summaries.of("test", NOISE, truths, answers, null, TIMING);
        // 40,000 normal numbers: the ratio scatters by 0.0035
        assertThat(s.rmse_over_crlb()).isCloseTo(1, within(0.015));
        assertThat(s.rmse_over_crlb_in_stamp()).isCloseTo(1, within(0.015));
        assertThat(s.pull_std()).isCloseTo(1, within(0.015));
        assertThat(s.slope_g1()).isCloseTo(1, within(0.002));
        assertThat(s.crlb_rmse_g1()).isCloseTo(SIGMA * NOISE, within(1e-12));
        assertThat(s.nmad_g2()).isCloseTo(SIGMA * NOISE, within(0.03 * SIGMA * NOISE));
        assertThat(s.outlier_fraction()).isZero();
        assertThat(s.n_failed()).isZero();
        assertThat(s.n_in_stamp()).isEqualTo(15_000);
        assertThat(s.m1()).isNaN();
        assertThat(s.coverage_68()).isCloseTo(0.6827, within(0.01));
        assertThat(s.coverage_95()).isCloseTo(0.9545, within(0.01));
        assertThat(s.ms_per_galaxy()).isEqualTo(0.5);
        assertThat(s.cpu_ms_per_galaxy()).isEqualTo(1);
        // known errors of normal samples: sigma / sqrt(n) of a mean, sigma / sqrt(2n) of a scatter
        double one = SIGMA * NOISE / Math.sqrt(20_000);
        assertThat(s.bias_g1_err()).isCloseTo(one, within(0.2 * one));
        assertThat(s.rmse_g1_err()).isCloseTo(one / Math.sqrt(2), within(0.2 * one));
        assertThat(s.slope_g2_err()).isCloseTo(one / 0.2, within(0.2 * one / 0.2));
        assertThat(s.rmse_over_crlb_err()).isCloseTo(1 / Math.sqrt(80_000), within(1e-3));
        assertThat(s.pull_std_err()).isCloseTo(1 / Math.sqrt(80_000), within(1e-3));
        assertThat(s.nmad_g1_err()).isGreaterThan(s.rmse_g1_err());
    }

    @Test
    void galaxiesWithoutABoundStayOutOfTheRatioAlone() {
        List<GalaxyTruth> truths = new ArrayList<>(truths(100));
        truths.set(1, new GalaxyTruth(1, 0, 0, 0.4, 2, Double.NaN, Double.NaN, 0.1, true));
        ShapeEstimate[] answers = truths.stream()
                .map(t -> estimate(t.g1() + SIGMA * NOISE * (t.id() == 1 ? 50 : 1), t.g2() + SIGMA * NOISE, 1))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = Summaries.of("test", NOISE, truths, answers, null, TIMING);
        assertThat(s.n_no_bound()).isEqualTo(1);
        assertThat(s.n_failed()).isZero();
        assertThat(s.rmse_over_crlb()).isCloseTo(1, within(1e-9));
        assertThat(s.rmse_g1()).isGreaterThan(4 * SIGMA * NOISE);
    }

    @Test
    void failuresAreCountedAndLeftOut() {
        List<GalaxyTruth> truths = truths(100);
        ShapeEstimate[] answers = truths.stream()
                .map(t -> t.id() < 10 ? ShapeEstimate.failed(4) : estimate(t.g1() + 0.01, t.g2(), 0.01))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = Summaries.of("test", NOISE, truths, answers, null, TIMING);
        assertThat(s.n()).isEqualTo(100);
        assertThat(s.n_failed()).isEqualTo(10);
        assertThat(s.n_failed_in_stamp()).isEqualTo(7);
        assertThat(s.bias_g1()).isCloseTo(0.01, within(1e-12));
        assertThat(s.rmse_g2()).isZero();
    }

    @Test
    void aBiasedSlopeAndOneOutlierAreSeen() {
        List<GalaxyTruth> truths = truths(1000);
        ShapeEstimate[] answers = truths.stream()
                .map(t -> estimate(0.9 * t.g1() + (t.id() == 3 ? 0.5 : 0), 0.9 * t.g2(), 0.01))
                .toArray(ShapeEstimate[]::new);
        LevelSummary s = Summaries.of("test", NOISE, truths, answers, null, TIMING);
        assertThat(s.slope_g2()).isCloseTo(0.9, within(1e-12));
        assertThat(s.outlier_fraction()).isGreaterThanOrEqualTo(1e-3);
        assertThat(s.core_sd_g1()).isLessThan(s.rmse_g1());
    }

    @Test
    void whereEverythingFailsNothingIsInvented() {
        List<GalaxyTruth> truths = truths(3);
        ShapeEstimate[] answers = {ShapeEstimate.failed(1), ShapeEstimate.failed(1), ShapeEstimate.failed(1)};
        LevelSummary s = Summaries.of("test", NOISE, truths, answers, null, TIMING);
        assertThat(s.n_failed()).isEqualTo(3);
        assertThat(s.rmse_g1()).isNaN();
        assertThat(s.rmse_over_crlb()).isNaN();
    }
}
