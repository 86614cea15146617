package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.observation.Observation;

/**
 * What a PSF does beyond its stamp: the outer half of its image, continued as a power law.
 *
 * <p>ln I = a + b ln r^2 + c / r^2 + d / r^4, with terms of first, second and fourth order in the angle, holds for Moffat's
 * and Kolmogorov's profiles to parts in a thousand. A PSF whose outer image is not positive throughout, or follows no such
 * law, has no tail: then nothing is added to the stamp.
 */
final class PsfTail {
    private static final int TERMS = 12;
    /** Inner radius of the fit over half of the stamp's side. */
    private static final double INNER = 0.5;
    /** Root mean square of ln I about the law above which there is none. */
    private static final double LARGEST_SCATTER = 0.02;
    /** Brightness at the edge over the peak below which a tail does not matter. */
    private static final double NEGLIGIBLE = 1e-9;

    private static final double[] NODES = {
        0.019855071751231884, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751,
        0.5917173212478249, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681
    };
    private static final double[] WEIGHTS = {
        0.05061426814518813, 0.11119051722668724, 0.15685332293894363, 0.1813418916891810,
        0.1813418916891810, 0.15685332293894363, 0.11119051722668724, 0.05061426814518813
    };

    private final double row0;
    private final double col0;
    private final double unit;
    private final double[] law;

    private PsfTail(double row0, double col0, double unit, double[] law) {
        this.row0 = row0;
        this.col0 = col0;
        this.unit = unit;
        this.law = law;
    }

    /** The tail of an image, or null where it has none. */
    static PsfTail of(Observation psf) {
        int ny = psf.ny();
        int nx = psf.nx();
        double[] image = psf.image();
        int peak = 0;
        for (int i = 1; i < image.length; i++) {
            peak = image[i] > image[peak] ? i : peak;
        }
        double half = 0.5 * Math.min(ny, nx);
        if (half < 8) {
            return null;
        }
        PsfTail frame = new PsfTail(psf.jacobian().row0(), psf.jacobian().col0(), half, new double[TERMS]);
        double[][] matrix = new double[TERMS][TERMS];
        double[] right = new double[TERMS];
        double[] terms = new double[TERMS];
        double square = 0;
        int count = 0;
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                if (!frame.terms(y, x, terms, INNER)) {
                    continue;
                }
                double value = image[y * nx + x];
                if (!(value > NEGLIGIBLE * image[peak])) {
                    return null;
                }
                double log = Math.log(value);
                count++;
                square += log * log;
                for (int i = 0; i < TERMS; i++) {
                    right[i] += terms[i] * log;
                    for (int j = 0; j <= i; j++) {
                        matrix[i][j] += terms[i] * terms[j];
                        matrix[j][i] = matrix[i][j];
                    }
                }
            }
        }
        double[] law = new double[TERMS];
        if (count < 10 * TERMS || !LinearAlgebra.solve(matrix, 0, right, law, new double[TERMS][TERMS])) {
            return null;
        }
        double scatter = square;
        for (int i = 0; i < TERMS; i++) {
            scatter -= law[i] * right[i];
        }
        boolean follows = Math.sqrt(Math.max(0, scatter) / count) < LARGEST_SCATTER;
        return follows && law[1] < -1.05 && law[1] > -12 ? new PsfTail(frame.row0, frame.col0, half, law) : null;
    }

    /** Fills the terms of the law; false within the inner radius. */
    private boolean terms(double row, double col, double[] out, double inner) {
        double y = (row - row0) / unit;
        double x = (col - col0) / unit;
        double r2 = x * x + y * y;
        if (r2 < inner * inner) {
            return false;
        }
        double c2 = (x * x - y * y) / r2;
        double s2 = 2 * x * y / r2;
        out[0] = 1;
        out[1] = Math.log(r2);
        out[2] = 1 / r2;
        out[3] = 1 / (r2 * r2);
        out[4] = c2;
        out[5] = s2;
        out[6] = c2 / r2;
        out[7] = s2 / r2;
        out[8] = x / r2;
        out[9] = y / r2;
        out[10] = c2 * c2 - s2 * s2;
        out[11] = 2 * c2 * s2;
        return true;
    }

    /** Flux in a pixel beyond the stamp. */
    double at(double row, double col) {
        double[] terms = new double[TERMS];
        terms(row, col, terms, 0);
        double log = 0;
        for (int i = 0; i < TERMS; i++) {
            log += law[i] * terms[i];
        }
        return Math.exp(log);
    }

    /** Flux beyond a stamp. */
    double fluxBeyond(int ny, int nx) {
        int angles = 360;
        double sum = 0;
        for (int a = 0; a < angles; a++) {
            double c = Math.cos(2 * Math.PI * (a + 0.5) / angles);
            double s = Math.sin(2 * Math.PI * (a + 0.5) / angles);
            double alongX = ((c > 0 ? nx - 0.5 : -0.5) - col0) / c;
            double alongY = ((s > 0 ? ny - 0.5 : -0.5) - row0) / s;
            double edge = Math.min(alongX, alongY);
            for (int i = 0; i < NODES.length; i++) {
                // r = edge / t^2, r dr = 2 edge^2 / t^5 dt: smooth at infinity for steep laws
                double t = NODES[i];
                double r = edge / (t * t);
                sum += WEIGHTS[i] * at(row0 + r * s, col0 + r * c) * 2 * edge * edge / Math.pow(t, 5);
            }
        }
        return sum * 2 * Math.PI / angles;
    }

    /** Radius (pixels) at which the tail falls to a brightness. */
    double radius(double brightness) {
        double low = unit;
        double high = 64 * unit;
        while (high - low > 1) {
            double middle = 0.5 * (low + high);
            double value = Math.max(
                    Math.max(at(row0 + middle, col0), at(row0, col0 + middle)),
                    Math.max(
                            at(row0 + 0.7 * middle, col0 + 0.7 * middle),
                            at(row0 - 0.7 * middle, col0 + 0.7 * middle)));
            if (value > brightness) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
