package org.shearnet.ngmix.fit;

/**
 * Models whose internal parameters begin with v, u, M1, M2, T, where M = T e: in these covariances are linear, so that
 * neither |g| near 1 nor a small T bends the path of a fit.
 */
abstract sealed class MomentCoordinates extends ParametricModel permits ConcentricModel, BulgeDiskModel {
    /** A T below this fraction of the pixel area counts as zero. */
    private static final double SMALLEST_T = 1e-5;
    /** A T above this multiple of the stamp's area is out of bounds. */
    private static final double LARGEST_T = 100;
    /** |e| above this counts as 1. */
    private static final double LARGEST_E = 1 - 1e-7;
    /** How far towards the bound a step may go. */
    private static final double FRACTION_TO_BOUND = 0.9;

    private final double smallest;
    private final double largest;

    MomentCoordinates(double pixelArea, double stampArea) {
        smallest = SMALLEST_T * pixelArea;
        largest = LARGEST_T * stampArea;
    }

    @Override
    double stepLimit(double[] x, double[] step) {
        double t = x[4];
        double limit = 1;
        if (t + step[4] < smallest) {
            limit = Math.min(limit, FRACTION_TO_BOUND * (smallest - t) / step[4]);
        }
        if (t + step[4] > largest) {
            limit = Math.min(limit, FRACTION_TO_BOUND * (largest - t) / step[4]);
        }
        double k = LARGEST_E * LARGEST_E;
        double a = step[2] * step[2] + step[3] * step[3] - k * step[4] * step[4];
        double b = x[2] * step[2] + x[3] * step[3] - k * t * step[4];
        double c = x[2] * x[2] + x[3] * x[3] - k * t * t;
        if (a + 2 * b + c < 0 || c >= 0) {
            return limit;
        }
        // the positive root of |M + s dM|^2 = k (T + s dT)^2, c < 0
        double root = Math.sqrt(Math.max(0, b * b - a * c));
        double s = b > 0 ? -c / (b + root) : (root - b) / a;
        return Math.min(limit, FRACTION_TO_BOUND * s);
    }

    @Override
    boolean atBound(double[] x) {
        return !(x[4] > 10 * smallest)
                || !(x[4] < 0.1 * largest)
                || !(Math.hypot(x[2], x[3]) < x[4] * (1 - 100 * (1 - LARGEST_E)));
    }

    @Override
    double[] toPublic(double[] x) {
        double[] out = x.clone();
        double e1 = x[2] / x[4];
        double e2 = x[3] / x[4];
        double scale = 1 / (1 + Math.sqrt(Math.max(0, 1 - e1 * e1 - e2 * e2)));
        out[2] = e1 * scale;
        out[3] = e2 * scale;
        return out;
    }

    @Override
    double[] toInternal(double[] parameters) {
        double[] out = parameters.clone();
        double g1 = parameters[2];
        double g2 = parameters[3];
        double f = 2 / (1 + g1 * g1 + g2 * g2) * parameters[4];
        out[2] = f * g1;
        out[3] = f * g2;
        return out;
    }

    @Override
    double[][] publicByInternal(double[] x) {
        int n = size();
        double[][] d = new double[n][n];
        for (int i = 0; i < n; i++) {
            d[i][i] = 1;
        }
        double t = x[4];
        double e1 = x[2] / t;
        double e2 = x[3] / t;
        double[] g = shearByDistortion(e1, e2);
        d[2][2] = g[0] / t;
        d[2][3] = g[1] / t;
        d[2][4] = -(g[0] * e1 + g[1] * e2) / t;
        d[3][2] = g[1] / t;
        d[3][3] = g[2] / t;
        d[3][4] = -(g[1] * e1 + g[2] * e2) / t;
        return d;
    }

    /** {dg1/de1, dg1/de2 = dg2/de1, dg2/de2}. */
    static double[] shearByDistortion(double e1, double e2) {
        double root = Math.sqrt(Math.max(1e-300, 1 - e1 * e1 - e2 * e2));
        double scale = 1 / (1 + root);
        double bend = scale * scale / root;
        return new double[] {scale + bend * e1 * e1, bend * e1 * e2, scale + bend * e2 * e2};
    }

    /** Entries of a row of {@link MixtureState#combine} for a change of the moments (M1, M2, T) of one shape group. */
    static void combineMoments(MixtureState s, int group) {
        int m = s.shapeBasis(group);
        s.combine[2][m] = -0.5;
        s.combine[2][m + 2] = 0.5;
        s.combine[3][m + 1] = 0.5;
        s.combine[4][m] = 0.5;
        s.combine[4][m + 2] = 0.5;
    }
}
