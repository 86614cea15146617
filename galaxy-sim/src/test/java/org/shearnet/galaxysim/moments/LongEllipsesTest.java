package org.shearnet.galaxysim.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gaussians so long that the weight of a pixel beside them is no number: the matched Gaussian is the Gaussian itself. */
class LongEllipsesTest {

    private static final int N = 121;

    /** Of the second moments, over the larger; measured: 1e-7, what the iteration leaves. */
    private static final double AGREES = 1e-6;

    @ParameterizedTest
    @CsvSource({"12, 1.5, 45", "12, 1.5, 135", "12, 1.5, 50", "10, 1.5, 0", "10, 1.5, 90", "3, 3, 10"})
    void areMeasured(double major, double minor, double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        double mxx = major * major * c * c + minor * minor * s * s;
        double myy = major * major * s * s + minor * minor * c * c;
        double mxy = (major * major - minor * minor) * c * s;
        double det = mxx * myy - mxy * mxy;
        double[] image = new double[N * N];
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                double dx = x - 60.3;
                double dy = y - 59.8;
                image[y * N + x] = Math.exp(-0.5 * (myy * dx * dx - 2 * mxy * dx * dy + mxx * dy * dy) / det);
            }
        }
        AdaptiveMoments.Result found = AdaptiveMoments.measure(image, N, N);
        assertThat(found.ok()).isTrue();
        double unit = major * major * AGREES;
        assertThat(found.mxx()).isCloseTo(mxx, within(unit));
        assertThat(found.mxy()).isCloseTo(mxy, within(unit));
        assertThat(found.myy()).isCloseTo(myy, within(unit));
        assertThat(found.rho4()).isCloseTo(2, within(1e-4));
    }

    /** Sums that overflow make a matrix that is no number, which must end. */
    @Test
    @Timeout(20)
    void absurdPixelsEnd() {
        for (double absurd : new double[] {-1e30, 1e300, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY}) {
            for (int at : new int[] {0, 7, N * N / 2, N * N - 1}) {
                double[] image = new double[N * N];
                for (int i = 0; i < image.length; i++) {
                    double d = Math.hypot(i % N - 60, i / N - 60) / 4;
                    image[i] = Math.exp(-0.5 * d * d);
                }
                image[at] = absurd;
                AdaptiveMoments.Result found = AdaptiveMoments.measure(image, N, N);
                assertThat(found.iterations()).isLessThanOrEqualTo(401);
            }
        }
    }
}
