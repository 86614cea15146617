package org.shearnet.estimate;

import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.ngmix.response.Fpfs;
import org.shearnet.ngmix.response.Jet;
import org.shearnet.ngmix.response.Jets;
import org.shearnet.ngmix.response.Measured;

/** Moments with their analytic response as an estimate. */
final class FpfsNumbers {

    private FpfsNumbers() {}

    static ShapeEstimate estimate(Measured moments) {
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
}
