package org.shearnet.estimate;

import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.estimate.ShapeEstimate.Spread;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * Carries what was measured in the frame of the pixels to the sky. A linear map of the image maps the second moments of galaxy
 * and PSF, hence their ellipses, exactly; position stays in pixels, flux is what it was.
 */
final class SkyFrame {

    /** Step of the central differences that carry errors along; the map is smooth, their error is of its square. */
    private static final double STEP = 1e-5;

    private SkyFrame() {}

    /** The estimate of stamp i on the sky, from one on square pixels of the stamps' pixel scale. */
    static ShapeEstimate of(ShapeEstimate inPixels, Stamps stamps, int i) {
        if (stamps.maps() == null) {
            return inPixels;
        }
        double[] m = relative(stamps.maps()[i], stamps.pixelScale());
        double[] galaxy = carry(m, inPixels.g1(), inPixels.g2());
        double[] cov = covariance(m, inPixels);
        return new ShapeEstimate(
                inPixels.flags(),
                new Shape(galaxy[0], galaxy[1], Math.sqrt(cov[0]), Math.sqrt(cov[2]), cov[1]),
                new Light(
                        inPixels.size() * galaxy[2],
                        inPixels.sizeErr() * galaxy[2],
                        inPixels.flux(),
                        inPixels.fluxErr(),
                        inPixels.s2n()),
                inPixels.centre(),
                of(inPixels.psf(), stamps, i),
                inPixels.metacal(),
                inPixels.details(),
                inPixels.last() == null ? null : of(inPixels.last(), stamps, i),
                inPixels.spread() == null ? null : spread(m, inPixels));
    }

    private static Spread spread(double[] m, ShapeEstimate inPixels) {
        Spread spread = inPixels.spread();
        double[] cov = covariance(
                m, inPixels.withShape(new Shape(inPixels.g1(), inPixels.g2(), spread.g1(), spread.g2(), Double.NaN)));
        return new Spread(Math.sqrt(cov[0]), Math.sqrt(cov[2]));
    }

    /** The shape and size of the PSF of stamp i on the sky, from those on square pixels of the stamps' pixel scale. */
    static PsfShape of(PsfShape inPixels, Stamps stamps, int i) {
        if (stamps.maps() == null) {
            return inPixels;
        }
        double[] psf = carry(relative(stamps.maps()[i], stamps.pixelScale()), inPixels.g1(), inPixels.g2());
        return new PsfShape(psf[0], psf[1], inPixels.size() * psf[2]);
    }

    /** The map {u by x, u by y, v by x, v by y} in units of the pixel scale. */
    private static double[] relative(Jacobian j, double scale) {
        return new double[] {j.dudcol() / scale, j.dudrow() / scale, j.dvdcol() / scale, j.dvdrow() / scale};
    }

    /** g1, g2 of the mapped ellipse, and its T over that before. */
    private static double[] carry(double[] m, double g1, double g2) {
        double square = g1 * g1 + g2 * g2;
        double e1 = 2 * g1 / (1 + square);
        double e2 = 2 * g2 / (1 + square);
        double xx = 1 + e1;
        double yy = 1 - e1;
        double uu = m[0] * m[0] * xx + 2 * m[0] * m[1] * e2 + m[1] * m[1] * yy;
        double vv = m[2] * m[2] * xx + 2 * m[2] * m[3] * e2 + m[3] * m[3] * yy;
        double uv = m[0] * m[2] * xx + (m[0] * m[3] + m[1] * m[2]) * e2 + m[1] * m[3] * yy;
        double t = uu + vv;
        double c1 = (uu - vv) / t;
        double c2 = 2 * uv / t;
        double toG = 1 / (1 + Math.sqrt(Math.max(0, 1 - c1 * c1 - c2 * c2)));
        return new double[] {c1 * toG, c2 * toG, t / 2};
    }

    /** Variance of g1, covariance, variance of g2 on the sky. */
    private static double[] covariance(double[] m, ShapeEstimate e) {
        double[] a = slope(m, e, STEP, 0);
        double[] b = slope(m, e, 0, STEP);
        double v1 = e.g1Err() * e.g1Err();
        double v2 = e.g2Err() * e.g2Err();
        double c = Double.isNaN(e.gCov()) ? 0 : e.gCov();
        double cross = a[0] * a[1] * v1 + (a[0] * b[1] + a[1] * b[0]) * c + b[0] * b[1] * v2;
        return new double[] {
            a[0] * a[0] * v1 + 2 * a[0] * b[0] * c + b[0] * b[0] * v2,
            cross,
            a[1] * a[1] * v1 + 2 * a[1] * b[1] * c + b[1] * b[1] * v2
        };
    }

    private static double[] slope(double[] m, ShapeEstimate e, double d1, double d2) {
        double[] plus = carry(m, e.g1() + d1, e.g2() + d2);
        double[] minus = carry(m, e.g1() - d1, e.g2() - d2);
        return new double[] {(plus[0] - minus[0]) / (2 * STEP), (plus[1] - minus[1]) / (2 * STEP)};
    }
}
