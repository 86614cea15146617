package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

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

    /** Whether all values are finite. */
    static boolean isFinite(double[] values) {
        return java.util.Arrays.stream(values).allMatch(Double::isFinite);
    }

    /** The stamp as the fitter takes it, its origin at the stamp's centre, with PSF and spare noise where known. */
    static Observation observation(Stamps stamps, int i) {
        Jacobian centred = Jacobian.centred(stamps.ny(), stamps.nx(), stamps.pixelScale());
        Observation observation =
                Observation.of(stamps.ny(), stamps.nx(), stamps.images()[i], stamps.weight(i), centred);
        if (stamps.noise() != null) {
            observation = observation.withNoise(stamps.noise()[i]);
        }
        return stamps.psf(i) == null ? observation : observation.withPsf(psf(stamps, i));
    }

    /** The PSF's image; it has no noise to speak of, so its weights are flat. */
    static Observation psf(Stamps stamps, int i) {
        return Observation.ofNoise(
                stamps.psfNy(),
                stamps.psfNx(),
                stamps.psf(i),
                PSF_NOISE_OF_PEAK
                        * java.util.Arrays.stream(stamps.psf(i))
                                .map(Math::abs)
                                .max()
                                .orElse(1),
                Jacobian.centred(stamps.psfNy(), stamps.psfNx(), stamps.pixelScale()));
    }

    private static final double PSF_NOISE_OF_PEAK = 1e-6;
}
