package org.shearnet.ngmix.fit;

import java.util.HashMap;
import java.util.Map;
import org.shearnet.galaxysim.render.Fft;
import org.shearnet.ngmix.observation.Observation;

/**
 * The Fourier transform of a PSF's image about its Jacobian's origin, of unit flux, on grids of several sizes.
 *
 * <p>The image is a sampled function whose band ends at the pixels' Nyquist frequency; its tail is continued beyond the
 * stamp, see {@link PsfTail}.
 */
final class PsfTransform {
    /** Brightness over the peak below which the PSF's light does not matter. */
    private static final double NEGLIGIBLE = 1e-6;

    private final Observation psf;
    private final PsfTail tail;
    private final double flux;
    private final double reach;
    private final Map<Integer, double[][][]> grids = new HashMap<>();

    private PsfTransform(Observation psf, PsfTail tail, double flux, double reach) {
        this.psf = psf;
        this.tail = tail;
        this.flux = flux;
        this.reach = reach;
    }

    /** The transform of an image, or null where it has no flux, or pixels that cannot be used. */
    static PsfTransform of(Observation psf) {
        if (!psf.isUsable() || psf.isMasked()) {
            return null;
        }
        double sum = 0;
        double peak = 0;
        for (double value : psf.image()) {
            sum += value;
            peak = Math.max(peak, Math.abs(value));
        }
        if (!(sum > 0) || !(sum < Double.POSITIVE_INFINITY)) {
            return null;
        }
        PsfTail tail = PsfTail.of(psf);
        double radius = 0;
        if (tail != null) {
            sum += tail.fluxBeyond(psf.ny(), psf.nx());
            radius = tail.radius(NEGLIGIBLE * peak);
        }
        double row0 = psf.jacobian().row0();
        double col0 = psf.jacobian().col0();
        for (int y = 0; y < psf.ny(); y++) {
            for (int x = 0; x < psf.nx(); x++) {
                if (Math.abs(psf.image()[y * psf.nx() + x]) > NEGLIGIBLE * peak) {
                    radius = Math.max(radius, Math.hypot(y - row0, x - col0));
                }
            }
        }
        return new PsfTransform(psf, tail, sum, radius);
    }

    /** Whether this is the transform of an image. */
    boolean isOf(Observation other) {
        return other.image() == psf.image() && other.jacobian().equals(psf.jacobian());
    }

    /** Radius (pixels) that holds all light that matters. */
    double reach() {
        return reach;
    }

    /** {re, im}, each [n][n / 2]: rows ky from 0 up and then the negative ones, columns kx from 0, exp(-i k r). */
    double[][][] grid(Fft fft) {
        return grids.computeIfAbsent(fft.size(), n -> transform(fft));
    }

    private double[][][] transform(Fft fft) {
        int n = fft.size();
        double row0 = psf.jacobian().row0();
        double col0 = psf.jacobian().col0();
        int midRow = (int) Math.rint(row0);
        int midCol = (int) Math.rint(col0);
        double[][] re = new double[n][n];
        double[][] im = new double[n][n];
        // the images of odd and even rows in one go would save little: this is done once a PSF
        for (int y = 0; y < psf.ny(); y++) {
            double[] row = re[Math.floorMod(y - midRow, n)];
            for (int x = 0; x < psf.nx(); x++) {
                row[Math.floorMod(x - midCol, n)] += psf.image()[y * psf.nx() + x] / flux;
            }
        }
        if (tail != null) {
            addTail(re, midRow, midCol);
        }
        double[][] workRe = new double[n][n];
        double[][] workIm = new double[n][n];
        fft.transform(re, im, workRe, workIm, n, n);
        boolean odd = (fft.passes() & 1) == 1;
        double[][] turnedRe = transpose(odd ? workRe : re);
        double[][] turnedIm = transpose(odd ? workIm : im);
        fft.transform(turnedRe, turnedIm, workRe, workIm, n, n);
        double[][] outRe = odd ? workRe : turnedRe;
        double[][] outIm = odd ? workIm : turnedIm;
        double[][][] grid = new double[2][n][n / 2];
        double[] cosX = new double[n / 2];
        double[] sinX = new double[n / 2];
        for (int kx = 0; kx < n / 2; kx++) {
            cosX[kx] = Math.cos(2 * Math.PI / n * kx * (col0 - midCol));
            sinX[kx] = Math.sin(2 * Math.PI / n * kx * (col0 - midCol));
        }
        for (int ky = 0; ky < n; ky++) {
            double angle = 2 * Math.PI / n * (ky < n / 2 ? ky : ky - n) * (row0 - midRow);
            double cosY = Math.cos(angle);
            double sinY = Math.sin(angle);
            for (int kx = 0; kx < n / 2 && ky != n / 2; kx++) {
                double c = cosX[kx] * cosY - sinX[kx] * sinY;
                double s = sinX[kx] * cosY + cosX[kx] * sinY;
                // the transform's sign is positive: the conjugate is wanted
                double a = outRe[kx][ky];
                double b = -outIm[kx][ky];
                grid[0][ky][kx] = a * c - b * s;
                grid[1][ky][kx] = a * s + b * c;
            }
        }
        return grid;
    }

    private void addTail(double[][] out, int midRow, int midCol) {
        int n = out.length;
        for (int i = -n / 2; i < n / 2; i++) {
            for (int j = -n / 2; j < n / 2; j++) {
                int y = i + midRow;
                int x = j + midCol;
                boolean inside = y >= 0 && y < psf.ny() && x >= 0 && x < psf.nx();
                if (!inside) {
                    out[Math.floorMod(i, n)][Math.floorMod(j, n)] += tail.at(y, x) / flux;
                }
            }
        }
    }

    private static double[][] transpose(double[][] a) {
        int n = a.length;
        double[][] out = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                out[j][i] = a[i][j];
            }
        }
        return out;
    }
}
