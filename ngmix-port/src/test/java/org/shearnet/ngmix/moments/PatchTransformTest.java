package org.shearnet.ngmix.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folded sums against the definition of the discrete Fourier transform. */
class PatchTransformTest {

    @ParameterizedTest
    @CsvSource({"7,7,12,4", "8,8,12,5", "7,10,15,6", "10,7,16,7", "1,6,9,4", "5,1,9,2"})
    void isTheSumOfItsDefinition(int ny, int nx, int size, int half) {
        double[] image = new Random(3).doubles(ny * nx, -1, 1).toArray();
        double[][] re = new double[half + 1][2 * half + 1];
        double[][] im = new double[half + 1][2 * half + 1];
        PatchTransform transform = new PatchTransform();
        transform.place(ny, nx, size, half);
        transform.transform(image, re, im);
        // buffers of an image before
        transform.transform(image, re, im);
        for (int k = 0; k <= half; k++) {
            for (int l = -half; l <= half; l++) {
                double a = 0;
                double b = 0;
                for (int y = 0; y < ny; y++) {
                    for (int x = 0; x < nx; x++) {
                        double angle = 2 * Math.PI * (k * x + l * y) / size;
                        a += image[y * nx + x] * Math.cos(angle);
                        b -= image[y * nx + x] * Math.sin(angle);
                    }
                }
                assertThat(re[k][half + l]).isCloseTo(a, within(1e-12));
                assertThat(im[k][half + l]).isCloseTo(b, within(1e-12));
            }
        }
    }
}
