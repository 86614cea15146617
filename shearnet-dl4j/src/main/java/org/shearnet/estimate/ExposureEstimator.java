package org.shearnet.estimate;

import java.util.Arrays;
import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;

/** Measures objects that several exposures show together. */
public interface ExposureEstimator {

    /**
     * What it says of an object.
     *
     * @param estimate shape, and the flux of the first band
     * @param flux counts in each band
     * @param fluxErr their standard errors
     * @param neighbours what was found of others; null where it does not look for them
     */
    record Answer(ShapeEstimate estimate, double[] flux, double[] fluxErr, Neighbours neighbours) {

        /** An answer of what does not look for neighbours. */
        Answer(ShapeEstimate estimate, double[] flux, double[] fluxErr) {
            this(estimate, flux, fluxErr, null);
        }

        /** The same answer, and what was found of neighbours. */
        Answer with(Neighbours found) {
            return new Answer(estimate, flux, fluxErr, found);
        }

        /** An answer whose flux is that of the first band. */
        static Answer of(ShapeEstimate e, double[] flux, double[] fluxErr) {
            ShapeEstimate.Light light = new ShapeEstimate.Light(e.size(), e.sizeErr(), flux[0], fluxErr[0], e.s2n());
            return new Answer(e.withLight(light), flux, fluxErr);
        }

        /** No answer, in so many bands. */
        static Answer failed(int flags, int bands) {
            return new Answer(ShapeEstimate.failed(flags), unknown(bands), unknown(bands));
        }

        /** A number of each band that is not known. */
        static double[] unknown(int bands) {
            double[] unknown = new double[bands];
            Arrays.fill(unknown, Double.NaN);
            return unknown;
        }
    }

    /**
     * Neighbours in an object's boxes.
     *
     * @param fitted how many were fitted with it
     * @param left how many were seen and not fitted: no model fits them, or there are too many
     * @param share the fitted ones' light under the object's model over its own; NaN where it is not known
     */
    record Neighbours(int fitted, int left, double share) {}

    /** One thread's way of measuring. */
    @FunctionalInterface
    interface Measurer {
        Answer measure(Exposures object);
    }

    /** A measurer with buffers of its own. */
    Measurer measurer();

    /** What the image of a PSF that is known on finer pixels holds for it. */
    default PsfSampling psfSampling() {
        return PsfSampling.POINTS;
    }

    /** Share of an exposure's pixels that must be good; one with fewer is left out. */
    default double leastGood() {
        return 0.1;
    }

    /** What was learnt, in words that differ for what answers otherwise; empty for nothing. */
    default String fingerprint() {
        return "";
    }

    /** Meaning of each bit of the flags. */
    Map<Integer, String> flagNames();
}
