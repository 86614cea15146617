package org.shearnet.benchmark;

import java.util.Arrays;
import org.shearnet.estimate.ShapeEstimate;

/** Shapes divided by the mean response of their own sample: gamma = &lt;R&gt;^-1 g (Sheldon and Huff 2017, eq. 13). */
final class Calibration {

    private Calibration() {}

    /** Whether any estimate has a response. */
    static boolean responds(ShapeEstimate[][] estimates) {
        return Arrays.stream(estimates).flatMap(Arrays::stream).anyMatch(e -> e.ok() && e.response() != null);
    }

    /** All estimates of one noise level, calibrated by their mean response; as they are where that is singular. */
    static ShapeEstimate[] apply(ShapeEstimate[] estimates) {
        double[] r = new double[4];
        int n = 0;
        for (ShapeEstimate e : estimates) {
            if (e.ok() && e.response() != null) {
                n++;
                for (int k = 0; k < 4; k++) {
                    r[k] += e.response()[k];
                }
            }
        }
        for (int k = 0; k < 4; k++) {
            r[k] /= n;
        }
        double det = r[0] * r[3] - r[1] * r[2];
        if (!(Math.abs(det) > 0)) {
            return estimates;
        }
        double[] inverse = {r[3] / det, -r[1] / det, -r[2] / det, r[0] / det};
        return Arrays.stream(estimates)
                .map(e -> e.ok() ? calibrated(e, inverse) : e)
                .toArray(ShapeEstimate[]::new);
    }

    private static ShapeEstimate calibrated(ShapeEstimate e, double[] a) {
        double v1 = e.g1Err() * e.g1Err();
        double v2 = e.g2Err() * e.g2Err();
        double c = e.gCov();
        return e.withShape(new ShapeEstimate.Shape(
                a[0] * e.g1() + a[1] * e.g2(),
                a[2] * e.g1() + a[3] * e.g2(),
                Math.sqrt(a[0] * a[0] * v1 + 2 * a[0] * a[1] * c + a[1] * a[1] * v2),
                Math.sqrt(a[2] * a[2] * v1 + 2 * a[2] * a[3] * c + a[3] * a[3] * v2),
                a[0] * a[2] * v1 + (a[0] * a[3] + a[1] * a[2]) * c + a[1] * a[3] * v2));
    }
}
