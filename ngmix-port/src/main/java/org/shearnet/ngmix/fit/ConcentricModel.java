package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.MixtureModel;

/**
 * Concentric Gaussians of one ellipse: gauss, exp, dev, turb.
 *
 * <p>Public parameters [v, u, g1, g2, T, flux of each band]; internal [v, u, M1, M2, T, fluxes] with M = T e. In M the
 * covariances are linear, so neither |g| near 1 nor a small T bends the path of the fit.
 */
final class ConcentricModel extends ParametricModel {
    /** A T below this fraction of the pixel area counts as zero. */
    private static final double SMALLEST_T = 1e-5;
    /** |e| above this counts as 1. */
    private static final double LARGEST_E = 1 - 1e-7;
    /** How far towards the bound a step may go. */
    private static final double FRACTION_TO_BOUND = 0.9;

    private final MixtureModel model;
    private final int bands;
    private final double smallest;
    private final double largest;

    /** Sizes outside (smallest, largest) (arcsec^2) are out of bounds. */
    ConcentricModel(MixtureModel model, int bands, double pixelArea, double stampArea) {
        this.model = model;
        this.bands = bands;
        this.smallest = SMALLEST_T * pixelArea;
        this.largest = 100 * stampArea;
    }

    @Override
    int size() {
        return 5 + bands;
    }

    @Override
    MixtureState newState() {
        MixtureState s = new MixtureState(model.components(), 1, 1, 1, size());
        for (int k = 0; k < s.components; k++) {
            s.p[k] = model.weight(k);
            s.shapeWeight[k] = model.size(k);
        }
        return s;
    }

    @Override
    void set(double[] x, int band, MixtureState s) {
        double vv = 0.5 * (x[4] - x[2]);
        double vu = 0.5 * x[3];
        double uu = 0.5 * (x[4] + x[2]);
        for (int k = 0; k < s.components; k++) {
            double f = model.size(k);
            s.v[k] = x[0];
            s.u[k] = x[1];
            s.setCovariance(k, f * vv, f * vu, f * uu);
        }
        s.amplitude[0] = x[5 + band];
        s.clearCombine();
        s.combine[0][s.centreBasis(0)] = 1;
        s.combine[1][s.centreBasis(0) + 1] = 1;
        int m = s.shapeBasis(0);
        s.combine[2][m] = -0.5;
        s.combine[2][m + 2] = 0.5;
        s.combine[3][m + 1] = 0.5;
        s.combine[4][m] = 0.5;
        s.combine[4][m + 2] = 0.5;
        s.combine[5 + band][0] = 1;
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
        double root = Math.sqrt(Math.max(1e-300, 1 - e1 * e1 - e2 * e2));
        double scale = 1 / (1 + root);
        double bend = scale * scale / root;
        double d11 = scale + bend * e1 * e1;
        double d12 = bend * e1 * e2;
        double d22 = scale + bend * e2 * e2;
        d[2][2] = d11 / t;
        d[2][3] = d12 / t;
        d[2][4] = -(d11 * e1 + d12 * e2) / t;
        d[3][2] = d12 / t;
        d[3][3] = d22 / t;
        d[3][4] = -(d12 * e1 + d22 * e2) / t;
        return d;
    }
}
