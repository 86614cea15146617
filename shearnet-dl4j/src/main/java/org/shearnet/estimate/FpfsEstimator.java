package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.response.Fpfs;
import org.shearnet.ngmix.response.Jet;
import org.shearnet.ngmix.response.Jets;
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
    Measurer measurer() {
        MomentSet set = Fpfs.set(width);
        MomentMeter meter = new MomentMeter(set);
        ObservationMaker maker = new ObservationMaker(true);
        return (stamps, i) -> {
            Measured moments = meter.measure(maker.of(stamps, i), stamps.correlation());
            return moments.isGood() ? estimate(moments) : ShapeEstimate.failed(moments.flags());
        };
    }

    private ShapeEstimate estimate(Measured moments) {
        Jets jets = moments.jets();
        Jet[] e = Fpfs.shape(jets);
        double no = Double.NaN;
        double light = jets.moment(0).value();
        double noise = jets.noise(0);
        Shape shape = new Shape(
                jets.rounded(e[0]),
                jets.rounded(e[1]),
                Math.sqrt(jets.covariance(e[0], e[0])),
                Math.sqrt(jets.covariance(e[1], e[1])),
                jets.covariance(e[0], e[1]));
        double[] one = jets.response(e[0]);
        double[] two = jets.response(e[1]);
        return ShapeEstimate.of(shape, new Light(no, no, light, noise, light / noise))
                .at(moments.row(), moments.col())
                .withResponse(new double[] {one[0], one[1], two[0], two[1]});
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
