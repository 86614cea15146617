package org.shearnet.estimate;

import org.shearnet.ngmix.metacal.MetacalOptions;

/**
 * One estimator as a YAML or a command line names it.
 *
 * @param word the name of the method, a word of the estimators' vocabulary
 * @param label what tables and plots call it
 * @param method the method with its knobs
 * @param metacal the knobs with which it measures metacalibration's images and so gives its own response; null where it
 *     measures the stamps alone
 * @param calibration how a benchmark calibrates its error bars; null where it leaves them
 */
public record EstimatorSpec(
        String word, String label, EstimatorMethod method, MetacalOptions metacal, ErrorCalibration calibration) {

    /** Makes the estimator. */
    public ShearEstimator make(EstimatorMethod.Networks networks) {
        return metacal == null ? method.make(label, networks) : method.metacalibrated(label, metacal, networks);
    }

    /**
     * The estimator on several exposures of an object; null where it has no answer for them.
     *
     * @param seed of what is drawn
     * @param networks finds trained networks
     */
    public ExposureEstimator exposures(long seed, EstimatorMethod.Networks networks) {
        return metacal == null ? method.exposures(label, networks) : method.metacalibratedExposures(metacal, seed);
    }

    /** The estimator on several exposures of an object and its neighbours, fitted together; null where it has no answer for them. */
    public ExposureEstimator blendedExposures() {
        return metacal == null ? method.blendedExposures() : null;
    }

    /** The network that it names, empty for the experiment's own; null where it has none. */
    public String network() {
        return method.network();
    }
}
