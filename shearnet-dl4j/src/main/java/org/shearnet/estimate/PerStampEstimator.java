package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.ngmix.Flag;

/** An estimator that treats one stamp at a time, with buffers of its own for each thread. */
abstract class PerStampEstimator implements ShearEstimator {

    /** One thread's way of measuring a stamp. */
    @FunctionalInterface
    interface Measurer {
        ShapeEstimate measure(Stamps stamps, int i);
    }

    private final String label;

    PerStampEstimator(String label) {
        this.label = label;
    }

    /** Makes the buffers of one thread. */
    abstract Measurer measurer();

    @Override
    public final String label() {
        return label;
    }

    @Override
    public Map<Integer, String> flagNames() {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (Flag flag : Flag.values()) {
            names.put(flag.bit(), flag.name());
        }
        return names;
    }

    @Override
    public final ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        ShapeEstimate[] estimates = new ShapeEstimate[stamps.count()];
        Workers.run(
                stamps.count(),
                threads,
                this::measurer,
                (measurer, i) -> estimates[i] = measurer.measure(stamps, i),
                done);
        return estimates;
    }

    /** Whether all unmasked pixels of a stamp are equal: nothing to measure, though moments would have an answer. */
    static boolean isConstant(Stamps stamps, int i) {
        double[] image = stamps.images()[i];
        double[] weight = stamps.weights() == null ? null : stamps.weights()[i];
        double first = Double.NaN;
        for (int k = 0; k < image.length; k++) {
            if (weight == null || weight[k] > 0) {
                if (Double.isNaN(first)) {
                    first = image[k];
                }
                if (image[k] != first) {
                    return false;
                }
            }
        }
        return true;
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
