package org.shearnet.ngmix.response;

import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.ngmix.moments.MaskFill;
import org.shearnet.ngmix.moments.PatchTransform;
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
    private double[] psfRe;
    private double[] psfIm;
    private double[] valueRe;
    private double[] valueIm;
    private double[] turnedRe;
    private double[] turnedIm;
    private double[] centring;
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
            int n = grid.u.length;
            psfRe = new double[n];
            psfIm = new double[n];
            valueRe = new double[n];
            valueIm = new double[n];
            turnedRe = new double[n];
            turnedIm = new double[n];
            centring = new double[n];
            for (int w = 0; w < set.windows(); w++) {
                for (int i = 0; i < grid.count[w]; i++) {
                    centring[i] += set.share(w) * grid.weight[w][i];
                }
            }
        }
        transform(psf, psf.image());
        invertPsf(psf.jacobian(), buffers.re[0][grid.half]);
        noise = powers(correlation);
        lastPsf = psf;
        lastCorrelation = correlation;
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
        over(o.jacobian());
    }

    /** One over the PSF of unit flux about its origin; zero where the PSF is dark. */
    private void invertPsf(Jacobian j, double flux) {
        double step = 2 * Math.PI / grid.size;
        for (int i = 0; i < psfRe.length; i++) {
            double a = buffers.re[grid.column[i]][grid.half + grid.row[i]] / flux;
            double b = buffers.im[grid.column[i]][grid.half + grid.row[i]] / flux;
            double square = a * a + b * b;
            double angle = step * (grid.column[i] * j.col0() + grid.row[i] * j.row0());
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            boolean dark = square < DARK * DARK;
            // 1 / (P exp(i angle)) = conj(P) exp(-i angle) / |P|^2
            psfRe[i] = dark ? 0 : (a * c - b * s) / square;
            psfIm[i] = dark ? 0 : -(b * c + a * s) / square;
        }
    }

    /** The image over the PSF, about the Jacobian's origin. */
    private void over(Jacobian j) {
        double step = 2 * Math.PI / grid.size;
        buffers.phases.set(step * j.col0(), step * j.row0(), grid.half);
        for (int i = 0; i < psfRe.length; i++) {
            int k = grid.column[i];
            int l = grid.half + grid.row[i];
            double c = buffers.phases.cos(k, l);
            double s = buffers.phases.sin(k, l);
            double a = buffers.re[k][l] * c - buffers.im[k][l] * s;
            double b = buffers.re[k][l] * s + buffers.im[k][l] * c;
            valueRe[i] = a * psfRe[i] - b * psfIm[i];
            valueIm[i] = a * psfIm[i] + b * psfRe[i];
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
        double gu = 0;
        double gv = 0;
        double uu = 0;
        double uv = 0;
        double vv = 0;
        grid.phases(u, v, buffers.phases);
        for (int i = 0; i < valueRe.length; i++) {
            double c = buffers.phases.cos(grid.column[i], grid.half + grid.row[i]);
            double s = buffers.phases.sin(grid.column[i], grid.half + grid.row[i]);
            double real = centring[i] * (valueRe[i] * c - valueIm[i] * s);
            double imaginary = centring[i] * (valueRe[i] * s + valueIm[i] * c);
            gu -= grid.u[i] * imaginary;
            gv -= grid.v[i] * imaginary;
            uu -= grid.u[i] * grid.u[i] * real;
            uv -= grid.u[i] * grid.v[i] * real;
            vv -= grid.v[i] * grid.v[i] * real;
        }
        out[0] += factor * gu;
        out[1] += factor * gv;
        out[2] += factor * uu;
        out[3] += factor * uv;
        out[4] += factor * vv;
    }

    /** The moments about a centre (units of the scale). */
    MomentTable moments(double u, double v) {
        turn(u, v);
        MomentTable table = new MomentTable(set.windows());
        table.add(grid, turnedRe, turnedIm);
        return table;
    }

    /** The values about a centre (units of the scale). */
    private void turn(double u, double v) {
        grid.phases(u, v, buffers.phases);
        for (int i = 0; i < valueRe.length; i++) {
            double c = buffers.phases.cos(grid.column[i], grid.half + grid.row[i]);
            double s = buffers.phases.sin(grid.column[i], grid.half + grid.row[i]);
            turnedRe[i] = valueRe[i] * c - valueIm[i] * s;
            turnedIm[i] = valueRe[i] * s + valueIm[i] * c;
        }
    }

    /** Power of the noise over the PSF's, for all pairs of windows. */
    private NoiseTable powers(NoiseCorrelation correlation) {
        NoiseTable table = new NoiseTable(set.windows());
        double step = 2 * Math.PI / grid.size;
        double[] density = new double[psfRe.length];
        for (int i = 0; i < density.length; i++) {
            double n = correlation == null ? 1 : correlation.power(step * grid.column[i], step * grid.row[i]);
            boolean zero = grid.column[i] == 0 && grid.row[i] == 0;
            // the pixels' noise fills the padded grid; both halves of the plane count, in each of the two weights
            density[i] =
                    n * (psfRe[i] * psfRe[i] + psfIm[i] * psfIm[i]) * ((double) grid.size * grid.size) / (zero ? 1 : 2);
        }
        table.add(grid, density);
        return table;
    }
}
