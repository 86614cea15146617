package org.shearnet.features;

import java.util.Arrays;
import org.shearnet.galaxysim.moments.AdaptiveMoments;

/**
 * Adaptive moments of a stamp and of its PSF, the shape they give when the PSF's moments are taken off, and the errors that
 * white noise makes in it. Lengths in pixels, second moments M = [mxx, mxy; mxy, myy] in pixels^2.
 *
 * <p>For a Gaussian galaxy under a Gaussian PSF the moments subtract exactly, and adaptive moments are the maximum of the
 * likelihood: then {@link #g1}, {@link #g2} stand at the Fisher bound. For other profiles they are a smooth function of
 * shape, size and PSF away from the truth; a network learns that function. The errors follow from those of an elliptical
 * Gaussian's second moments: in coordinates where M is the identity, all three have the variance 4 / nu^2, nu the
 * matched-filter signal to noise.
 *
 * @param ok whether the moments converged; otherwise they stand for a fixed round weight at the stamp's centre, and the
 *     shape is that weight's ellipticity
 * @param x centroid column from the stamp's centre (pixels)
 * @param y centroid row from the stamp's centre (pixels)
 * @param m second moments mxx, mxy, myy of the stamp (pixels^2)
 * @param flux flux of the matched Gaussian (counts)
 * @param rho4 weighted fourth moment, 2 for a Gaussian
 * @param psfOk whether there is a PSF image with moments
 * @param psf second moments of the PSF image (pixels^2)
 * @param psfRho4 fourth moment of the PSF image
 * @param nu matched-filter signal to noise
 * @param shape the shape without the PSF
 * @param g1Err error of g1 by the noise, to first order
 * @param g2Err error of g2
 * @param sigmaErr error of {@link Shape#sigma} (pixels)
 */
public record StampMoments(
        boolean ok,
        double x,
        double y,
        double[] m,
        double flux,
        double rho4,
        boolean psfOk,
        double[] psf,
        double psfRho4,
        double nu,
        Shape shape,
        double g1Err,
        double g2Err,
        double sigmaErr) {

    /** Shapes to 1e-9, a hundred-thousandth of their error at noise 1e-5; HSM's own 1e-6 comes near it. */
    static final AdaptiveMoments.Options PRECISE = new AdaptiveMoments.Options(5, 1e-8, 400, 0.25, 8000, 15).learning();

    /** PSFs are smaller: a smaller first weight saves iterations. */
    private static final AdaptiveMoments.Options PRECISE_PSF = PRECISE.withGuessSigma(2.5);

    /** Least noise floor of an eigenvalue (pixels^2). */
    private static final double SMALLEST = 1e-4;

    /**
     * Shape and size of second moments.
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @param sigma det^(1/4) (pixels)
     * @param major larger eigenvalue (pixels^2), floored
     * @param minor smaller eigenvalue (pixels^2), floored
     * @param minorOverFloor smaller eigenvalue before it was floored, over the floor
     */
    public record Shape(double g1, double g2, double sigma, double major, double minor, double minorOverFloor) {

        /** Of moments whose eigenvalues are kept above zero by a floor that bends smoothly. */
        public static Shape of(double xx, double xy, double yy, double floor) {
            double mean = 0.5 * (xx + yy);
            double q1 = 0.5 * (xx - yy);
            double d = Math.hypot(q1, xy);
            double major = floored(mean + d, floor);
            double minor = floored(mean - d, floor);
            double root = Math.sqrt(major * minor);
            double stretch = d > 1e-9 * major ? (major - minor) / (2 * d) : 1;
            double size = 0.5 * (major + minor) + root;
            return new Shape(
                    q1 * stretch / size, xy * stretch / size, Math.sqrt(root), major, minor, (mean - d) / floor);
        }

        private static double floored(double lambda, double floor) {
            double root = Math.sqrt(lambda * lambda + 4 * floor * floor);
            // the second form does not cancel where lambda is far below zero
            return lambda > 0 ? 0.5 * (lambda + root) : 2 * floor * floor / (root - lambda);
        }
    }

    /** The PSF's moments, kept while stamps share it. For one thread. */
    public static final class Meter {

        private final AdaptiveMoments.Options options;
        private double[] lastPsf = new double[0];
        private AdaptiveMoments.Result last;

        /** Measures as precisely as networks need it. */
        public Meter() {
            this(PRECISE);
        }

        private Meter(AdaptiveMoments.Options options) {
            this.options = options;
        }

        /** Measures to 1e-3 of a moment: enough to tell a galaxy from what is none. */
        public static Meter rough() {
            return new Meter(new AdaptiveMoments.Options(5, 1e-3, 400, 0.25, 8000, 15));
        }

        /**
         * Measures a stamp.
         *
         * @param pixels [ny * nx]
         * @param psf PSF image [psfNy * psfNx], its pixel included, of any size; or null
         * @param noiseSigma standard deviation of a pixel
         */
        public StampMoments measure(
                double[] pixels,
                org.shearnet.net.engine.Shape stamp,
                double[] psf,
                org.shearnet.net.engine.Shape psfStamp,
                double noiseSigma) {
            AdaptiveMoments.Result of = psfMoments(psf, psfStamp);
            double[] p = of.ok() ? new double[] {of.mxx(), of.mxy(), of.myy()} : NO_PSF.clone();
            AdaptiveMoments.Result seen = AdaptiveMoments.measure(pixels, null, stamp.width(), stamp.height(), options);
            double cx = 0.5 * (stamp.width() - 1);
            double cy = 0.5 * (stamp.height() - 1);
            double psfRho4 = of.ok() ? of.rho4() : 2;
            if (!seen.ok() || psf != null && !of.ok()) {
                return fallback(pixels, stamp, of.ok(), p, psfRho4, noiseSigma);
            }
            double[] m = {seen.mxx(), seen.mxy(), seen.myy()};
            return derived(
                    true,
                    seen.x() - cx,
                    seen.y() - cy,
                    m,
                    seen.amplitude(),
                    seen.rho4(),
                    of.ok(),
                    p,
                    psfRho4,
                    noiseSigma);
        }

        private AdaptiveMoments.Result psfMoments(double[] psf, org.shearnet.net.engine.Shape stamp) {
            if (psf == null) {
                return NO_MOMENTS;
            }
            if (!Arrays.equals(psf, lastPsf)) {
                last = AdaptiveMoments.measure(psf, null, stamp.width(), stamp.height(), PRECISE_PSF);
                lastPsf = psf.clone();
            }
            return last;
        }

        private static final double[] NO_PSF = {1, 0, 1};

        private static final AdaptiveMoments.Result NO_MOMENTS =
                AdaptiveMoments.measure(new double[1], null, 1, 1, PRECISE_PSF);
    }

    /** Moments under a round weight of twice the PSF's, where adaptive ones do not converge. */
    private static StampMoments fallback(
            double[] pixels,
            org.shearnet.net.engine.Shape stamp,
            boolean psfOk,
            double[] psf,
            double psfRho4,
            double noiseSigma) {
        double width = psf[0] + psf[2];
        double cx = 0.5 * (stamp.width() - 1);
        double cy = 0.5 * (stamp.height() - 1);
        double[] sums = new double[4];
        for (int row = 0; row < stamp.height(); row++) {
            for (int column = 0; column < stamp.width(); column++) {
                double dx = column - cx;
                double dy = row - cy;
                double v = pixels[row * stamp.width() + column] * Math.exp(-0.5 * (dx * dx + dy * dy) / width);
                sums[0] += v;
                sums[1] += v * dx * dx;
                sums[2] += v * dx * dy;
                sums[3] += v * dy * dy;
            }
        }
        double least = noiseSigma * Math.sqrt(Math.PI * width);
        double flux = Math.max(sums[0], least);
        double trace = Math.max(sums[1] + sums[3], 0.2 * width * flux);
        double e1 = clipped((sums[1] - sums[3]) / trace);
        double e2 = clipped(2 * sums[2] / trace);
        double[] m = {width * (1 + 0.5 * e1), 0.5 * width * e2, width * (1 - 0.5 * e1)};
        return derived(false, 0, 0, m, 2 * flux, 2, psfOk, psf, psfRho4, noiseSigma);
    }

    private static double clipped(double e) {
        return Math.max(-0.9, Math.min(0.9, e));
    }

    private static StampMoments derived(
            boolean ok,
            double x,
            double y,
            double[] m,
            double flux,
            double rho4,
            boolean psfOk,
            double[] psf,
            double psfRho4,
            double noiseSigma) {
        double root = Math.sqrt(m[0] * m[2] - m[1] * m[1]);
        double nu = flux / (noiseSigma * Math.sqrt(4 * Math.PI * root));
        double step = 2 / nu; // the error of each mode
        double h = Math.min(step, 0.5);
        double scale = step / h;
        // square root of M: (M + sqrt(det) 1) / sqrt(tr + 2 sqrt(det))
        double norm = 1 / Math.sqrt(m[0] + m[2] + 2 * root);
        double a = norm * (m[0] + root);
        double b = norm * m[1];
        double c = norm * (m[2] + root);
        double floor = 0.5 * step * root / Math.max(m[0], m[2]) + SMALLEST;
        double[][] modes = {
            {a * a + b * b, a * b + b * c, b * b + c * c}, // M^(1/2) 1 M^(1/2)
            {a * a - b * b, a * b - b * c, b * b - c * c}, // diag(1, -1)
            {2 * a * b, a * c + b * b, 2 * b * c} // off diagonal
        };
        Shape shape = Shape.of(m[0] - psf[0], m[1] - psf[1], m[2] - psf[2], floor);
        double v1 = 0;
        double v2 = 0;
        double vs = 0;
        for (double[] mode : modes) {
            Shape up = moved(m, psf, mode, h, floor);
            Shape down = moved(m, psf, mode, -h, floor);
            double d1 = 0.5 * scale * (up.g1() - down.g1());
            double d2 = 0.5 * scale * (up.g2() - down.g2());
            double ds = 0.5 * scale * (up.sigma() - down.sigma());
            v1 += d1 * d1;
            v2 += d2 * d2;
            vs += ds * ds;
        }
        return new StampMoments(
                ok, x, y, m, flux, rho4, psfOk, psf, psfRho4, nu, shape, Math.sqrt(v1), Math.sqrt(v2), Math.sqrt(vs));
    }

    private static Shape moved(double[] m, double[] psf, double[] mode, double h, double floor) {
        return Shape.of(m[0] + h * mode[0] - psf[0], m[1] + h * mode[1] - psf[1], m[2] + h * mode[2] - psf[2], floor);
    }

    /** Centre, second moments, flux and fourth moment: what of a stamp all its numbers follow from. */
    public double[] measured() {
        return new double[] {x, y, m[0], m[1], m[2], flux, rho4};
    }

    /** What would follow from other values of {@link #measured}. */
    public StampMoments withMeasured(double[] of, double noiseSigma) {
        double[] moments = {of[2], of[3], of[4]};
        return derived(ok, of[0], of[1], moments, of[5], of[6], psfOk, psf, psfRho4, noiseSigma);
    }

    /** The same stamp with its counts multiplied. */
    public StampMoments times(double factor) {
        return new StampMoments(
                ok, x, y, m, factor * flux, rho4, psfOk, psf, psfRho4, nu, shape, g1Err, g2Err, sigmaErr);
    }

    /** Shape of the PSF image. */
    public Shape psfShape() {
        return Shape.of(psf[0], psf[1], psf[2], SMALLEST);
    }
}
