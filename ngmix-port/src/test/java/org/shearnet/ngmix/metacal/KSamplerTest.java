package org.shearnet.ngmix.metacal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KSamplerTest {

    private static final int N = 128;
    private static final int SIZE = 256;
    private static final int SIDE = 53;

    /** Points of the image itself are copied, those a hair beside them interpolated. */
    @Test
    void copiedPointsAreTheInterpolatedOnes() {
        double[] image = new double[SIDE * SIDE];
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.sin(i * i % 101);
        }
        KSampler sampler = new KSampler(N, SIZE);
        KImage transform = new KImage(SIZE, sampler.deal());
        KImage.load(image, transform, null, null, SIDE, SIDE, new KImage.Workspace(SIZE));
        double[][] copied = sample(sampler, transform, 1);
        double[][] interpolated = sample(sampler, transform, 1 + 1e-12);
        for (int part = 0; part < 2; part++) {
            assertThat(copied[part]).containsExactly(interpolated[part], within(1e-7));
        }
        assertThat(copied[0][3 * (N / 2 + 1) + 5]).isNotZero();
    }

    private static double[][] sample(KSampler sampler, KImage image, double scale) {
        int[] end = new int[N];
        Arrays.fill(end, N / 2 + 1);
        double[][] out = new double[2][N * (N / 2 + 1)];
        sampler.sample(new KImage[] {image}, new double[] {scale, 0, 0, scale}, end, out);
        return out;
    }
}
