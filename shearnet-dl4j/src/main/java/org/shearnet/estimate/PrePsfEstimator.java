package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.moments.PrePsfMoments;
import org.shearnet.ngmix.moments.PrePsfOptions;
import org.shearnet.ngmix.observation.Observation;

/**
 * Shapes from moments before the PSF, under a round weight in the middle of the stamp: {@code pgauss}, {@code ksigma}. The
 * weight makes galaxies rounder than they are: a mean shear needs metacalibration's response. T and flux are those under
 * the weight.
 */
final class PrePsfEstimator extends PerStampEstimator {

    static final Keys KEYS = Keys.none().may("weight_fwhm", "full width at half maximum of the weight (arcsec); 1.2");

    private static final double FWHM = 1.2;

    private final PrePsfOptions options;

    PrePsfEstimator(String label, PrePsfOptions options) {
        super(label);
        this.options = options;
    }

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    Measurer measurer() {
        PrePsfMoments moments = new PrePsfMoments(options);
        ObservationMaker maker = new ObservationMaker(true);
        return (stamps, i) -> {
            Observation observation = maker.of(stamps, i);
            return isFlat(stamps, i)
                    ? ShapeEstimate.failed(Flag.NONPOSITIVE_FLUX.bit())
                    : PrePsfNumbers.estimate(moments.measure(observation, stamps.correlation()));
        };
    }

    /** The knobs: moments under a weight of a form and a width. */
    record Method(PrePsfOptions options) implements EstimatorMethod {

        static Method gauss(YamlNode section, Void nothing) {
            return new Method(PrePsfOptions.gauss(fwhm(section)));
        }

        static Method ksigma(YamlNode section, Void nothing) {
            return new Method(PrePsfOptions.ksigma(fwhm(section)));
        }

        private static double fwhm(YamlNode section) {
            return section.has("weight_fwhm") ? section.get("weight_fwhm").positive() : FWHM;
        }

        @Override
        public String label() {
            return (options.kernel() == PrePsfOptions.Kernel.GAUSS ? "pgauss" : "ksigma")
                    + (options.fwhm() == FWHM ? "" : "-" + options.fwhm());
        }

        @Override
        public ShearEstimator make(String label, Networks networks) {
            return new PrePsfEstimator(label, options);
        }

        @Override
        public ExposureEstimator exposures(String label, Networks networks) {
            return new PrePsfExposures(options);
        }

        @Override
        public boolean usesCorrelation() {
            return true;
        }

        @Override
        public Map<String, String> cards() {
            return Map.of("WFWHM", Double.toString(options.fwhm()));
        }
    }
}
