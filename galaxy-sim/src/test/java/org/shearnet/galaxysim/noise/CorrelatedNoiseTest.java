package org.shearnet.galaxysim.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CorrelatedNoiseTest {

    /** Of 400 fields of 32 x 24 pixels, in units of the variance; measured 3e-3. */
    private static final double SAMPLING = 1e-2;

    private static final int NX = 32;
    private static final int NY = 24;
    private static final int FIELDS = 400;

    /** Covariance at a distance, averaged over pixels and fields. */
    private static double measured(CorrelatedNoise noise, int dx, int dy) {
        RandomStreams streams = new RandomStreams(5);
        double sum = 0;
        long pairs = 0;
        for (int f = 0; f < FIELDS; f++) {
            double[] field = new double[NX * NY];
            noise.addTo(streams.stream(f, "noise"), field, field.length);
            for (int y = Math.max(0, -dy); y < Math.min(NY, NY - dy); y++) {
                for (int x = Math.max(0, -dx); x < Math.min(NX, NX - dx); x++) {
                    sum += field[y * NX + x] * field[(y + dy) * NX + x + dx];
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    @Test
    void hasTheGivenCorrelation() {
        // white noise smoothed by (1, 2, 1) / 4 along x: 6, 4, 1 sixteenths
        double[] correlation = {1 / 16., 4 / 16., 6 / 16., 4 / 16., 1 / 16.};
        CorrelatedNoise noise = CorrelatedNoise.ofCorrelation(correlation, 5, 1, NX, NY);
        assertThat(noise.variance(0)).isEqualTo(0.375);
        for (int dx = 0; dx <= 2; dx++) {
            assertThat(measured(noise, dx, 0)).isCloseTo(correlation[2 + dx], within(0.375 * SAMPLING));
        }
        assertThat(measured(noise, 0, 1)).isCloseTo(0, within(0.375 * SAMPLING));
        assertThat(measured(noise, NX - 1, 0)).isCloseTo(0, within(0.375 * 3 * SAMPLING));
    }

    @Test
    void imitatesAnImage() {
        double[] diagonal = new double[9];
        diagonal[0] = 0.5;
        diagonal[8] = 0.5;
        diagonal[4] = 1;
        CorrelatedNoise source = CorrelatedNoise.ofCorrelation(diagonal, 3, 3, 400, 300);
        double[] image = new double[400 * 300];
        source.addTo(new RandomStreams(1).stream(0, "noise"), image, image.length);
        CorrelatedNoise noise =
                CorrelatedNoise.ofImage(image, 400, 300, 4, NX, NY).withVariance(4);
        assertThat(measured(noise, 0, 0)).isCloseTo(4, within(4 * 3 * SAMPLING));
        assertThat(measured(noise, 1, 1)).isCloseTo(2, within(4 * 3 * SAMPLING));
        assertThat(measured(noise, 1, -1)).isCloseTo(0, within(4 * 3 * SAMPLING));
    }

    @Test
    void impossibleInputIsRefused() {
        assertThatThrownBy(() -> CorrelatedNoise.ofCorrelation(new double[] {1, 1}, 2, 1, NX, NY))
                .hasMessageContaining("odd");
        assertThatThrownBy(() -> CorrelatedNoise.ofCorrelation(new double[] {-1}, 1, 1, NX, NY))
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> CorrelatedNoise.ofImage(new double[100], 10, 10, 5, NX, NY))
                .hasMessageContaining("too small");
    }
}
