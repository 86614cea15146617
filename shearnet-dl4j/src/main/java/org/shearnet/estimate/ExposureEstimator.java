package org.shearnet.estimate;

import java.util.Arrays;
import java.util.Map;

/** Measures objects that several exposures show together. */
public interface ExposureEstimator {

    /**
     * What it says of an object.
     *
     * @param estimate shape, and the flux of the first band
     * @param flux counts in each band
     * @param fluxErr their standard errors
     */
    record Answer(ShapeEstimate estimate, double[] flux, double[] fluxErr) {

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

    /** One thread's way of measuring. */
    @FunctionalInterface
    interface Measurer {
        Answer measure(Exposures object);
    }

    /** A measurer with buffers of its own. */
    Measurer measurer();

    /** Meaning of each bit of the flags. */
    Map<Integer, String> flagNames();
}
