package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.moments.MomentsResult;
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
    Measurer measurer() {
        PrePsfMoments moments = new PrePsfMoments(options);
        ObservationMaker maker = new ObservationMaker(true);
        return (stamps, i) -> {
            Observation observation = maker.of(stamps, i);
            return isFlat(stamps, i)
                    ? ShapeEstimate.failed(Flag.NONPOSITIVE_FLUX.bit())
                    : estimate(moments.measure(observation, stamps.correlation()));
        };
    }

    private static ShapeEstimate estimate(MomentsResult moments) {
        if (!moments.isGood()) {
            return ShapeEstimate.failed(moments.flags());
        }
        double[] g = moments.g();
        double e = moments.e1() * moments.e1() + moments.e2() * moments.e2();
        if (!(e < 1)) {
            return ShapeEstimate.failed(Flag.OUT_OF_RANGE.bit());
        }
        // g = e / (1 + sqrt(1 - e^2)): its derivatives by e1 and e2, for the errors
        double root = Math.sqrt(1 - e);
        double across = 1 / (1 + root);
        double bend = across * across / root;
        double d11 = across + moments.e1() * moments.e1() * bend;
        double d12 = moments.e1() * moments.e2() * bend;
        double d22 = across + moments.e2() * moments.e2() * bend;
        double v1 = moments.e1Error() * moments.e1Error();
        double v2 = moments.e2Error() * moments.e2Error();
        return ShapeEstimate.of(
                new Shape(
                        g[0],
                        g[1],
                        Math.sqrt(d11 * d11 * v1 + d12 * d12 * v2),
                        Math.sqrt(d12 * d12 * v1 + d22 * d22 * v2),
                        d12 * (d11 * v1 + d22 * v2)),
                new Light(moments.t(), moments.tError(), moments.flux(), moments.fluxError(), moments.s2n()));
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
        public boolean usesCorrelation() {
            return true;
        }

        @Override
        public Map<String, String> cards() {
            return Map.of("WFWHM", Double.toString(options.fwhm()));
        }
    }
}
