package org.shearnet.ngmix.fit;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.MixtureModel;

/** Disk and bulge of one ellipse: bdf and bd. Public parameters v, u, g1, g2, T, [log10 ratio,] fracdev, a flux a band. */
final class BulgeDiskModel extends MomentCoordinates {
    private static final MixtureModel DISK = MixtureModel.EXP;
    private static final MixtureModel BULGE = MixtureModel.DEV;
    private static final double LN_10 = Math.log(10);
    /** log10 of the ratio of sizes stays within this of 0. */
    private static final double LARGEST_LOG_RATIO = 4;
    /** fracdev stays within these, unless a prior is narrower. */
    private static final double LARGEST_FRACTION = 10;

    private final boolean freeRatio;
    private final int bands;
    private final int fraction;
    private final int flux;

    BulgeDiskModel(BulgeDisk model, int bands, double pixelArea, double stampArea) {
        super(pixelArea, stampArea);
        freeRatio = model == BulgeDisk.BD;
        this.bands = bands;
        fraction = freeRatio ? 6 : 5;
        flux = fraction + 1;
    }

    @Override
    int size() {
        return flux + bands;
    }

    @Override
    MixtureState newState() {
        int disk = DISK.components();
        MixtureState s = new MixtureState(disk + BULGE.components(), 2, 1, freeRatio ? 2 : 1, size());
        for (int k = 0; k < s.components; k++) {
            boolean inDisk = k < disk;
            s.p[k] = inDisk ? DISK.weight(k) : BULGE.weight(k - disk);
            s.fluxGroup[k] = inDisk ? 0 : 1;
            s.shapeGroup[k] = inDisk || !freeRatio ? 0 : 1;
        }
        return s;
    }

    @Override
    void set(double[] x, int band, MixtureState s) {
        double ratio = freeRatio ? Math.pow(10, x[5]) : 1;
        double dev = x[fraction];
        double factor = BulgeDisk.sizeFactor(dev, ratio);
        double vv = 0.5 * (x[4] - x[2]);
        double vu = 0.5 * x[3];
        double uu = 0.5 * (x[4] + x[2]);
        int disk = DISK.components();
        for (int k = 0; k < s.components; k++) {
            double f = factor * (k < disk ? DISK.size(k) : ratio * BULGE.size(k - disk));
            s.v[k] = x[0];
            s.u[k] = x[1];
            s.shapeWeight[k] = f;
            s.setCovariance(k, f * vv, f * vu, f * uu);
        }
        double total = x[flux + band];
        s.amplitude[0] = total * (1 - dev);
        s.amplitude[1] = total * dev;
        s.clearCombine();
        s.combine[0][s.centreBasis(0)] = 1;
        s.combine[1][s.centreBasis(0) + 1] = 1;
        // sum p f of disk and bulge, from the factor at either end
        double ofDisk = 1 / BulgeDisk.sizeFactor(0, ratio);
        double ofBulge = 1 / BulgeDisk.sizeFactor(1, ratio);
        double byFraction = -(ofBulge - ofDisk) * factor;
        double byRatio = -dev * ofBulge * factor * LN_10;
        for (int group = 0; group < s.shapeGroups; group++) {
            combineMoments(s, group);
            int m = s.shapeBasis(group);
            addSize(s.combine[fraction], m, byFraction, vv, vu, uu);
            if (freeRatio) {
                addSize(s.combine[5], m, byRatio + (group == 1 ? LN_10 : 0), vv, vu, uu);
            }
        }
        s.combine[fraction][0] = -total;
        s.combine[fraction][1] = total;
        s.combine[flux + band][0] = 1 - dev;
        s.combine[flux + band][1] = dev;
    }

    private static void addSize(double[] row, int m, double logSlope, double vv, double vu, double uu) {
        row[m] = logSlope * vv;
        row[m + 1] = logSlope * vu;
        row[m + 2] = logSlope * uu;
    }

    @Override
    void scaleFlux(double[] x, int band, double factor) {
        x[flux + band] *= factor;
    }

    @Override
    double[] start(double v, double u, double g1, double g2, double t) {
        double[] p = new double[size()];
        Arrays.fill(p, flux, p.length, 1);
        p[0] = v;
        p[1] = u;
        p[2] = g1;
        p[3] = g2;
        p[4] = 1.8 * t;
        p[fraction] = 0.1;
        return p;
    }

    @Override
    double stepLimit(double[] x, double[] step) {
        double limit = super.stepLimit(x, step);
        if (freeRatio) {
            limit = Math.min(limit, box(x[5], step[5], LARGEST_LOG_RATIO));
        }
        limit = Math.min(limit, box(x[fraction], step[fraction], LARGEST_FRACTION));
        // T of both parts stays positive
        double ratio = freeRatio ? Math.pow(10, x[5] + limit * step[5]) : 1;
        while (limit > 1e-12 && !(BulgeDisk.sizeFactor(x[fraction] + limit * step[fraction], ratio) > 0)) {
            limit *= 0.5;
        }
        return limit;
    }

    private static double box(double x, double step, double bound) {
        double to = x + step;
        return Math.abs(to) <= bound ? 1 : 0.9 * (Math.copySign(bound, to) - x) / step;
    }

    @Override
    boolean atBound(double[] x) {
        return super.atBound(x)
                || freeRatio && Math.abs(x[5]) > 0.99 * LARGEST_LOG_RATIO
                || Math.abs(x[fraction]) > 0.99 * LARGEST_FRACTION;
    }
}
