package org.shearnet.galaxysim.moments;

import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The shear estimator of Kaiser, Squires and Broadhurst 1995 (astro-ph/9411005), its anisotropy corrected as in Luppino and
 * Kaiser 1997 (astro-ph/9601194), under the round Gaussian weight that is matched to the galaxy: polarisations and
 * polarisabilities by Hirata and Seljak 2003, appendix C.
 */
final class Ksb {

    /**
     * A corrected shape.
     *
     * @param e1 shear
     * @param e2 shear
     * @param resolution 1 minus the ratio of PSF to galaxy trace
     * @param sigma size of the galaxy (pixels)
     */
    record Corrected(double e1, double e2, double resolution, double sigma) {

        static final Corrected FAILED = new Corrected(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    private Ksb() {}

    /** Weighted sums over an image, lengths in units of the weight's sigma; z = (x + i y)^2. */
    private record Sums(
            double one,
            double x,
            double y,
            double r2,
            double r4,
            double zRe,
            double zIm,
            double zr2Re,
            double zr2Im,
            double z2Re,
            double z2Im) {

        static Sums of(double[] image, int nx, int ny, double x0, double y0, double sigma) {
            double[] s = new double[11];
            double[] wx = new double[nx];
            for (int column = 0; column < nx; column++) {
                double x = (column - x0) / sigma;
                wx[column] = Math.exp(-0.5 * x * x);
            }
            for (int row = 0; row < ny; row++) {
                double y = (row - y0) / sigma;
                double wy = Math.exp(-0.5 * y * y);
                for (int column = 0; column < nx; column++) {
                    double x = (column - x0) / sigma;
                    double w = wy * wx[column] * image[row * nx + column];
                    double r2 = x * x + y * y;
                    double re = x * x - y * y;
                    double im = 2 * x * y;
                    s[0] += w;
                    s[1] += w * x;
                    s[2] += w * y;
                    s[3] += w * r2;
                    s[4] += w * r2 * r2;
                    s[5] += w * re;
                    s[6] += w * im;
                    s[7] += w * re * r2;
                    s[8] += w * im * r2;
                    s[9] += w * (re * re - im * im);
                    s[10] += w * 2 * re * im;
                }
            }
            return new Sums(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10]);
        }

        RealMatrix polarisation() {
            return MatrixUtils.createColumnRealMatrix(new double[] {zRe / r2, zIm / r2});
        }

        /** How the polarisation answers a shear of the image. */
        RealMatrix shearPolarisability() {
            double even = 2 - 0.5 * r4 / r2;
            RealMatrix spin4 = spin4().scalarMultiply(-0.5 / r2);
            return spin4.add(MatrixUtils.createRealIdentityMatrix(2).scalarMultiply(even))
                    .subtract(polarisation().multiply(MatrixUtils.createRowRealMatrix(new double[] {
                        (2 * zRe - zr2Re) / r2, (2 * zIm - zr2Im) / r2
                    })));
        }

        /** How the polarisation answers a convolution with something small and elongated. */
        RealMatrix smearPolarisability() {
            double even = (0.5 * r4 - 4 * r2 + 4 * one) / (2 * r2);
            RealMatrix spin4 = spin4().scalarMultiply(0.125 / r2);
            return spin4.add(MatrixUtils.createRealIdentityMatrix(2).scalarMultiply(even))
                    .subtract(polarisation().multiply(MatrixUtils.createRowRealMatrix(new double[] {
                        (zr2Re - 4 * zRe) / (4 * r2), (zr2Im - 4 * zIm) / (4 * r2)
                    })));
        }

        private RealMatrix spin4() {
            return MatrixUtils.createRealMatrix(new double[][] {{z2Re, z2Im}, {z2Im, -z2Re}});
        }
    }

    /** A round weight matched to an image. */
    private record Weight(double x, double y, double sigma) {

        /** Iterates from the elliptical moments; null where it does not converge. */
        static Weight matched(double[] image, int nx, int ny, AdaptiveMoments.Result start) {
            AdaptiveMoments.Options options = AdaptiveMoments.Options.DEFAULT;
            double x = start.x();
            double y = start.y();
            double sigma = start.sigma();
            for (int i = 0; i < options.maxIterations(); i++) {
                Sums s = Sums.of(image, nx, ny, x, y, sigma);
                double dx = bounded(2 * s.x / s.one, options.stepBound());
                double dy = bounded(2 * s.y / s.one, options.stepBound());
                double ds = bounded(s.r2 / s.one - 1, options.stepBound());
                double change = Math.max(Math.max(Math.abs(dx), Math.abs(dy)), Math.abs(ds))
                        * Math.max(1, start.sigma() / sigma);
                x += dx * sigma;
                y += dy * sigma;
                sigma += ds * sigma;
                if (!Double.isFinite(sigma + x + y)) {
                    return null;
                }
                if (change <= options.convergence()) {
                    return new Weight(x, y, sigma);
                }
            }
            return null;
        }

        private static double bounded(double change, double bound) {
            return Math.max(-bound, Math.min(bound, change));
        }
    }

    /** The corrected shape; {@link Corrected#FAILED} where there is none. */
    static Corrected measure(
            double[] image,
            int nx,
            int ny,
            AdaptiveMoments.Result g,
            double[] psf,
            int psfNx,
            int psfNy,
            AdaptiveMoments.Result p) {
        Weight galaxy = Weight.matched(image, nx, ny, g);
        Weight star = Weight.matched(psf, psfNx, psfNy, p);
        if (galaxy == null || star == null) {
            return Corrected.FAILED;
        }
        Sums o = Sums.of(image, nx, ny, galaxy.x, galaxy.y, galaxy.sigma);
        Sums s = Sums.of(psf, psfNx, psfNy, star.x, star.y, galaxy.sigma);
        LUDecomposition smear = new LUDecomposition(s.smearPolarisability());
        if (!smear.getSolver().isNonSingular()) {
            return Corrected.FAILED;
        }
        RealMatrix unsmeared =
                o.smearPolarisability().multiply(smear.getSolver().getInverse());
        RealMatrix e = o.polarisation().subtract(unsmeared.multiply(s.polarisation()));
        LUDecomposition response = new LUDecomposition(o.shearPolarisability().subtract(unsmearedShear(s, o, smear)));
        if (!response.getSolver().isNonSingular()) {
            return Corrected.FAILED;
        }
        RealMatrix shear = response.getSolver().solve(e);
        double ratio = star.sigma / galaxy.sigma;
        return new Corrected(shear.getEntry(0, 0), shear.getEntry(1, 0), 1 - ratio * ratio, galaxy.sigma);
    }

    /** P_smear P_shear* / P_smear*, in HSM's order of the factors. */
    private static RealMatrix unsmearedShear(Sums star, Sums object, LUDecomposition smear) {
        return object.smearPolarisability()
                .multiply(star.shearPolarisability())
                .multiply(smear.getSolver().getInverse());
    }
}
