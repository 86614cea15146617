package org.shearnet.ngmix.fit;

/**
 * Gaussians of one centre and ellipticity. Public parameters v, u, g1, g2, T1 ... Tn, F1 ... Fn; internal ones have the
 * distortion e in place of g, and ln T in place of T.
 */
final class CoellipModel extends ParametricModel {
    private static final double LARGEST_E = 1 - 1e-7;
    private static final double SMALLEST_T = 1e-5;
    private static final double LARGEST_T = 100;
    private static final double LN_10 = Math.log(10);
    /** Largest change of ln T in one step. */
    private static final double LONGEST_LOG_STEP = 2.3;
    /** Sizes and fluxes of the starts, over T and flux of the whole: fits of Moffat profiles, as NGMix tabulates them. */
    private static final double[][] START_SIZE = {
        {1},
        {0.48955064, 1.50658978},
        {0.36123609, 0.8426139, 2.58747785},
        {0.541019, 1.19701, 0.282176, 3.51086},
        {0.27831284, 0.9959897, 5.86989779, 5.63590429, 4.17285878}
    };

    private static final double[][] START_FLUX = {
        {1},
        {0.5, 0.5},
        {0.27559669, 0.55817131, 0.166232},
        {0.44534, 0.366951, 0.10506, 0.0826497},
        {0.57874897, 0.32273483, 0.03327272, 0.0341253, 0.03111819}
    };

    private final int n;
    private final double smallest;
    private final double largest;

    CoellipModel(int n, double pixelArea, double stampArea) {
        this.n = n;
        smallest = Math.log(SMALLEST_T * pixelArea);
        largest = Math.log(LARGEST_T * stampArea);
    }

    @Override
    int size() {
        return 4 + 2 * n;
    }

    @Override
    MixtureState newState() {
        MixtureState s = new MixtureState(n, n, 1, n, size());
        for (int k = 0; k < n; k++) {
            s.p[k] = 1;
            s.fluxGroup[k] = k;
            s.shapeGroup[k] = k;
            s.shapeWeight[k] = 1;
        }
        return s;
    }

    @Override
    void set(double[] x, int band, MixtureState s) {
        s.clearCombine();
        s.combine[0][s.centreBasis(0)] = 1;
        s.combine[1][s.centreBasis(0) + 1] = 1;
        for (int k = 0; k < n; k++) {
            double h = 0.5 * Math.exp(x[4 + k]);
            s.v[k] = x[0];
            s.u[k] = x[1];
            s.setCovariance(k, h * (1 - x[2]), h * x[3], h * (1 + x[2]));
            s.amplitude[k] = x[4 + n + k];
            int m = s.shapeBasis(k);
            s.combine[2][m] = -h;
            s.combine[2][m + 2] = h;
            s.combine[3][m + 1] = h;
            s.combine[4 + k][m] = h * (1 - x[2]);
            s.combine[4 + k][m + 1] = h * x[3];
            s.combine[4 + k][m + 2] = h * (1 + x[2]);
            s.combine[4 + n + k][k] = 1;
        }
    }

    @Override
    void scaleFlux(double[] x, int band, double factor) {
        for (int k = 0; k < n; k++) {
            x[4 + n + k] *= factor;
        }
    }

    @Override
    boolean ownFluxes() {
        return n > 1;
    }

    @Override
    double[] start(double v, double u, double g1, double g2, double t) {
        double[] p = new double[size()];
        p[0] = v;
        p[1] = u;
        p[2] = g1;
        p[3] = g2;
        for (int k = 0; k < n; k++) {
            p[4 + k] = t * START_SIZE[n - 1][k];
            p[4 + n + k] = START_FLUX[n - 1][k];
        }
        return p;
    }

    @Override
    double stepLimit(double[] x, double[] step) {
        double limit = 1;
        for (int k = 4; k < 4 + n; k++) {
            if (Math.abs(step[k]) > LONGEST_LOG_STEP) {
                limit = Math.min(limit, LONGEST_LOG_STEP / Math.abs(step[k]));
            }
            if (x[k] + step[k] > largest) {
                limit = Math.min(limit, 0.9 * (largest - x[k]) / step[k]);
            }
            if (x[k] + step[k] < smallest) {
                limit = Math.min(limit, 0.9 * (smallest - x[k]) / step[k]);
            }
        }
        double a = step[2] * step[2] + step[3] * step[3];
        double b = x[2] * step[2] + x[3] * step[3];
        double c = x[2] * x[2] + x[3] * x[3] - LARGEST_E * LARGEST_E;
        if (a + 2 * b + c >= 0 && c < 0) {
            double root = Math.sqrt(Math.max(0, b * b - a * c));
            limit = Math.min(limit, 0.9 * (b > 0 ? -c / (b + root) : (root - b) / a));
        }
        return limit;
    }

    @Override
    boolean atBound(double[] x) {
        for (int k = 4; k < 4 + n; k++) {
            if (!(x[k] > smallest + LN_10) || !(x[k] < largest - LN_10)) {
                return true;
            }
        }
        return !(Math.hypot(x[2], x[3]) < 1 - 100 * (1 - LARGEST_E));
    }

    @Override
    double[] toPublic(double[] x) {
        double[] out = x.clone();
        double scale = 1 / (1 + Math.sqrt(Math.max(0, 1 - x[2] * x[2] - x[3] * x[3])));
        out[2] = x[2] * scale;
        out[3] = x[3] * scale;
        for (int k = 4; k < 4 + n; k++) {
            out[k] = Math.exp(x[k]);
        }
        return out;
    }

    @Override
    double[] toInternal(double[] parameters) {
        double[] out = parameters.clone();
        double f = 2 / (1 + parameters[2] * parameters[2] + parameters[3] * parameters[3]);
        out[2] = f * parameters[2];
        out[3] = f * parameters[3];
        for (int k = 4; k < 4 + n; k++) {
            out[k] = Math.log(Math.max(parameters[k], Double.MIN_NORMAL));
        }
        return out;
    }

    @Override
    double[][] publicByInternal(double[] x) {
        double[][] d = new double[size()][size()];
        for (int i = 0; i < size(); i++) {
            d[i][i] = 1;
        }
        for (int k = 4; k < 4 + n; k++) {
            d[k][k] = Math.exp(x[k]);
        }
        double[] g = MomentCoordinates.shearByDistortion(x[2], x[3]);
        d[2][2] = g[0];
        d[2][3] = g[1];
        d[3][2] = g[1];
        d[3][3] = g[2];
        return d;
    }
}
