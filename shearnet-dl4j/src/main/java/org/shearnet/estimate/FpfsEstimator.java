package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.response.Fpfs;
import org.shearnet.ngmix.response.Measured;
import org.shearnet.ngmix.response.MomentMeter;
import org.shearnet.ngmix.response.MomentSet;

/**
 * Shapes by moments before the PSF with their analytic response to shear: {@code fpfs}. The shape is a ratio of moments, not yet a
 * shear: divide its mean by that of the response.
 */
final class FpfsEstimator extends PerStampEstimator {

    static final Keys KEYS = Keys.none().may("width", "width of the window over the PSF's scale; " + Fpfs.WIDTH);

    private final double width;

    private FpfsEstimator(String label, double width) {
        super(label);
        this.width = width;
    }

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    Measurer measurer() {
        MomentSet set = Fpfs.set(width);
        MomentMeter meter = new MomentMeter(set);
        ObservationMaker maker = new ObservationMaker(true);
        return (stamps, i) -> {
            Measured moments = meter.measure(maker.of(stamps, i), stamps.correlation());
            return moments.isGood() ? FpfsNumbers.estimate(moments) : ShapeEstimate.failed(moments.flags());
        };
    }

    /** The knob: the window's width. */
    record Method(double width) implements EstimatorMethod {

        static Method parse(YamlNode section, Void nothing) {
            double width = section.has("width") ? section.get("width").positive() : Fpfs.WIDTH;
            if (!(width > 1)) {
                throw section.get("width").error("the window must be wider than the PSF: above 1");
            }
            return new Method(width);
        }

        @Override
        public String label() {
            return "fpfs" + (width == Fpfs.WIDTH ? "" : "-" + width);
        }

        @Override
        public ShearEstimator make(String label, Networks networks) {
            return new FpfsEstimator(label, width);
        }

        @Override
        public ExposureEstimator exposures(String label, Networks networks) {
            return new FpfsExposures(width);
        }

        @Override
        public boolean responds() {
            return true;
        }

        @Override
        public boolean usesCorrelation() {
            return true;
        }

        @Override
        public Map<String, String> cards() {
            return Map.of("WIDTH", Double.toString(width));
        }
    }
}
