package org.shearnet.galaxysim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledImagesTest {

    private static final double SCALE = 0.3;

    private static double[] image(int n, Random random) {
        double[] image = new double[n];
        for (int i = 0; i < n; i++) {
            image[i] = random.nextDouble();
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({"9, 9", "8, 8", "8, 11", "11, 6"})
    void aSumOfImagesIsTheProfileOfTheSum(int nx, int ny) {
        Random random = new Random(1);
        double[][] images = {image(nx * ny, random), image(nx * ny, random), image(nx * ny, random)};
        double[] weights = {1, -0.4, 0.7};
        double[] sum = new double[nx * ny];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = images[0][i] - 0.4 * images[1][i] + 0.7 * images[2][i];
        }
        LightProfile expected = new SampledProfile(sum, nx, ny, SCALE, Interpolant.LANCZOS3).withFlux(1);
        LightProfile found = new SampledImages(images, nx, ny, Interpolant.LANCZOS3)
                .sum(weights, SCALE)
                .withFlux(1);
        for (int i = 0; i < 50; i++) {
            double kx = 30 * random.nextDouble() - 15;
            double ky = 30 * random.nextDouble() - 15;
            same(expected.kValue(kx, ky), found.kValue(kx, ky));
        }
        assertThat(found.maxK(1e-3)).isCloseTo(expected.maxK(1e-3), within(1e-12));
    }

    /** By definition: the sum over samples, times the interpolant's transform. */
    @ParameterizedTest
    @CsvSource({"9, 9", "8, 8", "8, 11", "11, 6"})
    void theTransformIsThatOfTheSamples(int nx, int ny) {
        Random random = new Random(2);
        double[] image = image(nx * ny, random);
        SampledProfile profile = new SampledProfile(image, nx, ny, SCALE, Interpolant.LINEAR);
        for (int i = 0; i < 50; i++) {
            double kx = 30 * random.nextDouble() - 15;
            double ky = 30 * random.nextDouble() - 15;
            double re = 0;
            double im = 0;
            for (int y = 0; y < ny; y++) {
                for (int x = 0; x < nx; x++) {
                    double phase = SCALE * (kx * (x - 0.5 * (nx - 1)) + ky * (y - 0.5 * (ny - 1)));
                    re += image[y * nx + x] * Math.cos(phase);
                    im -= image[y * nx + x] * Math.sin(phase);
                }
            }
            double window = Interpolant.LINEAR.transform(kx * SCALE) * Interpolant.LINEAR.transform(ky * SCALE);
            KValue found = profile.kValue(kx, ky);
            assertThat(found.re()).isCloseTo(window * re, within(2e-3 * profile.flux()));
            assertThat(found.im()).isCloseTo(window * im, within(2e-3 * profile.flux()));
        }
    }

    @ParameterizedTest
    @CsvSource({"9, 9", "8, 8", "8, 11", "11, 6"})
    void rowsHoldTheValuesAtTheirPoints(int nx, int ny) {
        SampledProfile profile = new SampledProfile(image(nx * ny, new Random(3)), nx, ny, SCALE, Interpolant.LANCZOS3);
        double[] kx = new double[40];
        for (int i = 0; i < kx.length; i++) {
            kx[i] = i * profile.maxK(1e-9) / (kx.length - 1);
        }
        SampledRows rows = profile.rows(kx);
        for (double ky : new double[] {0, 1.3, -1.3, kx[39], -kx[39], 12, -25}) {
            double[] re = new double[kx.length];
            double[] im = new double[kx.length];
            java.util.Arrays.fill(re, 1);
            java.util.Arrays.fill(im, 0.5);
            rows.multiply(ky, kx.length, re, im, true);
            for (int i = 0; i < kx.length; i++) {
                KValue f = profile.kValue(kx[i], ky);
                same(new KValue(f.re() - 0.5 * f.im(), f.im() + 0.5 * f.re()), new KValue(re[i], im[i]));
            }
        }
    }

    private static void same(KValue expected, KValue found) {
        assertThat(found.re()).isCloseTo(expected.re(), within(1e-11));
        assertThat(found.im()).isCloseTo(expected.im(), within(1e-11));
    }
}
