package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.ngmix.metacal.MetacalOptions;

/** A method of measuring shapes with its knobs, as a configuration has them; a network that it names is found later. */
public interface EstimatorMethod {

    /** Finds trained networks. */
    @FunctionalInterface
    interface Networks {

        /**
         * Finds one.
         *
         * @param label what tables call the estimator
         * @param network a run folder, another experiment's YAML or the name of a shipped network; empty for the experiment's
         *     own network
         */
        NetworkEstimator find(String label, String network);

        /**
         * Finds a member of an ensemble: the same network, trained with a seed that many higher.
         *
         * @param number of the member; 0 is the network itself
         */
        default NetworkEstimator member(String label, String network, int number) {
            return EnsembleRuns.find(label, network, number);
        }
    }

    /** Whether a method needs to know the PSF. */
    enum Psf {
        /** Without it there is no answer. */
        NEEDED,
        /** It is corrected for, unless a user says that there is none. */
        NEEDED_UNLESS_TOLD,
        /** Shapes are those that are seen, the PSF still in them. */
        LEFT_IN
    }

    /** What tables call it where no label is given, metacalibration aside. */
    String label();

    /** The estimator, on the stamps as they are. */
    ShearEstimator make(String label, Networks networks);

    /** The estimator, on the images of metacalibration. */
    default ShearEstimator metacalibrated(String label, MetacalOptions options, Networks networks) {
        return new MetacalibratedEstimator(make(label, networks), options);
    }

    /** The knobs of metacalibration of a method that always metacalibrates, where it is given none; else null. */
    default MetacalOptions ownMetacal() {
        return null;
    }

    /** The network that it names, empty for the experiment's own; null where it has none. */
    default String network() {
        return null;
    }

    /** Whether it is of no use on stamps of unknown noise. */
    default boolean needsNoise() {
        return true;
    }

    /** Whether its errors know of {@link Stamps#correlation}; else they are those under white noise. */
    default boolean usesCorrelation() {
        return false;
    }

    /** Whether it needs to know the PSF. */
    default Psf psf() {
        return Psf.NEEDED;
    }

    /** Whether each answer brings its own response to shear without metacalibration. */
    default boolean responds() {
        return false;
    }

    /** Whether each answer brings a weight in a mean shear. */
    default boolean weighs() {
        return false;
    }

    /** Whether it is a network's answer repeated, by an ensemble or by dropout, whose scatter is part of its error. */
    default boolean repeats() {
        return false;
    }

    /** Whether it never states an error. */
    default boolean statesNoError() {
        return false;
    }

    /** Whether its model has a bulge whose share of the flux is an answer. */
    default boolean fitsBulge() {
        return false;
    }

    /** The same on several exposures of an object; null where it has no answer for them. */
    default ExposureEstimator exposures(String label, Networks networks) {
        return null;
    }

    /** The same with a model for each neighbour beside the object's; null where it has none. */
    default ExposureEstimator blendedExposures() {
        return null;
    }

    /**
     * The same on metacalibration's images of several exposures of an object; null where it has no answer for them.
     *
     * @param options of metacalibration
     * @param seed of the noise that fixes noise
     */
    default ExposureEstimator metacalibratedExposures(MetacalOptions options, long seed) {
        return null;
    }

    /** Its knobs as cards of a catalogue's header: keyword to value. */
    default Map<String, String> cards() {
        return Map.of();
    }
}
