package org.shearnet.galaxysim.moments;

import org.shearnet.galaxysim.shear.Shear;

/**
 * Shapes corrected for the PSF by moments alone, as GalSim's HSM module defines them: BJ, the formula of Bernstein and Jarvis
 * 2002 (astro-ph/0107431) with the fourth moments of galaxy and PSF; LINEAR and REGAUSS, to first order in the kurtosis and
 * after what the PSF lacks to be a Gaussian has been made up for (Hirata and Seljak 2003, MNRAS 343, 459, astro-ph/0301054);
 * KSB (Kaiser, Squires and Broadhurst 1995, ApJ 449, 460, astro-ph/9411005).
 *
 * <p>A measurement that fails says so; nothing is thrown for what the pixels hold.
 */
public final class PsfCorrection {

    /** First size of the weight of the PSF (pixels), HSM's. */
    private static final double GUESS_SIGMA_PSF = 3;

    /** How the PSF is corrected for. */
    public enum Method {
        /** Bernstein and Jarvis (2002), appendix C. */
        BJ,
        /** Hirata and Seljak (2003), linear in the kurtosis. */
        LINEAR,
        /** Hirata and Seljak (2003): what of the PSF is no Gaussian is taken off the image first. */
        REGAUSS,
        /** The only one that gives a shear, not a distortion. */
        KSB
    }

    /**
     * A corrected shape.
     *
     * @param method what made it
     * @param galaxy moments of the galaxy as observed
     * @param psf moments of the PSF image
     * @param e1 corrected distortion (KSB: shear), NaN where it failed
     * @param e2 corrected distortion (KSB: shear)
     * @param resolution 1 minus the ratio of PSF to galaxy trace: 0 for a star, which counts as a failure
     * @param sigma size of the (re-Gaussianised) galaxy (pixels)
     */
    public record Result(
            Method method,
            AdaptiveMoments.Result galaxy,
            AdaptiveMoments.Result psf,
            double e1,
            double e2,
            double resolution,
            double sigma) {

        /** {@return whether there is a corrected shape} */
        public boolean ok() {
            return Double.isFinite(e1) && Double.isFinite(e2);
        }

        /**
         * {@return the reduced shear of the corrected shape, null where it failed or is no ellipse (modulus of 1 or
         * more)}
         */
        public Shear shear() {
            if (!ok() || e1 * e1 + e2 * e2 >= 1) {
                return null;
            }
            return method == Method.KSB ? new Shear(e1, e2) : Shear.fromE(e1, e2);
        }

        private Result orFailed() {
            return ok() && resolution > 0 ? this : failed(method, galaxy, psf);
        }

        private static Result failed(Method method, AdaptiveMoments.Result galaxy, AdaptiveMoments.Result psf) {
            return new Result(method, galaxy, psf, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
    }

    private PsfCorrection() {}

    /**
     * {@return corrects}
     *
     * @param method how to correct
     * @param image galaxy [ny][nx]
     * @param weight pixels of weight 0 or less are left out; null for none
     * @param nx columns of the galaxy's image
     * @param ny its rows
     * @param psf PSF as the pixels see it [psfNy][psfNx], pixels of the same size
     * @param psfNx columns of the PSF's image
     * @param psfNy its rows
     */
    public static Result measure(
            Method method, double[] image, double[] weight, int nx, int ny, double[] psf, int psfNx, int psfNy) {
        AdaptiveMoments.Options options = AdaptiveMoments.Options.DEFAULT;
        AdaptiveMoments.Result p =
                AdaptiveMoments.measure(psf, null, psfNx, psfNy, options.withGuessSigma(GUESS_SIGMA_PSF));
        AdaptiveMoments.Result first = AdaptiveMoments.measure(image, weight, nx, ny, options);
        if (!p.ok() || !first.ok()) {
            return Result.failed(method, first, p);
        }
        double[] masked = masked(image, weight, nx * ny);
        if (method == Method.KSB) {
            Ksb.Corrected k = Ksb.measure(masked, nx, ny, first, psf, psfNx, psfNy, p);
            return new Result(method, first, p, k.e1(), k.e2(), k.resolution(), k.sigma()).orFailed();
        }
        AdaptiveMoments.Result g = again(masked, nx, ny, first, first);
        if (method == Method.REGAUSS && g.ok()) {
            g = again(Regaussianisation.of(masked, nx, ny, g, psf, psfNx, psfNy, p), nx, ny, first, g);
        }
        return g.ok() ? corrected(method, g, first, p).orFailed() : Result.failed(method, first, p);
    }

    /** Moments once more, from the centre of the last ones and a round weight of the first one's size. */
    private static AdaptiveMoments.Result again(
            double[] image, int nx, int ny, AdaptiveMoments.Result first, AdaptiveMoments.Result last) {
        return AdaptiveMoments.measure(
                image, null, nx, ny, AdaptiveMoments.Options.DEFAULT.withGuessSigma(first.sigma()), last.x(), last.y());
    }

    private static double[] masked(double[] image, double[] weight, int n) {
        if (weight == null) {
            return image;
        }
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = weight[i] > 0 ? image[i] : 0;
        }
        return out;
    }

    /** In the frame where the PSF is round: divided by a resolution factor, and carried back. */
    private static Result corrected(
            Method method, AdaptiveMoments.Result g, AdaptiveMoments.Result observed, AdaptiveMoments.Result p) {
        double traces = (p.mxx() + p.myy()) / (g.mxx() + g.myy());
        double coshPsf = 1 / Math.sqrt(1 - p.e1() * p.e1() - p.e2() * p.e2());
        double coshGal = 1 / Math.sqrt(1 - g.e1() * g.e1() - g.e2() * g.e2());
        double areas = traces * coshGal / coshPsf;
        double a4 = 0.5 * g.rho4() - 1;
        double psfA4 = 0.5 * p.rho4() - 1;
        double[] round = compose(g.e1(), g.e2(), -p.e1(), -p.e2());
        double e = Math.hypot(round[0], round[1]);
        double resolution = switch (method) {
            case BJ -> quartic(areas, e, a4, psfA4);
            case LINEAR -> linear(areas, e, a4, psfA4);
            default -> quartic(areas, e, a4, 0);
        };
        double[] back = compose(round[0] / resolution, round[1] / resolution, p.e1(), p.e2());
        return new Result(method, observed, p, back[0], back[1], 1 - traces, g.sigma());
    }

    /**
     * Bernstein and Jarvis' resolution factor.
     *
     * @param areas of PSF over galaxy
     * @param e distortion where the PSF is round
     */
    private static double quartic(double areas, double e, double a4, double psfA4) {
        return 1 - areas * (1 - psfA4) / (1 + psfA4) * (1 + a4) / (1 - a4) * Math.sqrt(1 - e * e);
    }

    /** Hirata and Seljak's: what the kurtosis of PSF and galaxy does to eta and size of the matched Gaussian, to first order. */
    private static double linear(double areas, double e, double a4, double psfA4) {
        if (e == 0) {
            return 1 - areas;
        }
        double stretch = Math.sqrt((1 + e) / (1 - e));
        double psfMajor = areas / stretch;
        double psfMinor = areas * stretch;
        double major = 1 - psfMajor;
        double minor = 1 - psfMinor;
        double intrinsicA4 = (a4 - kurtosisShare(psfMajor, psfMinor) * psfA4) / kurtosisShare(major, minor);
        double eta = -(etaChange(major, minor) * intrinsicA4 + etaChange(psfMajor, psfMinor) * psfA4);
        double size = sizeChange(major, minor) * intrinsicA4 + sizeChange(psfMajor, psfMinor) * psfA4;
        return (1 - size - eta * e - areas * Math.sqrt(1 - e * e)) / (1 - size - eta / e);
    }

    private static double kurtosisShare(double major, double minor) {
        return 0.375 * (major * major + minor * minor) + 0.25 * major * minor;
    }

    private static double etaChange(double major, double minor) {
        return (major - minor) * (1.5 * (major + minor) - 2);
    }

    private static double sizeChange(double major, double minor) {
        return 2 * (major + minor) - 1.5 * (major * major + minor * minor) - major * minor;
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
}
