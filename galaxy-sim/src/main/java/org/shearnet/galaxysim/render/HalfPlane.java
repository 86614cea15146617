package org.shearnet.galaxysim.render;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The half plane of wave numbers that a transform starts from, and the way from there to pixels. Owns its buffers. */
final class HalfPlane {

    /** Numbers of a buffer that are kept for the next image (16 MiB): few images need more. */
    private static final long MOST_KEPT = 1L << 21;

    /** Numbers of a buffer from which on {@link LongLines} do better, where the stamp is a small part of the grid. */
    private static final long LEAST_LONG = 1L << 19;

    private final KRows rows = new KRows();
    private final Map<Integer, Fft> transforms = new HashMap<>();
    private double[][] re = new double[0][];
    private double[][] im = new double[0][];
    private double[][] workRe = new double[0][];
    private double[][] workIm = new double[0][];
    private double[] rowRe = new double[0];
    private double[] rowIm = new double[0];
    private double[][] folded = new double[4][0];
    private double[] mirrored = new double[0];

    /**
     * Adds one partition to an image.
     *
     * @param spectrum what to evaluate, its phase that of the partition's first pixel
     * @param psf rows to multiply it by, or null
     * @param out pixels of the whole stamp
     * @param nx columns of the stamp
     * @param add whether to add to what is there
     */
    void draw(Spectrum spectrum, PsfGrid psf, KPartition partition, double scale, double[] out, int nx, boolean add) {
        rows.begin(spectrum, psf, partition, scale);
        int n = partition.size();
        if (2 * rows.reach() < n && 4 * partition.width() <= n && (long) n * Fft.padded(n / 2 + 1) > LEAST_LONG) {
            new LongLines(rows, n).draw(partition, out, nx, add);
            return;
        }
        int columns = fill(partition);
        invert(partition, columns, out, nx, add);
        if ((long) re.length * re[0].length > MOST_KEPT) {
            re = new double[0][];
            im = re;
            workRe = re;
            workIm = re;
            transforms.remove(partition.size());
        }
    }

    private void reserve(int n, int columns) {
        int width = Fft.padded(columns);
        if (re.length < n || re[0].length < width) {
            int rows = Math.max(n, re.length);
            int wide = Math.max(width, re.length == 0 ? 0 : re[0].length);
            re = new double[rows][wide];
            im = new double[rows][wide];
            workRe = new double[rows][wide];
            workIm = new double[rows][wide];
        }
    }

    /** Evaluates the half plane and wraps it; returns the number of columns that are not zero. */
    private int fill(KPartition partition) {
        Spectrum spectrum = rows.spectrum();
        int n = partition.size();
        int half = n / 2;
        int reach = rows.reach();
        boolean wraps = reach >= half;
        int columns = wraps ? half + 1 : reach + 1;
        reserve(n, half + 1);
        if (mirrored.length <= half) {
            folded = new double[4][half + 1];
            mirrored = new double[half + 1];
        }
        if (rowRe.length < reach + 1) {
            rowRe = new double[reach + 1];
            rowIm = new double[reach + 1];
        }
        // Rows that are written rather than added to need no zeros.
        for (int row = wraps ? 0 : reach + 1; row < (wraps ? n : n - reach); row++) {
            Arrays.fill(re[row], 0, Fft.padded(columns), 0);
            Arrays.fill(im[row], 0, Fft.padded(columns), 0);
        }
        boolean folds =
                wraps && reach > 2 * n && spectrum.hasRealAmplitude() && rows.hasRealFactor() && spectrum.isShifted();
        for (int row = -reach; row <= reach; row++) {
            int count = rows.count(row);
            int target = Math.floorMod(row, n);
            if (folds) {
                spectrum.amplitude(row, count, rowRe, rowIm, rows.factor(row, count));
                fold(spectrum, row, count, n);
                continue;
            }
            if (!wraps) {
                boolean complex = rows.row(row, count, re[target], im[target]);
                Arrays.fill(re[target], count, Fft.padded(columns), 0);
                Arrays.fill(im[target], complex ? count : 0, Fft.padded(columns), 0);
                continue;
            }
            if (!rows.row(row, count, rowRe, rowIm)) {
                Arrays.fill(rowIm, 0, count, 0);
            }
            wrap(target, count, n);
        }
        return columns;
    }

    /** Adds a row of the half plane to the grid, and the mirror image of what lies beyond it. */
    private void wrap(int target, int count, int n) {
        int half = n / 2;
        int mirror = (n - target) % n;
        for (int start = 0; start < count; start += n) {
            addRow(re[target], rowRe, start, Math.min(count - start, half + 1));
            addRow(im[target], rowIm, start, Math.min(count - start, half + 1));
            addMirrored(re[mirror], rowRe, start + half, Math.min(count, start + n), start + n, 1);
            addMirrored(im[mirror], rowIm, start + half, Math.min(count, start + n), start + n, -1);
            if (count > start + n) {
                re[mirror][0] += rowRe[start + n];
                im[mirror][0] -= rowIm[start + n];
            }
        }
    }

    /** As wrap, of a row of real amplitudes far longer than the grid: the phase along y is applied once to the sums. */
    private void fold(Spectrum spectrum, int row, int count, int n) {
        int half = n / 2;
        double[] cos = spectrum.cosinesX();
        double[] sin = spectrum.sinesX();
        for (double[] sum : folded) {
            Arrays.fill(sum, 0, half + 1, 0);
        }
        for (int start = 0; start < count; start += n) {
            int direct = Math.min(count - start, half + 1);
            addProduct(folded[0], rowRe, cos, start, direct);
            addProduct(folded[1], rowRe, sin, start, direct);
            addMirroredProduct(folded[2], rowRe, cos, start + half, Math.min(count, start + n), start + n);
            addMirroredProduct(folded[3], rowRe, sin, start + half, Math.min(count, start + n), start + n);
            if (count > start + n) {
                folded[2][0] += rowRe[start + n] * cos[start + n];
                folded[3][0] += rowRe[start + n] * sin[start + n];
            }
        }
        int target = Math.floorMod(row, n);
        int mirror = (n - target) % n;
        addTurned(folded[0], folded[1], spectrum.cosineY(row), spectrum.sineY(row), re[target], im[target], half + 1);
        // The complex conjugate: turned by the angle along y first, then mirrored.
        addTurned(folded[2], folded[3], spectrum.cosineY(row), spectrum.sineY(row), re[mirror], mirrored, half + 1);
        for (int i = 0; i <= half; i++) {
            im[mirror][i] -= mirrored[i];
            mirrored[i] = 0;
        }
    }

    private static void addProduct(double[] to, double[] from, double[] factor, int start, int length) {
        for (int i = 0; i < length; i++) {
            to[i] += from[start + i] * factor[start + i];
        }
    }

    private static void addMirroredProduct(
            double[] to, double[] from, double[] factor, int start, int end, int mirror) {
        for (int i = start; i < end; i++) {
            to[mirror - i] += from[i] * factor[i];
        }
    }

    private static void addTurned(double[] c, double[] s, double cos, double sin, double[] re, double[] im, int n) {
        for (int i = 0; i < n; i++) {
            re[i] += c[i] * cos - s[i] * sin;
            im[i] += c[i] * sin + s[i] * cos;
        }
    }

    private static void addRow(double[] to, double[] from, int start, int length) {
        for (int i = 0; i < length; i++) {
            to[i] += from[start + i];
        }
    }

    private static void addMirrored(double[] to, double[] from, int start, int end, int mirror, double sign) {
        for (int i = start; i < end; i++) {
            to[mirror - i] += sign * from[i];
        }
    }

    /** Inverse transform of the half plane, of which the partition's rows and columns are wanted. */
    private void invert(KPartition partition, int columns, double[] out, int nx, boolean add) {
        int n = partition.size();
        Fft fft = transforms.computeIfAbsent(n, Fft::new);
        fft.transform(re, im, workRe, workIm, Fft.padded(columns), partition.height());
        boolean odd = (fft.passes() & 1) == 1;
        double[][] gr = odd ? workRe : re;
        double[][] gi = odd ? workIm : im;
        double[][] zr = odd ? re : workRe;
        double[][] zi = odd ? im : workIm;
        int pairs = (partition.height() + 1) / 2;
        for (int pair = 0; pair < pairs; pair += 2) {
            pack(gr, gi, zr, zi, pair, Math.min(pair + 1, pairs - 1), columns, n);
        }
        for (int k = columns; k <= n - columns; k++) {
            Arrays.fill(zr[k], 0, pairs, 0);
            Arrays.fill(zi[k], 0, pairs, 0);
        }
        double[][] sr = odd ? workRe : re;
        double[][] si = odd ? workIm : im;
        for (int k = 0; k < n; k++) {
            Arrays.fill(zr[k], pairs, Fft.padded(pairs), 0);
            Arrays.fill(zi[k], pairs, Fft.padded(pairs), 0);
        }
        fft.transform(zr, zi, sr, si, Fft.padded(pairs), partition.width());
        write(partition, odd ? sr : zr, odd ? si : zi, pairs, out, nx, add);
    }

    /** Two real rows a, b as one complex row a + i b, which becomes a column; two such pairs at once. */
    private static void pack(
            double[][] gr, double[][] gi, double[][] zr, double[][] zi, int pair, int other, int columns, int n) {
        double[] ar = gr[2 * pair];
        double[] ai = gi[2 * pair];
        double[] br = gr[Math.min(2 * pair + 1, n - 1)];
        double[] bi = gi[Math.min(2 * pair + 1, n - 1)];
        double[] cr = gr[2 * other];
        double[] ci = gi[2 * other];
        double[] dr = gr[Math.min(2 * other + 1, n - 1)];
        double[] di = gi[Math.min(2 * other + 1, n - 1)];
        // Zero and the Nyquist frequency are their own mirror images, and real.
        for (int k = 0; k < columns; k += n / 2) {
            zr[k][pair] = ar[k];
            zi[k][pair] = br[k];
            zr[k][other] = cr[k];
            zi[k][other] = dr[k];
        }
        int end = Math.min(columns, n / 2);
        for (int k = 1; k < end; k++) {
            double[] directRe = zr[k];
            double[] directIm = zi[k];
            double[] mirrorRe = zr[n - k];
            double[] mirrorIm = zi[n - k];
            directRe[pair] = ar[k] - bi[k];
            directRe[other] = cr[k] - di[k];
            directIm[pair] = ai[k] + br[k];
            directIm[other] = ci[k] + dr[k];
            mirrorRe[pair] = ar[k] + bi[k];
            mirrorRe[other] = cr[k] + di[k];
            mirrorIm[pair] = br[k] - ai[k];
            mirrorIm[other] = dr[k] - ci[k];
        }
    }

    private static void write(
            KPartition partition, double[][] xr, double[][] xi, int pairs, double[] out, int nx, boolean add) {
        double norm = 1.0 / ((double) partition.size() * partition.size());
        for (int x = 0; x < partition.width(); x++) {
            double[] even = xr[x];
            double[] uneven = xi[x];
            int at = partition.bottom() * nx + partition.left() + x;
            for (int pair = 0; pair < pairs; pair++, at += 2 * nx) {
                out[at] = (add ? out[at] : 0) + norm * even[pair];
                if (2 * pair + 1 < partition.height()) {
                    out[at + nx] = (add ? out[at + nx] : 0) + norm * uneven[pair];
                }
            }
        }
    }
}
