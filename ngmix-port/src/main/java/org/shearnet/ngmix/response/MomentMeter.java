package org.shearnet.ngmix.response;

import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.moments.MaskFill;
import org.shearnet.ngmix.moments.PatchTransform;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Measures the moments of a {@link MomentSet}: image over PSF in Fourier space, about the centroid, with the noise's covariances.
 *
 * <p>All lengths are in units of a scale that follows from the PSF and the pixels alone ({@link PsfScale}). Masked pixels are
 * filled with the Gaussian of adaptive moments first. Holds buffers, and what follows from the PSF seen last: one object a
 * thread.
 */
public final class MomentMeter {

    /** Side of the padded image over the larger of stamp and PSF: windows that leave it on one side come back on the other. */
    private static final double PADDING = 1.5;

    private static final int STEPS = 60;
    /** Where the search for the centroid ends (units of the scale). */
    private static final double TOLERANCE = 1e-9;

    private static final double LONGEST_STEP = 1;
    /**
     * Wave numbers at which the PSF is below this share of its flux are left out. Beyond an Airy function's end the transform of its
     * image is that of its edges, and noise over it would fill more than the stamp.
     */
    private static final double DARK = 3e-3;

    private final MomentSet set;
    private final PatchTransform patch = new PatchTransform();
    private final MaskFill fill = new MaskFill();
    private final Phases phases = new Phases();

    private double[][] re = new double[0][];
    private double[][] im;

    private Observation lastPsf;
    private double lastScale;
    private WindowGrid grid;
    private double[] psfRe;
    private double[] psfIm;
    private double[] valueRe;
    private double[] valueIm;
    private double[] turnedRe;
    private double[] turnedIm;
    private double[] centring;
    private MomentNoise noise;
    private NoiseCorrelation lastCorrelation;

    /**
     * A meter for one thread.
     *
     * @param set which moments
     */
    public MomentMeter(MomentSet set) {
        this.set = set;
    }

    /**
     * Measures an observation under white noise.
     *
     * @param o the image, its weights and its PSF, on pixels of the same scale; origins are the centres of stamp and PSF
     * @return the moments, or the flags that say why there are none
     */
    public Measured measure(Observation o) {
        return measure(o, null);
    }

    /**
     * Measures an observation.
     *
     * @param o the image, its weights and its PSF, on pixels of the same scale
     * @param correlation of the noise between pixels; null for white noise
     * @return the moments, or the flags that say why there are none
     */
    public Measured measure(Observation o, NoiseCorrelation correlation) {
        Observation psf = o.psf().orElse(null);
        if (psf == null || !psf.isUsable() || psf.isMasked()) {
            return Measured.failed(Flag.PSF_FAILED.bit());
        }
        if (!psf.jacobian().sameScaleAs(o.jacobian())) {
            throw new IllegalArgumentException(
                    "the PSF's image needs pixels of the same scale and turn as the object's");
        }
        if (!o.isUsable()) {
            return Measured.failed(Flag.BAD_PIXELS.bit());
        }
        if (!prepare(o, psf, correlation)) {
            return Measured.failed(Flag.PSF_FAILED.bit());
        }
        Jacobian j = o.jacobian();
        patch.place(o.ny(), o.nx(), grid.size, grid.half);
        patch.transform(fill.filled(o, 2 * lastScale * lastScale), re, im);
        over(j);
        double[] centre = centre(0.5 * Math.min(o.ny(), o.nx()) * j.scale() / lastScale);
        if (centre == null) {
            return Measured.failed(Flag.CENTRE_SHIFT.bit());
        }
        turn(centre[0], centre[1]);
        MomentTable table = new MomentTable(set.windows());
        table.add(grid, turnedRe, turnedIm);
        double variance = meanVariance(o);
        Local local = new Local(set, table, noise, variance);
        double v = lastScale * centre[1];
        double u = lastScale * centre[0];
        return new Measured(0, local, j.row(v, u), j.col(v, u), lastScale);
    }

    private static double meanVariance(Observation o) {
        double sum = 0;
        int good = 0;
        for (double w : o.weight()) {
            if (w > 0) {
                sum += 1 / w;
                good++;
            }
        }
        return sum / good;
    }

    /** Grid, PSF and noise; false where the PSF has no flux. */
    private boolean prepare(Observation o, Observation psf, NoiseCorrelation correlation) {
        int side = Math.max(Math.max(o.ny(), o.nx()), Math.max(psf.ny(), psf.nx()));
        int size = (int) Math.ceil(PADDING * side);
        boolean known = lastPsf != null
                && lastPsf.image() == psf.image()
                && lastPsf.jacobian().equals(psf.jacobian())
                && grid.size == size;
        if (known && correlation == lastCorrelation) {
            return true;
        }
        lastPsf = null;
        double pixels = PsfScale.of(psf);
        if (Double.isNaN(pixels)) {
            return false;
        }
        lastScale = pixels * psf.jacobian().scale();
        if (grid == null || !grid.isFor(size, psf.jacobian(), lastScale)) {
            grid = new WindowGrid(set.widths(), size, psf.jacobian(), lastScale);
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
            if (re.length != grid.half + 1) {
                re = new double[grid.half + 1][2 * grid.half + 1];
                im = new double[grid.half + 1][2 * grid.half + 1];
            }
        }
        patch.place(psf.ny(), psf.nx(), grid.size, grid.half);
        patch.transform(psf.image(), re, im);
        invertPsf(psf.jacobian(), re[0][grid.half]);
        noise = new MomentNoise(set, powers(correlation));
        lastPsf = psf;
        lastCorrelation = correlation;
        return true;
    }

    /** One over the PSF of unit flux about its origin; zero where the PSF is dark. */
    private void invertPsf(Jacobian j, double flux) {
        double step = 2 * Math.PI / grid.size;
        for (int i = 0; i < psfRe.length; i++) {
            double a = re[grid.column[i]][grid.half + grid.row[i]] / flux;
            double b = im[grid.column[i]][grid.half + grid.row[i]] / flux;
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
        phases.set(step * j.col0(), step * j.row0(), grid.half);
        for (int i = 0; i < psfRe.length; i++) {
            int k = grid.column[i];
            int l = grid.half + grid.row[i];
            double c = phases.cos(k, l);
            double s = phases.sin(k, l);
            double a = re[k][l] * c - im[k][l] * s;
            double b = re[k][l] * s + im[k][l] * c;
            valueRe[i] = a * psfRe[i] - b * psfIm[i];
            valueIm[i] = a * psfIm[i] + b * psfRe[i];
        }
    }

    /** The values about a centre (units of the scale). */
    private void turn(double u, double v) {
        grid.phases(u, v, phases);
        for (int i = 0; i < valueRe.length; i++) {
            double c = phases.cos(grid.column[i], grid.half + grid.row[i]);
            double s = phases.sin(grid.column[i], grid.half + grid.row[i]);
            turnedRe[i] = valueRe[i] * c - valueIm[i] * s;
            turnedIm[i] = valueRe[i] * s + valueIm[i] * c;
        }
    }

    /**
     * The maximum of the smoothed image that is reached from the origin going up, {u, v} in units of the scale; null where the
     * way leaves the stamp or does not end.
     *
     * @param furthest distance along an axis that is still inside
     */
    private double[] centre(double furthest) {
        double u = 0;
        double v = 0;
        for (int step = 0; step < STEPS; step++) {
            double gu = 0;
            double gv = 0;
            double uu = 0;
            double uv = 0;
            double vv = 0;
            grid.phases(u, v, phases);
            for (int i = 0; i < valueRe.length; i++) {
                double c = phases.cos(grid.column[i], grid.half + grid.row[i]);
                double s = phases.sin(grid.column[i], grid.half + grid.row[i]);
                double real = centring[i] * (valueRe[i] * c - valueIm[i] * s);
                double imaginary = centring[i] * (valueRe[i] * s + valueIm[i] * c);
                gu -= grid.u[i] * imaginary;
                gv -= grid.v[i] * imaginary;
                uu -= grid.u[i] * grid.u[i] * real;
                uv -= grid.u[i] * grid.v[i] * real;
                vv -= grid.v[i] * grid.v[i] * real;
            }
            double det = uu * vv - uv * uv;
            double du;
            double dv;
            if (uu < 0 && det > 0) {
                du = -(vv * gu - uv * gv) / det;
                dv = -(uu * gv - uv * gu) / det;
            } else {
                double slope = Math.hypot(gu, gv);
                du = LONGEST_STEP * gu / slope;
                dv = LONGEST_STEP * gv / slope;
            }
            double length = Math.hypot(du, dv);
            if (!(length < Double.POSITIVE_INFINITY)) {
                return null;
            }
            double shorten = Math.min(1, LONGEST_STEP / length);
            u += shorten * du;
            v += shorten * dv;
            if (Math.max(Math.abs(u), Math.abs(v)) > furthest) {
                return null;
            }
            if (length < TOLERANCE) {
                return new double[] {u, v};
            }
        }
        return null;
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
