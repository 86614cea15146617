package org.shearnet.estimate;

import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.parallel.Workers;

/** An estimator that treats one stamp at a time, with buffers of its own for each thread. */
abstract class PerStampEstimator implements ShearEstimator {

    /** One thread's way of measuring a stamp. */
    @FunctionalInterface
    interface Measurer {
        ShapeEstimate measure(Stamps stamps, int i);
    }

    /** A border of this share of the peak leaves nothing to measure. */
    private static final double BRIGHT_BORDER = 0.5;

    private final String label;

    PerStampEstimator(String label) {
        this.label = label;
    }

    /** How many of the threads that there are have room to work on stamps of this size. */
    int threads(Stamps stamps, int threads) {
        return threads;
    }

    /** Makes the buffers of one thread. */
    abstract Measurer measurer();

    @Override
    public final String label() {
        return label;
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.FIT);
    }

    @Override
    public final ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        ShapeEstimate[] estimates = new ShapeEstimate[stamps.count()];
        Workers.run(
                stamps.count(),
                threads(stamps, threads),
                this::measurer,
                (measurer, i) -> estimates[i] = measurer.measure(stamps, i),
                done);
        return estimates;
    }

    /**
     * Whether a stamp shows nothing that ends inside it, though moments would have an answer: its border is on average more than
     * half as bright as its brightest pixel, as on a constant image or where the sky was left in.
     */
    static boolean isFlat(Stamps stamps, int i) {
        return isFlat(
                stamps.images()[i], stamps.weights() == null ? null : stamps.weights()[i], stamps.nx(), stamps.ny());
    }

    /** The same of an exposure. */
    static boolean isFlat(Observation epoch) {
        return isFlat(epoch.image(), epoch.weight(), epoch.nx(), epoch.ny());
    }

    private static boolean isFlat(double[] image, double[] weight, int nx, int ny) {
        double most = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int count = 0;
        for (int y = 0; y < ny; y++) {
            boolean edge = y == 0 || y == ny - 1;
            for (int x = 0; x < nx; x++) {
                int k = y * nx + x;
                if (weight == null || weight[k] > 0) {
                    most = Math.max(most, image[k]);
                    if (edge || x == 0 || x == nx - 1) {
                        sum += image[k];
                        count++;
                    }
                }
            }
        }
        return !(most > 0) || sum > BRIGHT_BORDER * most * count;
    }

    /** Whether all unmasked pixels of a stamp are finite. */
    static boolean isFinite(Stamps stamps, int i) {
        double[] image = stamps.images()[i];
        double sum = 0;
        for (double value : image) {
            sum += 0 * value;
        }
        if (sum == 0) {
            return true;
        }
        double[] weight = stamps.weights() == null ? null : stamps.weights()[i];
        for (int k = 0; k < image.length; k++) {
            if (!Double.isFinite(image[k]) && (weight == null || weight[k] > 0)) {
                return false;
            }
        }
        return true;
    }
}
