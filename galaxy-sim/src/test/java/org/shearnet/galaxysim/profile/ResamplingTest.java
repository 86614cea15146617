package org.shearnet.galaxysim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {

    private static final int SIDE = 121;
    private static final double SIGMA = 12;

    /** A wave along x under a Gaussian: all of its light is within 0.1 of the wave number (radians per old pixel). */
    private static double[] packet(double k) {
        double[] image = new double[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double dx = x - 0.5 * (SIDE - 1);
                double dy = y - 0.5 * (SIDE - 1);
                image[y * SIDE + x] = Math.exp(-0.5 * (dx * dx + dy * dy) / (SIGMA * SIGMA)) * Math.cos(k * dx);
            }
        }
        return image;
    }

    private static double[] read(double[] image, double[] step, PsfSampling sampling) {
        Resampling resampling = new Resampling(SIDE, SIDE, step, sampling);
        double[] out = new double[resampling.nx() * resampling.ny()];
        resampling.apply(image, out);
        return out;
    }

    private static double most(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    /** New pixels of twice the side hold 1.57 radians per old pixel. */
    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "1.3, 4", "1.9, 0", "2.5, 0"})
    void waveNumbersBeyondTheNewPixelsAreLeftOut(double k, double peak) {
        double[] image = packet(k);
        assertThat(most(read(image, new double[] {2, 0, 0, 2}, PsfSampling.BAND_LIMITED)))
                .isCloseTo(peak, offset(0.03));
        assertThat(most(read(image, new double[] {2, 0, 0, 2}, PsfSampling.POINTS)))
                .isCloseTo(4, offset(0.03));
    }

    /** Along axes first one, then the other; else point by point. */
    @Test
    void bothWaysOfReadingAgree() {
        double[] image = packet(0.7);
        for (PsfSampling sampling : PsfSampling.values()) {
            double[] along = read(image, new double[] {2.2, 0, 0, 1.7}, sampling);
            double[] points = read(image, new double[] {2.2, 1e-13, 0, 1.7}, sampling);
            for (int i = 0; i < along.length; i++) {
                assertThat(along[i]).isCloseTo(points[i], offset(1e-10));
            }
        }
    }

    @Test
    void aSumOverAllPixelsStaysAndAQuarterTurnTurns() {
        double[] image = packet(0);
        double sum = Arrays.stream(image).sum();
        for (PsfSampling sampling : PsfSampling.values()) {
            double[] wide = read(image, new double[] {2, 0, 0, 3}, sampling);
            assertThat(Arrays.stream(wide).sum()).isCloseTo(sum, offset(1e-3 * sum));
            double[] turned = read(packet(0.9), new double[] {0, 2, -2, 0}, sampling);
            double[] straight = read(packet(0.9), new double[] {2, 0, 0, 2}, sampling);
            int n = (int) Math.sqrt(turned.length);
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < n; x++) {
                    assertThat(turned[y * n + x]).isCloseTo(straight[x * n + y], offset(1e-9));
                }
            }
        }
    }
}
