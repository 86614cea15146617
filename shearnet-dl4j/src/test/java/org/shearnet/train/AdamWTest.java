package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Backend;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.parallel.Workers;

/** The optimiser against its formulas in double precision. */
class AdamWTest {

    /** More than one task of a thread, and no multiple of a block. */
    private static final int WEIGHTS = 40_003;

    private static final int STAMPS = 10;
    private static final double RATE = 1e-2;

    private static float[] random(SplittableRandom random) {
        float[] values = new float[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            values[i] = i == 17 ? 0 : (float) (random.nextDouble() - 0.5);
        }
        return values;
    }

    /** Weights and averages after three steps, and what the formulas say. */
    private static void compare(String yaml) {
        Backend.enter();
        TrainOptions.Optimiser options = TrainOptions.parse(YamlReader.parse("train", "stamps: 64\nbatch: 10\n" + yaml))
                .optimiser();
        SplittableRandom random = new SplittableRandom(5);
        float[] start = random(random);
        FlatArray weights = new FlatArray(Nd4j.createFromArray(start.clone()));
        FlatArray[] gradients = {
            new FlatArray(Nd4j.createFromArray(new float[WEIGHTS])),
            new FlatArray(Nd4j.createFromArray(new float[WEIGHTS]))
        };
        AdamW optimiser = new AdamW(options, weights, gradients);
        double[] w = new double[WEIGHTS];
        double[] average = new double[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            w[i] = start[i];
            average[i] = start[i];
        }
        double[] m = new double[WEIGHTS];
        double[] v = new double[WEIGHTS];
        try (Workers workers = Backend.workers(2)) {
            for (int t = 1; t <= 3; t++) {
                float[] a = random(random);
                float[] b = random(random);
                gradients[0].write(0, a, WEIGHTS);
                gradients[1].write(0, b, WEIGHTS);
                double squares = 0;
                for (int i = 0; i < WEIGHTS; i++) {
                    squares += Math.pow(((double) a[i] + b[i]) / STAMPS, 2);
                }
                double norm = Math.sqrt(squares);
                assertThat(optimiser.step(workers, STAMPS, RATE)).isCloseTo(norm, offset(1e-6 * norm));
                double clip = options.clip() > 0 && norm > options.clip() ? options.clip() / norm : 1;
                double decay = Math.min(options.ema(), (1.0 + t) / (10.0 + t));
                for (int i = 0; i < WEIGHTS; i++) {
                    double g = clip * (a[i] + b[i]) / STAMPS;
                    m[i] = 0.9 * m[i] + 0.1 * g;
                    v[i] = 0.999 * v[i] + 0.001 * g * g;
                    double root = Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + options.epsilon();
                    double move = m[i] == 0 ? 0 : RATE * m[i] / (1 - Math.pow(0.9, t)) / root;
                    w[i] -= move + RATE * options.weightDecay() * w[i];
                    average[i] = decay * average[i] + (1 - decay) * w[i];
                }
            }
        }
        float[] moved = weights.toArray();
        for (int i = 0; i < WEIGHTS; i++) {
            assertThat((double) moved[i]).isCloseTo(w[i], offset(1e-5));
            assertThat((double) optimiser.average()[i]).isCloseTo(average[i], offset(1e-5));
        }
    }

    @Test
    void clippedDecayedAndAveraged() {
        compare("clip: 1\nweight_decay: 0.1\nema: 0.9\nepsilon: 1.0e-8");
    }

    @Test
    void withoutEpsilonAWeightThatHasNoGradientStays() {
        compare("clip: 0\nepsilon: 0\nema: 0.5");
    }
}
