package org.shearnet.errorbars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/** Metrics of error bars on estimators whose errors are known. */
class ErrorBarsTest {

    private static final int N = 4000;

    /** Two-sided, of binomial errors: 10 coverages in two samples stay within. */
    private static final double BINOMIAL_ERRORS = 3;

    /** Of a coverage against its expectation (absolute); 3 binomial errors of 8,000 differences are 0.017. */
    private static final double COVERAGE_TOLERANCE = 0.017;

    /** Answers whose errors are normal, of {@code trueOver} times the bound, and are said to be {@code saidOver} times the bound. */
    static StatedErrors stated(int n, double trueOver, double saidOver, long seed) {
        Random random = new Random(seed);
        double[][] truth = new double[2][n];
        double[][] answer = new double[2][n];
        double[][] said = new double[2][n];
        double[][] bound = new double[2][n];
        for (int i = 0; i < n; i++) {
            double size = Math.exp(0.5 * random.nextGaussian());
            for (int c = 0; c < 2; c++) {
                truth[c][i] = 0.26 * random.nextGaussian();
                bound[c][i] = 0.01 * size * (1 + 0.2 * c);
                answer[c][i] = truth[c][i] + trueOver * bound[c][i] * random.nextGaussian();
                said[c][i] = saidOver * bound[c][i];
            }
        }
        return new StatedErrors(truth, answer, said, new double[n], new double[2][n], bound);
    }

    private static ErrorBars metrics(StatedErrors stated) {
        double[] sizes = new double[stated.count()];
        Arrays.setAll(sizes, i -> i % 7);
        return ErrorBars.of(stated, List.of(new Group.Property("size", sizes)), Intervals.NORMAL, 5);
    }

    @Test
    void anOracleIsRight() {
        StatedErrors stated = stated(N, 1, 1, 1);
        ErrorBars bars = metrics(stated);
        int numbers = 2 * N;
        assertThat(bars.pullStd()).isCloseTo(1, offset(3 / Math.sqrt(2.0 * numbers)));
        assertThat(bars.pullMean()).isCloseTo(0, offset(3 / Math.sqrt(numbers)));
        for (int k = 0; k < bars.coverage().length; k++) {
            double level = ErrorBars.LEVELS.get(k);
            double error = Math.sqrt(level * (1 - level) / numbers);
            assertThat(bars.coverage()[k]).isCloseTo(level, offset(BINOMIAL_ERRORS * error));
            assertThat(bars.coverageError()[k]).isCloseTo(error, withPercentage(10));
        }
        assertThat(bars.calibrationError()).isLessThan(0.01);
        // the score of a normal that is right is its deviation over the root of pi
        assertThat(bars.crps()).isCloseTo(bars.crpsOfBound(), withPercentage(2));
        double score = mean(stated, s -> s / Math.sqrt(Math.PI));
        assertThat(bars.crps()).isCloseTo(score, withPercentage(2));
        double entropy = mean(stated, s -> 0.5 + 0.5 * Math.log(2 * Math.PI * s * s));
        assertThat(bars.nll()).isCloseTo(entropy, offset(0.03));
        assertThat(bars.tarp().p()).isGreaterThan(0.01);
        assertThat(bars.ause())
                .isCloseTo(bars.auseRedrawn()[0], offset(3 * bars.auseRedrawn()[1]))
                .isGreaterThan(0.1);
        assertThat(bars.saidOverBound()).containsExactly(new double[] {1, 1, 1}, offset(1e-12));
        assertThat(bars.sharpness()).isCloseTo(Math.sqrt(mean(stated, s -> s * s)), withPercentage(1e-6));
        assertThat(bars.standing()).isEqualTo(ErrorBars.Standing.RIGHT);
        assertThat(bars.worst().count()).isGreaterThanOrEqualTo(Group.LEAST);
        assertThat(Arrays.stream(bars.pit()).sum()).isCloseTo(1, offset(1e-9));
        for (double[] bin : bars.skill()) {
            assertThat(bin[1]).isCloseTo(bin[0], withPercentage(10));
        }
    }

    private static double mean(StatedErrors stated, ToDoubleFunction<Double> of) {
        return Arrays.stream(stated.said())
                .flatMapToDouble(Arrays::stream)
                .map(of::applyAsDouble)
                .average()
                .orElseThrow();
    }

    @Test
    void understatedErrorsAreFound() {
        ErrorBars bars = metrics(stated(N, 1, 1 / 1.3, 2));
        assertThat(bars.coverage()[1]).isCloseTo(0.558, offset(COVERAGE_TOLERANCE));
        assertThat(bars.coverage()[3]).isCloseTo(0.876, offset(COVERAGE_TOLERANCE));
        assertThat(bars.factor()).isCloseTo(1.3, offset(0.05));
        assertThat(bars.pullStd()).isCloseTo(1.3, offset(0.04));
        assertThat(bars.standing()).isEqualTo(ErrorBars.Standing.UNDERSTATED);
        assertThat(bars.tarp().p()).isLessThan(0.01);
        // E crps = sqrt(2 (s^2 + sigma^2) / pi) - s / sqrt(pi), 1.5 % above the oracle's
        assertThat(bars.crps())
                .isCloseTo(
                        metrics(stated(N, 1, 1, 2)).crps() * (Math.sqrt(2 + 2 / 1.69) - 1 / 1.3), withPercentage(0.5));
        assertThat(metrics(stated(N, 1, 1.3, 2)).standing()).isEqualTo(ErrorBars.Standing.OVERSTATED);
    }

    /** Coverage alone does not see that an error bar says nothing of its galaxy; the areas do. */
    @Test
    void anErrorBarForAllIsWorseThanOneForEach() {
        StatedErrors each = stated(N, 1, 1, 3);
        double rms = Math.sqrt(mean(each, s -> s * s));
        double[][] one = new double[2][N];
        for (double[] row : one) {
            Arrays.fill(row, rms);
        }
        ErrorBars same = metrics(
                new StatedErrors(each.truth(), each.answer(), one, each.covariance(), each.spread(), each.bound()));
        assertThat(same.ause()).isGreaterThan(metrics(each).ause() + 0.1);
        assertThat(same.crps()).isGreaterThan(1.02 * metrics(each).crps());
    }

    /** A group that is off hides in the mean. */
    @Test
    void theWorstGroupIsFound() {
        StatedErrors right = stated(N, 1, 1, 4);
        double[][] said = {right.said()[0].clone(), right.said()[1].clone()};
        double[] flux = new double[N];
        for (int i = 0; i < N; i++) {
            flux[i] = i;
            double factor = i < N / 5 ? 0.5 : 1;
            said[0][i] *= factor;
            said[1][i] *= factor;
        }
        StatedErrors stated = new StatedErrors(
                right.truth(), right.answer(), said, right.covariance(), right.spread(), right.bound());
        double[] other = new Random(1).doubles(N).toArray();
        ErrorBars bars = ErrorBars.of(
                stated,
                List.of(new Group.Property("offset", other), new Group.Property("flux", flux)),
                Intervals.NORMAL,
                5);
        assertThat(bars.worst().name()).isEqualTo("flux 0.00 to 799");
        assertThat(bars.worst().coverage())
                .isCloseTo(Normals.within(0.5), offset(3 * bars.worst().error()));
        StatedErrors few = stated(150, 1, 1, 4);
        assertThat(metrics(few).worst()).isEqualTo(Group.NONE);
    }

    /** Correlated components: right with the stated covariance, and not without. */
    @Test
    void tarpKnowsOfTheCovariance() {
        Random random = new Random(6);
        StatedErrors plain = stated(N, 1, 1, 6);
        double[] covariance = new double[N];
        for (int i = 0; i < N; i++) {
            double z1 = random.nextGaussian();
            double z2 = 0.9 * z1 + Math.sqrt(1 - 0.81) * random.nextGaussian();
            plain.answer()[0][i] = plain.truth()[0][i] + plain.said()[0][i] * z1;
            plain.answer()[1][i] = plain.truth()[1][i] + plain.said()[1][i] * z2;
            covariance[i] = 0.9 * plain.said()[0][i] * plain.said()[1][i];
        }
        StatedErrors told = new StatedErrors(
                plain.truth(), plain.answer(), plain.said(), covariance, plain.spread(), plain.bound());
        assertThat(metrics(told).tarp().p()).isGreaterThan(0.01);
        assertThat(metrics(told).tarp().distance())
                .isLessThan(metrics(plain).tarp().distance());
    }

    /** Of the probability within a disc against sampling; measured at most 4e-4, the error of 1e6 samples is 5e-4. */
    private static final double DISC_TOLERANCE = 2e-3;

    @Test
    void theDiscHoldsWhatSamplesSay() {
        double[][] cases = {{0.3, -0.2, 0.5, 1, 0.4}, {3, 2, 3.5, 0.5, 0.7}, {0, 0, 1, 1, 1}, {200, 100, 223, 1, 2}};
        for (double[] c : cases) {
            Random random = new Random(3);
            int samples = 1_000_000;
            long inside = IntStream.range(0, samples)
                    .filter(i ->
                            Math.hypot(c[3] * random.nextGaussian() - c[0], c[4] * random.nextGaussian() - c[1]) < c[2])
                    .count();
            assertThat(Tarp.disc(c[0], c[1], c[2], c[3], c[4]))
                    .isCloseTo((double) inside / samples, offset(DISC_TOLERANCE));
        }
        assertThat(Tarp.disc(0, 0, 1, 1, 1)).isCloseTo(1 - Math.exp(-0.5), offset(1e-6));
    }

    /** Kolmogorov's distribution at points that are tabulated: 1.36 and 1.63 over the root of n. */
    @Test
    void theProbabilityOfADistanceIsKolmogorovs() {
        int n = 1_000_000;
        assertThat(Tarp.probability(1.3581 / 1000, n)).isCloseTo(0.05, offset(2e-4));
        assertThat(Tarp.probability(1.6276 / 1000, n)).isCloseTo(0.01, offset(1e-4));
        assertThat(Tarp.probability(1e-6, n)).isEqualTo(1);
    }

    @Test
    void theNormalDistributionIsRight() {
        for (double z = -12; z <= 12; z += 0.37) {
            double right = 0.5 * Erf.erfc(-z / Math.sqrt(2));
            assertThat(Normals.distribution(z)).isCloseTo(right, offset(1e-14 + 1e-11 * right));
        }
    }

    private static final int REPEATS = 25;

    /** Conformal intervals hold their share of exchangeable galaxies whatever the distribution of errors. */
    @Test
    void conformalIntervalsHoldWhatTheyPromise() {
        int n = 2000;
        double[] sums = new double[ErrorBars.LEVELS.size()];
        Recalibration calibration = null;
        ErrorBars bars = null;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            calibration = Recalibration.conformal(pulls(heavyTailed(n, 1, 100 + repeat)));
            StatedErrors fresh = heavyTailed(n, 1, 200 + repeat);
            bars = ErrorBars.of(recalibrated(fresh, calibration), List.of(), calibration.intervals(), 1);
            for (int k = 0; k < sums.length; k++) {
                sums[k] += bars.coverage()[k] / REPEATS;
            }
        }
        for (int k = 0; k < sums.length; k++) {
            double level = ErrorBars.LEVELS.get(k);
            // the galaxies of the calibration scatter as much as the held-out ones
            double error = Math.sqrt(2 * level * (1 - level) / (2 * n) / REPEATS);
            assertThat(sums[k]).isBetween(level - 2 * error, level + 1.0 / (n + 1) + 2 * error);
        }
        StatedErrors first = heavyTailed(n, 1, 8);
        StatedErrors second = heavyTailed(n, 1, 9);
        // a scale alone leaves the shape of the errors normal, which these are not
        Recalibration scale = Recalibration.scale(pulls(first));
        ErrorBars scaled = ErrorBars.of(recalibrated(second, scale), List.of(), scale.intervals(), 1);
        assertThat(scaled.calibrationError()).isGreaterThan(3 * bars.calibrationError());
        assertThat(scaled.pullStd()).isCloseTo(1, offset(0.1));
        // errors that are larger than those of the calibration
        ErrorBars off =
                ErrorBars.of(recalibrated(heavyTailed(n, 1.3, 10), calibration), List.of(), calibration.intervals(), 1);
        assertThat(off.coverage()[1]).isLessThan(ErrorBars.ONE_SIGMA - 5 * off.coverageError()[1]);
        assertThat(off.standing()).isEqualTo(ErrorBars.Standing.UNDERSTATED);
    }

    /** By construction, over the very galaxies of the calibration, the level's rank is met exactly. */
    @Test
    void theQuantileIsTheRankOfLei() {
        double[][] pulls = new double[2][999];
        for (int i = 0; i < 999; i++) {
            pulls[0][i] = i + 1;
            pulls[1][i] = -2 * (i + 1);
        }
        Recalibration calibration = Recalibration.conformal(pulls);
        int rank = (int) Math.ceil(1000 * ErrorBars.ONE_SIGMA);
        assertThat(calibration.factors()).containsExactly(rank, 2 * rank);
        // the interval of 90 % ends at the 900th score, which it contains
        assertThat(calibration.intervals().level(0, 900.0 / rank)).isLessThan(0.9);
        assertThat(calibration.intervals().level(0, 900.5 / rank)).isGreaterThanOrEqualTo(0.9);
        assertThat(calibration.intervals().level(0, 1e9)).isLessThan(1);
        assertThatThrownBy(() -> Recalibration.conformal(new double[2][99]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Errors of Student's distribution with 3 degrees of freedom, twice as large as stated. */
    private static StatedErrors heavyTailed(int n, double over, long seed) {
        StatedErrors stated = stated(n, 1, 1, seed);
        Random random = new Random(seed);
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < n; i++) {
                double chi = 0;
                for (int k = 0; k < 3; k++) {
                    chi += Math.pow(random.nextGaussian(), 2) / 3;
                }
                double t = random.nextGaussian() / Math.sqrt(chi);
                stated.answer()[c][i] = stated.truth()[c][i] + 2 * over * stated.said()[c][i] * t;
            }
        }
        return stated;
    }

    private static double[][] pulls(StatedErrors stated) {
        return IntStream.range(0, 2)
                .mapToObj(c -> IntStream.range(0, stated.count())
                        .mapToDouble(i -> stated.pull(c, i))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static StatedErrors recalibrated(StatedErrors stated, Recalibration calibration) {
        double[][] said = new double[2][];
        for (int c = 0; c < 2; c++) {
            double factor = calibration.factors()[c];
            said[c] = Arrays.stream(stated.said()[c]).map(s -> factor * s).toArray();
        }
        return new StatedErrors(
                stated.truth(), stated.answer(), said, stated.covariance(), stated.spread(), stated.bound());
    }

    /** Of the root mean square over 20,000 galaxies, relative; measured 1.3e-2. */
    private static final double FUNCTION_TOLERANCE = 0.03;

    /** Draws of the noise tell the function error of an answer, and that of the best one is none. */
    @Test
    void theFunctionErrorIsFoundUnderTheNoise() {
        int n = 20_000;
        int draws = 8;
        double prior = 0.26;
        double bound = 0.1;
        double function = 0.05;
        Random random = new Random(12);
        double[][] means = new double[2][n];
        double[][] variances = new double[2][n];
        double[] truth = new double[n];
        double[] bounds = new double[n];
        Arrays.fill(bounds, bound);
        double open = bound * bound / (bound * bound + prior * prior);
        for (int i = 0; i < n; i++) {
            truth[i] = prior * random.nextGaussian();
            double wrong = function * random.nextGaussian();
            double[] noise = random.doubles(draws)
                    .map(u -> bound * random.nextGaussian())
                    .toArray();
            for (int kind = 0; kind < 2; kind++) {
                double[] answers = new double[draws];
                for (int k = 0; k < draws; k++) {
                    answers[k] = (1 - open) * (truth[i] + noise[k]) + kind * wrong;
                }
                double mean = Arrays.stream(answers).average().orElseThrow();
                means[kind][i] = mean;
                variances[kind][i] =
                        Arrays.stream(answers).map(a -> (a - mean) * (a - mean)).sum() / (draws - 1);
            }
        }
        double best = Arrays.stream(Doubt.functionSquares(truth, means[0], variances[0], draws, bounds, 0, prior))
                .average()
                .orElseThrow();
        double off = Arrays.stream(Doubt.functionSquares(truth, means[1], variances[1], draws, bounds, 0, prior))
                .average()
                .orElseThrow();
        assertThat(best).isCloseTo(0, offset(0.1 * function * function));
        assertThat(Math.sqrt(off - best)).isCloseTo(function, withPercentage(100 * FUNCTION_TOLERANCE));
    }

    @Test
    void theAreaOfARankingCountsPairs() {
        assertThat(Ranking.area(new double[] {1, 2, 3, 4}, new boolean[] {false, false, true, true}))
                .isEqualTo(1);
        assertThat(Ranking.area(new double[] {1, 2, 3, 4}, new boolean[] {true, false, true, false}))
                .isEqualTo(0.25);
        assertThat(Ranking.area(new double[] {5, 5, 5}, new boolean[] {true, false, true}))
                .isEqualTo(0.5);
        assertThat(Ranking.area(new double[] {5, 6}, new boolean[] {true, true}))
                .isNaN();
    }
}
