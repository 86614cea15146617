package org.shearnet.ngmix.metacal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

class MetacalMemoryTest {

    /** What a maker allocates for its first stamp, results and short-lived arrays with it, is this much more at most (1.31 to 1.75). */
    private static final double RESULTS = 2;

    @ParameterizedTest
    @CsvSource({"256, 256", "256, 64", "64, 256"})
    void buffersAreAsLargeAsSaid(int side, int psfSide) {
        MetacalOptions options = MetacalOptions.defaults();
        long said = MetacalImages.bytes(side, side, psfSide, options.types().size());
        Observation observation = image(side).withPsf(image(psfSide)).withNoise(new double[side * side]);
        new MetacalImages(options).make(observation); // loads classes
        MetacalImages maker = new MetacalImages(options);
        long before = allocated();
        assertThat(maker.make(observation)).isNotNull();
        double taken = allocated() - before;
        assertThat(taken / said).isBetween(1.0, RESULTS);
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static Observation image(int side) {
        Jacobian jacobian = Jacobian.centred(side, side, 0.2);
        double[] pixels = MixtureModel.GAUSS.mixture(0, 0, 0, 0, 0.3, 1).image(side, side, jacobian);
        double[] weight = new double[side * side];
        java.util.Arrays.fill(weight, 1);
        return Observation.of(side, side, pixels, weight, jacobian);
    }
}
