package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.ConvolutionSpec;
import org.shearnet.net.engine.DoubleConvolution;
import org.shearnet.net.engine.Linearisation;
import org.shearnet.net.engine.Padding;
import org.shearnet.net.engine.Shape;

/** Layers whose information is known. */
class InformationTest {

    private static final double SCALE = 0.141;
    private static final double[] NOTHING_KNOWN = new double[6];
    private static final double SIGMA = 1e-3;

    /** Measured at most 7e-14. */
    private static final double EXACT = 1e-9;

    /** Measured at most 3e-7: derivatives of a Gaussian are itself times quadratics, but for the pixel. */
    private static final double MATCHED = 1e-6;

    /** Measured at most 7e-10: two renderings, each at its own pixels. */
    private static final double LARGER_PIXELS = 1e-8;

    /** Measured at most 1e-4. */
    private static final double STRIDE = 5e-4;

    private static double[] theta(double size, double g1, double g2) {
        return new double[] {0.07, -0.11, g1, g2, size, 2};
    }

    /** Derivatives with steps that do not depend on the pixels. */
    private static double[][] tangents(double[] theta, int side, double scale) {
        double[] steps = {3e-4, 3e-4, 1e-3, 1e-3, 1e-3 * theta[4], 1e-3 * theta[5]};
        double[][] tangents = new double[6][side * side];
        for (int k = 0; k < 6; k++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[k] += steps[k];
            down[k] -= steps[k];
            double[] above = image(up, side, scale);
            double[] below = image(down, side, scale);
            for (int p = 0; p < above.length; p++) {
                tangents[k][p] = (above[p] - below[p]) / (2 * steps[k]);
            }
        }
        return tangents;
    }

    private static double[] image(double[] theta, int side) {
        return image(theta, side, SCALE);
    }

    private static double[] image(double[] theta, int side, double scale) {
        double[] out = new double[side * side];
        LightProfile galaxy = new Gaussian(theta[4], theta[5])
                .shear(new Shear(theta[2], theta[3]))
                .shift(theta[0], theta[1]);
        new Renderer(RenderAccuracy.HIGH).draw(galaxy, new Gaussian(0.25, 1), StampGrid.square(side, scale), out);
        return out;
    }

    private static double[] kept(double[][] rows, double[][] tangents) {
        return kept(rows, new double[rows.length], SIGMA, tangents, NOTHING_KNOWN);
    }

    private static double[] kept(
            double[][] rows, double[] rounding, double sigma, double[][] tangents, double[] known) {
        return NumberInformation.of(rows, rounding, sigma, tangents).kept(Information.ofStamp(tangents, sigma), known);
    }

    private static double[][] identity(int n) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            rows[i][i] = 1;
        }
        return rows;
    }

    /** Sums over windows of that side, at that stride. */
    private static double[][] windows(int side, int window, int stride) {
        int n = (side - window) / stride + 1;
        double[][] rows = new double[n * n][side * side];
        for (int i = 0; i < n * n; i++) {
            for (int k = 0; k < window * window; k++) {
                rows[i][(i / n * stride + k / window) * side + i % n * stride + k % window] = 1.0 / (window * window);
            }
        }
        return rows;
    }

    private static double lowest(double[] kept) {
        return Arrays.stream(kept).min().orElseThrow();
    }

    @Test
    void theStampItselfKeepsAll() {
        double[] kept = kept(identity(31 * 31), tangents(theta(0.4, 0.2, -0.1), 31, SCALE));
        assertThat(lowest(kept)).isCloseTo(1, within(EXACT));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "5"})
    void aConvolutionWhoseTransferIsNowhereZeroKeepsAll(int dilation) {
        Shape stamp = new Shape(31, 31, 1);
        double[] kernel = {0.02, -0.1, 0.03, 0.1, 1, 0.05, 0, 0.2, -0.06};
        ConvolutionSpec spec = new ConvolutionSpec(1, stamp, 1, 3, 1, dilation, Padding.SAME, Activation.IDENTITY);
        Linearisation at = new DoubleConvolution(spec, new double[][] {kernel, {0.3}}).at(new double[31 * 31]);
        double[][] rows = Arrays.stream(identity(31 * 31)).map(at::cotangent).toArray(double[][]::new);
        assertThat(lowest(kept(rows, tangents(theta(0.4, 0.2, -0.1), 31, SCALE))))
                .isCloseTo(1, within(EXACT));
    }

    @Test
    void sixTemplatesKeepAllAndFiveWhatSchurSays() {
        double[][] tangents = tangents(theta(0.3, -0.2, 0.3), 53, SCALE);
        assertThat(lowest(kept(tangents, tangents))).isCloseTo(1, within(EXACT));
        double[] known = {30, 30, 15, 15, 10, 0.7};
        double[][] whole = Information.ofStamp(tangents, SIGMA);
        for (int without = 0; without < 6; without++) {
            double[][] five = new double[5][];
            double[][] inner = new double[5][5];
            double[] beside = new double[5];
            int[] rest = new int[5];
            for (int k = 0, next = 0; k < 6; k++) {
                if (k != without) {
                    rest[next] = k;
                    five[next++] = tangents[k];
                }
            }
            for (int i = 0; i < 5; i++) {
                beside[i] = whole[rest[i]][without];
                for (int j = 0; j < 5; j++) {
                    inner[i][j] = whole[rest[i]][rest[j]];
                }
            }
            double[] solved = new LUDecomposition(MatrixUtils.createRealMatrix(inner), 0)
                    .getSolver()
                    .solve(MatrixUtils.createRealVector(beside))
                    .toArray();
            double[][] expected = new double[6][];
            Arrays.setAll(expected, i -> whole[i].clone());
            expected[without][without] = 0;
            for (int i = 0; i < 5; i++) {
                expected[without][without] += beside[i] * solved[i];
            }
            double[] schur = new Information(expected, null, true, 5, 5).kept(whole, known);
            double[] kept = kept(five, new double[5], SIGMA, tangents, known);
            for (int k = 0; k < kept.length; k++) {
                assertThat(kept[k]).isCloseTo(schur[k], within(EXACT * 10 + EXACT * schur[k]));
            }
            assertThat(kept[without + 1]).isLessThan(0.9);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0, 0", "0.5, 0, 0", "0.2, 0.3, -0.2", "0.5, 0.3, -0.2"})
    void momentsWeightedByTheGalaxyItselfKeepAll(double size, double g1, double g2) {
        double[] theta = theta(size, g1, g2);
        double[] weight = image(theta, 53);
        double[][] rows = new double[6][weight.length];
        for (int p = 0; p < weight.length; p++) {
            double x = (p % 53 - 26) * SCALE - theta[0];
            double y = (p / 53 - 26) * SCALE - theta[1];
            double[] terms = {1, x, y, x * x, x * y, y * y};
            for (int k = 0; k < 6; k++) {
                rows[k][p] = weight[p] * terms[k];
            }
        }
        assertThat(lowest(kept(rows, tangents(theta, 53, SCALE)))).isCloseTo(1, within(MATCHED));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.25", "2, 0.6", "4, 0.25", "4, 0.6"})
    void averagesAreTheBoundOfLargerPixels(int k, double size) {
        double[] theta = theta(size, 0.2, 0.1);
        double[][] large = tangents(theta, 52 / k, k * SCALE);
        double[][] bound = Information.ofStamp(large, k * SIGMA);
        double[][] tangents = tangents(theta, 52, SCALE);
        double[] expected =
                new Information(bound, null, true, 0, 0).kept(Information.ofStamp(tangents, SIGMA), NOTHING_KNOWN);
        double[] kept = kept(windows(52, k, k), tangents);
        for (int i = 0; i < kept.length; i++) {
            assertThat(kept[i]).isCloseTo(expected[i], within(LARGER_PIXELS));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0.15, 0.25, 25", "2, 0.25, 0.25, 25", "2, 0.5, 0.25, 37", "4, 0.9, 0.0625, 53"})
    void everySecondPixelKeepsAQuarter(int stride, double size, double expected, int side) {
        // a quarter on the mean over where the lattice lies
        double[][] tangents = tangents(new double[] {0, 0, 0, 0, size, 2}, side, SCALE);
        double mean = 0;
        for (int phase = 0; phase < stride * stride; phase++) {
            int first = phase / stride * side + phase % stride;
            double[][] rows = Arrays.stream(windows(side - stride + 1, 1, stride))
                    .map(row -> embedded(row, side - stride + 1, first, side))
                    .toArray(double[][]::new);
            mean += kept(rows, tangents)[0] / (stride * stride);
        }
        assertThat(mean).isCloseTo(expected, within(STRIDE));
    }

    @Test
    void everyFourthPixelOfASmallGalaxyAliases() {
        assertThat(kept(windows(53, 1, 4), tangents(new double[] {0, 0, 0, 0, 0.15, 2}, 53, SCALE))[0])
                .isLessThan(0.02);
    }

    private static double[] embedded(double[] row, int side, int first, int stamp) {
        double[] whole = new double[stamp * stamp];
        for (int p = 0; p < row.length; p++) {
            if (row[p] != 0) {
                whole[p / side * stamp + p % side + first] = row[p];
            }
        }
        return whole;
    }

    @Test
    void theSumOfTheStampSaysNothingOfShear() {
        double[][] tangents = tangents(theta(0.3, -0.2, 0.3), 53, SCALE);
        double[][] sum = new double[1][53 * 53];
        Arrays.fill(sum[0], 1);
        assertThat(kept(sum, tangents)[0]).isCloseTo(0, within(EXACT));
    }

    @Test
    void aQuantumAddsItsVarianceToTheNoise() {
        double[][] tangents = tangents(theta(0.3, -0.2, 0.3), 31, SCALE);
        for (double quantum : new double[] {1e-4, 1e-3, 1e-2}) {
            double[] rounding = new double[31 * 31];
            Arrays.fill(rounding, quantum * quantum / 12);
            double[] kept = kept(identity(31 * 31), rounding, SIGMA, tangents, NOTHING_KNOWN);
            assertThat(kept[0]).isCloseTo(SIGMA * SIGMA / (SIGMA * SIGMA + quantum * quantum / 12), within(1e-6));
        }
    }

    @Test
    void float32ChangesNothingAndFloat16WhatItsStepsAreWorth() {
        double sigma = 1e-5;
        double[] theta = theta(0.3, 0, 0);
        double[] image = image(theta, 31);
        double[][] tangents = tangents(theta, 31, SCALE);
        double[][] identity = identity(31 * 31);
        double[] single = LayerView.rounding(image, FloatFormat.FLOAT32);
        assertThat(1 - kept(identity, single, sigma, tangents, NOTHING_KNOWN)[0])
                .isBetween(0.0, 1e-4);
        double[] half = LayerView.rounding(image, FloatFormat.FLOAT16);
        double[][] weighted = new double[6][];
        for (int k = 0; k < 6; k++) {
            weighted[k] = tangents[k].clone();
            for (int p = 0; p < half.length; p++) {
                weighted[k][p] /= Math.sqrt(sigma * sigma + half[p]);
            }
        }
        double[] expected = new Information(Information.product(weighted, weighted), null, true, 0, 0)
                .kept(Information.ofStamp(tangents, sigma), NOTHING_KNOWN);
        double kept = kept(identity, half, sigma, tangents, NOTHING_KNOWN)[0];
        assertThat(kept).isCloseTo(expected[0], within(1e-9));
        assertThat(kept).isLessThan(0.99);
    }
}
