package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private static final int GALAXIES = 2000;

    /** Measured 1.4e-12: the smallest penalty. */
    private static final double FOUND = 1e-6;

    /** Measured 3e-9. */
    private static final double ROTATED = 1e-6;

    private final SplittableRandom random = new SplittableRandom(1);
    private final double[] g1 = random.doubles(GALAXIES, -0.5, 0.5).toArray();
    private final double[] g2 = random.doubles(GALAXIES, -0.5, 0.5).toArray();

    private double[] features(int noise) {
        int width = noise + 2;
        double[] x = new double[GALAXIES * width];
        for (int i = 0; i < GALAXIES; i++) {
            x[i * width] = 3 * g1[i] + 1;
            x[i * width + 1] = g2[i] - 2 * g1[i];
            for (int k = 2; k < width; k++) {
                x[i * width + k] = random.nextDouble();
            }
        }
        return x;
    }

    @Test
    void aLinearReaderFindsWhatIsThereAndNothingInShuffledLabels() {
        Probe probe = new Probes(g1, g2, 0).read("known", 102, features(100)).get(0);
        assertThat(probe.rmse()).isLessThan(FOUND);
        assertThat(probe.shuffledR2()).isLessThan(0.02);
        assertThat(probe.galaxies()).isEqualTo(1400);
        assertThat(probe.bits()).isGreaterThan(15);
    }

    @Test
    void aRotationOfTheFeaturesChangesNothing() {
        double[] x = features(4);
        for (int i = 0; i < GALAXIES; i++) {
            x[i * 6] += 0.3 * random.nextDouble(); // else there is no error to change
            x[i * 6 + 1] += 0.3 * random.nextDouble();
        }
        double[] turned = new double[x.length];
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        for (int i = 0; i < GALAXIES; i++) {
            for (int k = 0; k < 6; k += 2) {
                turned[i * 6 + k] = c * x[i * 6 + k] - s * x[i * 6 + (k + 3) % 6];
                turned[i * 6 + (k + 3) % 6] = s * x[i * 6 + k] + c * x[i * 6 + (k + 3) % 6];
            }
        }
        Probes probes = new Probes(g1, g2, 0);
        double rmse = probes.read("a", 6, x).get(0).rmse();
        assertThat(rmse).isBetween(0.01, 0.3);
        assertThat(probes.read("a", 6, turned).get(0).rmse()).isCloseTo(rmse, within(ROTATED * rmse));
    }

    @Test
    void aRatioIsHiddenFromALinearReaderAndNotFromANetwork() {
        // second moments of round Gaussians under a shear: the shape is a ratio of them
        double[] x = new double[GALAXIES * 3];
        for (int i = 0; i < GALAXIES; i++) {
            double size = 0.3 + 2 * random.nextDouble();
            double norm = size / (1 - g1[i] * g1[i] - g2[i] * g2[i]);
            x[3 * i] = norm * ((1 + g1[i]) * (1 + g1[i]) + g2[i] * g2[i]);
            x[3 * i + 1] = norm * 2 * g2[i];
            x[3 * i + 2] = norm * ((1 - g1[i]) * (1 - g1[i]) + g2[i] * g2[i]);
        }
        List<Probe> probes = new Probes(g1, g2, 200).read("moments", 3, x);
        assertThat(probes.get(0).rmse()).isGreaterThan(0.05);
        assertThat(probes.get(1).reader()).isEqualTo("mlp");
        assertThat(probes.get(1).rmse()).isLessThan(0.1 * probes.get(0).rmse());
        assertThat(probes.get(1).shuffledR2()).isLessThan(0.02);
    }
}
