package org.shearnet.estimate;

import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.moments.MomentsResult;

/** Moments before the PSF as an estimate. */
final class PrePsfNumbers {

    private PrePsfNumbers() {}

    static ShapeEstimate estimate(MomentsResult moments) {
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
}
