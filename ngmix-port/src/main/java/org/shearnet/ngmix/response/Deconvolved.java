package org.shearnet.ngmix.response;

import java.util.Arrays;
import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.ngmix.moments.MaskFill;
import org.shearnet.ngmix.moments.PatchTransform;
import org.shearnet.ngmix.moments.RowSum;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * The image of one exposure over its PSF, at the wave numbers where the windows of a set do not vanish. Holds buffers, and what
 * follows from the PSF seen last.
 */
final class Deconvolved {

    /** Side of the padded image over the larger of stamp and PSF: windows that leave it on one side come back on the other. */
    private static final double PADDING = 1.5;

    /**
     * Wave numbers at which the PSF is below this share of its flux are left out. Beyond an Airy function's end the transform of its
     * image is that of its edges, and noise over it would fill more than the stamp.
     */
    private static final double DARK = 3e-3;

    /** What exposures that are measured one after the other share. */
    static final class Buffers {
        private final PatchTransform patch = new PatchTransform();
        private final MaskFill fill = new MaskFill();
        private final Phases phases = new Phases();
        private double[][] re = new double[0][];
        private double[][] im;

        private void ensure(int half) {
            if (re.length != half + 1) {
                re = new double[half + 1][2 * half + 1];
                im = new double[half + 1][2 * half + 1];
            }
        }
    }

    private final MomentSet set;
    private final Buffers buffers;

    private Observation lastPsf;
    private WindowGrid grid;
    /** One over the PSF; this and all that follow are [k][l + half]. */
    private double[][] psfRe;

    private double[][] psfIm;
    /** The image over the PSF, about the first pixel. */
    private double[][] valueRe;

    private double[][] valueIm;
    /** The same under the sum of windows whose maximum is the centroid. */
    private double[][] smoothRe;

    private double[][] smoothIm;
    /** About the centre, and scratch before that is known. */
    private double[][] turnedRe;

    private double[][] turnedIm;
    private double[][] centring;
    /** Scratch for the factors of columns, [k]. */
    private double[] cos;

    private double[] sin;
    private double row0;
    private double col0;
    private NoiseTable noise;
    private NoiseCorrelation lastCorrelation;

    Deconvolved(MomentSet set, Buffers buffers) {
        this.set = set;
        this.buffers = buffers;
    }

    /**
     * Lays out the grid and inverts the PSF, where these are not the last.
     *
     * @param scale in whose units windows are, no less than the PSF's own
     * @param correlation of the noise between pixels; null for white noise
     */
    void prepare(Observation o, Observation psf, double scale, NoiseCorrelation correlation) {
        int side = Math.max(Math.max(o.ny(), o.nx()), Math.max(psf.ny(), psf.nx()));
        int size = (int) Math.ceil(PADDING * side);
        boolean known = isSame(lastPsf, psf) && grid.size == size && grid.scale() == scale;
        if (known && correlation == lastCorrelation) {
            return;
        }
        if (grid == null || !grid.isFor(size, psf.jacobian(), scale)) {
            grid = new WindowGrid(set.widths(), size, psf.jacobian(), scale);
            psfRe = newPlane();
            psfIm = newPlane();
            valueRe = newPlane();
            valueIm = newPlane();
            smoothRe = newPlane();
            smoothIm = newPlane();
            turnedRe = newPlane();
            turnedIm = newPlane();
            centring = newPlane();
            cos = new double[grid.half + 1];
            sin = new double[grid.half + 1];
            for (int w = 0; w < set.windows(); w++) {
                int reach = grid.reach[w];
                for (int k = 0; k <= reach; k++) {
                    for (int l = -reach; l <= reach; l++) {
                        centring[k][grid.half + l] += set.share(w) * grid.weight[w][k][reach + l];
                    }
                }
            }
        }
        transform(psf, psf.image());
        invertPsf(psf.jacobian(), buffers.re[0][grid.half]);
        noise = powers(correlation);
        lastPsf = psf;
        lastCorrelation = correlation;
    }

    private double[][] newPlane() {
        return new double[grid.half + 1][2 * grid.half + 1];
    }

    /** Whether a PSF is the last one, so that what follows from it is known. */
    static boolean isSame(Observation last, Observation psf) {
        return last != null && last.image() == psf.image() && last.jacobian().equals(psf.jacobian());
    }

    /** Power of a noise of pixel variance 1, over the PSF's; another object for every other PSF. */
    NoiseTable noise() {
        return noise;
    }

    private void transform(Observation where, double[] image) {
        buffers.ensure(grid.half);
        buffers.patch.place(where.ny(), where.nx(), grid.size, grid.half);
        buffers.patch.transform(image, buffers.re, buffers.im);
    }

    /** Takes the image of the exposure that was prepared, masked pixels filled. */
    void take(Observation o) {
        transform(o, buffers.fill.filled(o, 2 * grid.scale() * grid.scale()));
        col0 = o.jacobian().col0();
        row0 = o.jacobian().row0();
        for (int k = 0; k <= grid.half; k++) {
            RowSum.multiply(buffers.re[k], buffers.im[k], psfRe[k], psfIm[k], valueRe[k], valueIm[k]);
            scale(centring[k], valueRe[k], valueIm[k], smoothRe[k], smoothIm[k]);
        }
    }

    private static void scale(double[] factor, double[] a, double[] b, double[] re, double[] im) {
        for (int l = 0; l < re.length; l++) {
            re[l] = factor[l] * a[l];
            im[l] = factor[l] * b[l];
        }
    }

    /** One over the PSF of unit flux about its origin; zero where the PSF is dark and beyond the windows. */
    private void invertPsf(Jacobian j, double flux) {
        grid.phases(j.col0(), j.row0(), 0, 0, buffers.phases);
        for (int k = 0; k <= grid.half; k++) {
            buffers.phases.turn(k, buffers.re[k], buffers.im[k], psfRe[k], psfIm[k]);
            invert(grid.weight[0][k], flux, psfRe[k], psfIm[k]);
        }
    }

    private static void invert(double[] weight, double flux, double[] re, double[] im) {
        for (int l = 0; l < re.length; l++) {
            double square = (re[l] * re[l] + im[l] * im[l]) / flux;
            boolean dark = weight[l] == 0 || square < DARK * DARK * flux;
            re[l] = dark ? 0 : re[l] / square;
            im[l] = dark ? 0 : -im[l] / square;
        }
    }

    /**
     * Adds the slopes of the smoothed image at a place.
     *
     * @param u of it (units of the scale)
     * @param v of it
     * @param factor by which they count
     * @param out gradient along u and v, curvature uu, uv, vv
     */
    void addSlopes(double u, double v, double factor, double[] out) {
        grid.phases(col0, row0, u, v, buffers.phases);
        double[] slopes = new double[5];
        for (int power = 0; power <= 2; power++) {
            sumColumns(grid.powersX(power));
            addSlopes(power, slopes);
        }
        grid.addOnSky(slopes, factor, out);
    }

    /** Sums the smoothed image's columns about a place, each times its factor. */
    private void sumColumns(double[] factors) {
        double[] sumRe = turnedRe[0];
        double[] sumIm = turnedIm[0];
        int columns = grid.half + 1;
        for (int k = 0; k < columns; k++) {
            cos[k] = factors[k] * buffers.phases.cosColumn[k];
            sin[k] = factors[k] * buffers.phases.sinColumn[k];
        }
        Arrays.fill(sumRe, 0);
        Arrays.fill(sumIm, 0);
        RowSum.add(cos, columns, smoothRe, 0, sumRe);
        RowSum.add(sin, columns, smoothRe, 0, sumIm);
        RowSum.add(cos, columns, smoothIm, 0, sumIm);
        for (int k = 0; k < columns; k++) {
            sin[k] = -sin[k];
        }
        RowSum.add(sin, columns, smoothIm, 0, sumRe);
    }

    /**
     * Adds the slopes that come of columns times a power of x.
     *
     * @param power of x
     * @param slopes gradient along x and y, curvature xx, xy, yy
     */
    private void addSlopes(int power, double[] slopes) {
        double[] y = grid.powersY(1);
        double real = 0;
        double realY = 0;
        double realYy = 0;
        double imaginary = 0;
        double imaginaryY = 0;
        for (int l = 0; l < y.length; l++) {
            double c = buffers.phases.cosRow[l];
            double s = buffers.phases.sinRow[l];
            double re = turnedRe[0][l] * c - turnedIm[0][l] * s;
            double im = turnedRe[0][l] * s + turnedIm[0][l] * c;
            real += re;
            realY += re * y[l];
            realYy += re * y[l] * y[l];
            imaginary += im;
            imaginaryY += im * y[l];
        }
        switch (power) {
            case 0 -> {
                slopes[1] = -imaginaryY;
                slopes[4] = -realYy;
            }
            case 1 -> {
                slopes[0] = -imaginary;
                slopes[3] = -realY;
            }
            default -> slopes[2] = -real;
        }
    }

    /** The moments about a centre (units of the scale). */
    MomentTable moments(double u, double v) {
        grid.phases(col0, row0, u, v, buffers.phases);
        for (int k = 0; k <= grid.half; k++) {
            buffers.phases.turn(k, valueRe[k], valueIm[k], turnedRe[k], turnedIm[k]);
        }
        MomentTable table = new MomentTable(set.windows());
        table.add(grid, turnedRe, turnedIm);
        return table;
    }

    /** Power of the noise over the PSF's, for all pairs of windows. */
    private NoiseTable powers(NoiseCorrelation correlation) {
        NoiseTable table = new NoiseTable(set.windows());
        double step = 2 * Math.PI / grid.size;
        double[][] density = newPlane();
        for (int k = 0; k <= grid.half; k++) {
            for (int l = -grid.half; l <= grid.half; l++) {
                double re = psfRe[k][grid.half + l];
                double im = psfIm[k][grid.half + l];
                double n = correlation == null ? 1 : correlation.power(step * k, step * l);
                boolean zero = k == 0 && l == 0;
                // the pixels' noise fills the padded grid; both halves of the plane count, in each of the two weights
                density[k][grid.half + l] = n * (re * re + im * im) * ((double) grid.size * grid.size) / (zero ? 1 : 2);
            }
        }
        table.add(grid, density);
        return table;
    }
}
