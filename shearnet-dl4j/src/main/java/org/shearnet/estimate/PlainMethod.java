package org.shearnet.estimate;

import java.util.function.Function;

/**
 * A method by moments that has no knobs and asks for no noise level.
 *
 * @param label what tables call it
 * @param maker makes the estimator of a label
 * @param psf whether it needs to know the PSF
 */
record PlainMethod(String label, Function<String, ShearEstimator> maker, EstimatorMethod.Psf psf)
        implements EstimatorMethod {

    @Override
    public ShearEstimator make(String name, Networks networks) {
        return maker.apply(name);
    }

    @Override
    public boolean statesNoError() {
        return true;
    }

    @Override
    public boolean needsNoise() {
        return false;
    }

    /** The same in every run: measurements are known again by it. */
    @Override
    public String toString() {
        return label;
    }
}
