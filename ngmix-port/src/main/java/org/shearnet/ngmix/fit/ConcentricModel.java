package org.shearnet.ngmix.fit;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.MixtureModel;

/** Concentric Gaussians of one ellipse: gauss, exp, dev, turb. Public parameters v, u, g1, g2, T, a flux a band. */
final class ConcentricModel extends MomentCoordinates {
    private final MixtureModel model;
    private final int bands;

    ConcentricModel(MixtureModel model, int bands, double pixelArea, double stampArea) {
        super(pixelArea, stampArea);
        this.model = model;
        this.bands = bands;
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
        combineMoments(s, 0);
        s.combine[5 + band][0] = 1;
    }

    @Override
    void scaleFlux(double[] x, int band, double factor) {
        x[5 + band] *= factor;
    }

    @Override
    double[] start(double v, double u, double g1, double g2, double t) {
        double[] p = new double[size()];
        Arrays.fill(p, 5, p.length, 1);
        p[0] = v;
        p[1] = u;
        p[2] = g1;
        p[3] = g2;
        p[4] = t * overAdaptive(model);
        return p;
    }

    /** T of a profile over the T that adaptive moments find for it, roughly. */
    static double overAdaptive(MixtureModel profile) {
        return switch (profile) {
            case GAUSS, TURB -> 1;
            case EXP -> 1.7;
            case DEV -> 12;
        };
    }
}
