package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;

/** The mean shear over estimates that bring their own response. */
class RespondingMeanTest {

    private static final double[] GAMMA = {0.03, -0.02};

    private static ShapeEstimate estimate(Random random, boolean weighs) {
        double[] r = {0.7 + 0.1 * random.nextGaussian(), 0.05, 0.02, 0.6 + 0.1 * random.nextGaussian()};
        double e1 = r[0] * GAMMA[0] + r[1] * GAMMA[1] + 0.2 * random.nextGaussian();
        double e2 = r[2] * GAMMA[0] + r[3] * GAMMA[1] + 0.2 * random.nextGaussian();
        ShapeEstimate plain = ShapeEstimate.of(Shape.of(e1, e2), Light.of(1, 1)).withResponse(r);
        double w = 0.5 + random.nextDouble();
        return weighs
                ? plain.withWeight(new ShapeEstimate.Weight(w, new double[] {w * r[0], w * r[1], w * r[2], w * r[3]}))
                : plain;
    }

    @Test
    void theMeanIsTheShearWithinItsError() {
        for (boolean weighs : new boolean[] {false, true}) {
            Random random = new Random(8);
            RespondingMean mean = new RespondingMean();
            int n = 4000;
            for (int i = 0; i < n; i++) {
                mean.add(estimate(random, weighs));
            }
            mean.add(ShapeEstimate.failed(1));
            mean.add(ShapeEstimate.of(0.9, 0.9, 1, 1));
            assertThat(mean.count()).isEqualTo(n);
            double[] g = mean.shear();
            double[] errors = mean.errors();
            // 0.2 / 0.7 and 0.2 / 0.6 over the root of the number of equal weights
            double root = Math.sqrt(mean.effective());
            assertThat(errors[0]).isCloseTo(0.2 / 0.7 / root, within(0.05 * 0.2 / 0.7 / root));
            assertThat(errors[1]).isCloseTo(0.2 / 0.6 / root, within(0.05 * 0.2 / 0.6 / root));
            assertThat(g[0]).isCloseTo(GAMMA[0], within(3 * errors[0]));
            assertThat(g[1]).isCloseTo(GAMMA[1], within(3 * errors[1]));
            assertThat(mean.response()[0]).isCloseTo(0.7, within(0.01));
            assertThat(mean.effective() < n).isEqualTo(weighs);
        }
    }
}
