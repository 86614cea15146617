package org.shearnet.galaxysim.moments;

import org.shearnet.galaxysim.shear.Shear;

/**
 * Shapes corrected for the PSF by moments alone, as GalSim's HSM module does: BJ, the formula of Bernstein and Jarvis 2002
 * (astro-ph/0107431) with the fourth moments of galaxy and PSF; REGAUSS, the same after what the PSF lacks to be a Gaussian
 * has been made up for (Hirata and Seljak 2003, MNRAS 343, 459, astro-ph/0301054).
 *
 * <p>A measurement that fails says so; nothing is thrown for what the pixels hold. Implementation note: the residual PSF is
 * convolved over the whole stamp, where HSM cuts it at a few sigma.
 */
public final class PsfCorrection {

    /** How the PSF is corrected for. */
    public enum Method {
        BJ,
        REGAUSS
    }

    /**
     * A corrected shape.
     *
     * @param galaxy moments of the galaxy as observed
     * @param psf moments of the PSF image
     * @param e1 corrected distortion, NaN where it failed
     * @param e2 corrected distortion
     * @param resolution 1 minus the ratio of PSF to galaxy trace: 0 for a star
     * @param sigma size of the (re-Gaussianised) galaxy (pixels)
     */
    public record Result(
            AdaptiveMoments.Result galaxy,
            AdaptiveMoments.Result psf,
            double e1,
            double e2,
            double resolution,
            double sigma) {

        /** Whether there is a corrected shape. */
        public boolean ok() {
            return Double.isFinite(e1) && Double.isFinite(e2);
        }

        /** The reduced shear of the corrected shape, null where it failed or is no ellipse (|e| of 1 or more). */
        public Shear shear() {
            return ok() && e1 * e1 + e2 * e2 < 1 ? Shear.fromE(e1, e2) : null;
        }
    }

    private PsfCorrection() {}

    /**
     * Corrects.
     *
     * @param image galaxy [ny][nx]
     * @param weight pixels of weight 0 or less are left out; null for none
     * @param psf PSF as the pixels see it [psfNy][psfNx], pixels of the same size
     */
    public static Result measure(
            Method method, double[] image, double[] weight, int nx, int ny, double[] psf, int psfNx, int psfNy) {
        AdaptiveMoments.Options options = AdaptiveMoments.Options.DEFAULT;
        AdaptiveMoments.Result p = AdaptiveMoments.measure(psf, null, psfNx, psfNy, options);
        AdaptiveMoments.Result g = AdaptiveMoments.measure(image, weight, nx, ny, options);
        if (!p.ok() || !g.ok()) {
            return new Result(g, p, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        if (method == Method.BJ) {
            return corrected(g, g, p, 0.5 * p.rho4() - 1);
        }
        double[] made = regaussianised(image, nx, ny, g, psf, psfNx, psfNy, p);
        AdaptiveMoments.Result i =
                made == null ? g : AdaptiveMoments.measure(made, weight, nx, ny, options.withGuessSigma(g.sigma()));
        return i.ok() ? corrected(i, g, p, 0) : new Result(g, p, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    private static Result corrected(
            AdaptiveMoments.Result used, AdaptiveMoments.Result observed, AdaptiveMoments.Result p, double psfA4) {
        double ratio = (p.mxx() + p.myy()) / (used.mxx() + used.myy());
        double a4 = 0.5 * used.rho4() - 1;
        double coshPsf = 1 / Math.sqrt(1 - p.e1() * p.e1() - p.e2() * p.e2());
        double coshGal = 1 / Math.sqrt(1 - used.e1() * used.e1() - used.e2() * used.e2());
        Shear psfShape = Shear.fromE(p.e1(), p.e2());
        Shear reduced = Shear.fromE(used.e1(), used.e2()).then(psfShape.inverse());
        double e1 = reduced.e1();
        double e2 = reduced.e2();
        double coshReduced = 1 / Math.sqrt(1 - e1 * e1 - e2 * e2);
        double r = 1 - ratio * coshGal / coshPsf * (1 - psfA4) / (1 + psfA4) * (1 + a4) / (1 - a4) / coshReduced;
        e1 /= r;
        e2 /= r;
        double[] back = compose(e1, e2, p.e1(), p.e2());
        return new Result(observed, p, back[0], back[1], 1 - ratio, used.sigma());
    }

    /** The distortion e of an object after a distortion s is applied, also where |e| is 1 or more. */
    private static double[] compose(double ea1, double ea2, double eb1, double eb2) {
        double dot = ea1 * eb1 + ea2 * eb2;
        double square = eb1 * eb1 + eb2 * eb2;
        if (square == 0) {
            return new double[] {ea1, ea2};
        }
        double factor = (1 - Math.sqrt(1 - square)) / square;
        double cross = ea2 * eb1 - ea1 * eb2;
        return new double[] {
            (ea1 + eb1 + eb2 * factor * cross) / (1 + dot), (ea2 + eb2 - eb1 * factor * cross) / (1 + dot)
        };
    }

    /** The image plus the model of the galaxy before the PSF, convolved with what the PSF lacks to be a Gaussian. */
    private static double[] regaussianised(
            double[] image,
            int nx,
            int ny,
            AdaptiveMoments.Result g,
            double[] psf,
            int psfNx,
            int psfNy,
            AdaptiveMoments.Result p) {
        double fxx = g.mxx() - p.mxx();
        double fxy = g.mxy() - p.mxy();
        double fyy = g.myy() - p.myy();
        if (!(fxx > 0 && fxx * fyy - fxy * fxy > 0)) {
            return null;
        }
        double sum = 0;
        for (double value : psf) {
            sum += value;
        }
        double[] residual = gaussian(psfNx, psfNy, p.x(), p.y(), p.mxx(), p.mxy(), p.myy(), 1);
        double worst = 0;
        for (int i = 0; i < residual.length; i++) {
            residual[i] -= psf[i] / sum;
            worst = Math.max(worst, Math.abs(residual[i]));
        }
        // HSM's flux of the model: that of the matched Gaussian, corrected by the fourth moment.
        double flux = 0.5 * g.rho4() * g.amplitude();
        double[] out = image.clone();
        int centreX = (int) Math.rint(p.x());
        int centreY = (int) Math.rint(p.y());
        double negligible = 1e-9 * worst;
        double[] model = gaussian(
                nx + 2 * psfNx,
                ny + 2 * psfNy,
                g.x() + psfNx + centreX - p.x(),
                g.y() + psfNy + centreY - p.y(),
                fxx,
                fxy,
                fyy,
                flux);
        int wide = nx + 2 * psfNx;
        for (int v = 0; v < psfNy; v++) {
            for (int u = 0; u < psfNx; u++) {
                double r = residual[v * psfNx + u];
                if (Math.abs(r) <= negligible) {
                    continue;
                }
                int shiftX = psfNx - (u - centreX);
                int shiftY = psfNy - (v - centreY);
                for (int y = 0; y < ny; y++) {
                    int from = (y + shiftY) * wide + shiftX;
                    int to = y * nx;
                    for (int x = 0; x < nx; x++) {
                        out[to + x] += r * model[from + x];
                    }
                }
            }
        }
        return out;
    }

    private static double[] gaussian(
            int nx, int ny, double x0, double y0, double mxx, double mxy, double myy, double flux) {
        double det = mxx * myy - mxy * mxy;
        double norm = flux / (2 * Math.PI * Math.sqrt(det));
        double[] out = new double[nx * ny];
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                double dx = x - x0;
                double dy = y - y0;
                out[y * nx + x] = norm * Math.exp(-0.5 * (myy * dx * dx - 2 * mxy * dx * dy + mxx * dy * dy) / det);
            }
        }
        return out;
    }
}
