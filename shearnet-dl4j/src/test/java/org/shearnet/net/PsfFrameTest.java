package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.net.engine.Shape;

class PsfFrameTest {

    private static final double SIGMA = 2;

    /** Lanczos interpolation of a Gaussian of 2 pixels; measured 2e-4 of its peak. */
    private static final double INTERPOLATED = 1e-3;

    private static double[] gaussian(Shape shape) {
        double[] image = new double[shape.height() * shape.width()];
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                double dx = x - 0.5 * (shape.width() - 1);
                double dy = y - 0.5 * (shape.height() - 1);
                image[y * shape.width() + x] = Math.exp(-0.5 * (dx * dx + 1.3 * dy * dy) / (SIGMA * SIGMA));
            }
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({"31, 31, 21, 21", "16, 21, 20, 33", "32, 32, 21, 21", "21, 30, 22, 21", "1, 1, 5, 5"})
    void centreStaysOnCentre(int fromNx, int fromNy, int toNx, int toNy) {
        Shape from = new Shape(fromNy, fromNx, 1);
        Shape to = new Shape(toNy, toNx, 1);
        double[] found = PsfFrame.fit(gaussian(from), from, to);
        double[] right = gaussian(to);
        for (int y = 0; y < toNy; y++) {
            for (int x = 0; x < toNx; x++) {
                boolean known =
                        Math.abs(x - 0.5 * (toNx - 1)) < 0.5 * fromNx && Math.abs(y - 0.5 * (toNy - 1)) < 0.5 * fromNy;
                assertThat(found[y * toNx + x]).isCloseTo(known ? right[y * toNx + x] : 0, within(INTERPOLATED * 20));
            }
        }
        assertThat(PsfFrame.fit(right, to, to)).isSameAs(right);
        if ((fromNx - toNx) % 2 == 0 && (fromNy - toNy) % 2 == 0) {
            assertThat(Arrays.stream(found).max())
                    .isEqualTo(Arrays.stream(gaussian(from)).max());
        }
    }
}
