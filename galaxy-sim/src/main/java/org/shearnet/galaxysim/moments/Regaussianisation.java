package org.shearnet.galaxysim.moments;

/**
 * A galaxy's image as a Gaussian PSF would have made it: the image plus a Gaussian model of the galaxy before the PSF,
 * convolved with what the PSF lacks to be a Gaussian (Hirata and Seljak 2003, section 2.4).
 *
 * <p>Where the model and the residual end is part of HSM's definition, for it moves shapes by up to 1e-4: the model at 3
 * sigma, the residual where it could still reach 3.6 sigma of the image, and both on the torus of HSM's Fourier transform.
 */
final class Regaussianisation {

    private static final double MODEL_REACH = 3;
    private static final double IMAGE_REACH = 3.6;

    /** Least variance of the model along an axis (pixels^2). */
    private static final double LEAST_VARIANCE = 0.25;

    private Regaussianisation() {}

    /** Pixels from (left, bottom), row by row. */
    private record Patch(int left, int bottom, int nx, int ny, double[] pixels) {

        static Patch between(int left, int right, int bottom, int top) {
            int nx = right - left + 1;
            int ny = top - bottom + 1;
            return new Patch(left, bottom, nx, ny, new double[nx * ny]);
        }

        /** Fills with a Gaussian of peak 1. */
        void gaussian(double x0, double y0, double mxx, double mxy, double myy) {
            double det = mxx * myy - mxy * mxy;
            for (int y = 0; y < ny; y++) {
                double dy = bottom + y - y0;
                for (int x = 0; x < nx; x++) {
                    double dx = left + x - x0;
                    pixels[y * nx + x] = Math.exp(-0.5 * (myy * dx * dx - 2 * mxy * dx * dy + mxx * dy * dy) / det);
                }
            }
        }

        void multiply(double factor) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] *= factor;
            }
        }

        double sum() {
            double sum = 0;
            for (double value : pixels) {
                sum += value;
            }
            return sum;
        }
    }

    /**
     * Makes the image.
     *
     * @param image galaxy [ny][nx]
     * @param g its moments
     * @param psf PSF [psfNy][psfNx]
     * @param p its moments
     */
    static double[] of(
            double[] image,
            int nx,
            int ny,
            AdaptiveMoments.Result g,
            double[] psf,
            int psfNx,
            int psfNy,
            AdaptiveMoments.Result p) {
        int[] box = occupied(image, nx, ny);
        double[] m = deconvolved(g, p);
        double x0 = g.x() - p.x();
        double y0 = g.y() - p.y();
        double reachX = MODEL_REACH * Math.sqrt(Math.max(1, m[0]));
        double reachY = MODEL_REACH * Math.sqrt(Math.max(1, m[2]));
        Patch model = Patch.between(
                (int) Math.max(box[0] - (psfNx - 1), Math.floor(x0 - reachX)),
                (int) Math.min(box[1], Math.ceil(x0 + reachX)),
                (int) Math.max(box[2] - (psfNy - 1), Math.floor(y0 - reachY)),
                (int) Math.min(box[3], Math.ceil(y0 + reachY)));
        model.gaussian(x0, y0, m[0], m[1], m[2]);
        double psfFlux = 0;
        for (int i = 0; i < psfNx * psfNy; i++) {
            psfFlux += psf[i];
        }
        // The flux of a Gaussian with the image's fourth moment.
        model.multiply(0.5 * g.rho4() * g.amplitude() / (model.sum() * psfFlux));
        Patch residual = residual(
                psf,
                psfNx,
                psfNy,
                p,
                psfFlux,
                IMAGE_REACH * Math.sqrt(g.mxx()) + reachX,
                IMAGE_REACH * Math.sqrt(g.myy()) + reachY);
        double[] out = image.clone();
        addConvolution(model, residual, out, nx, box);
        return out;
    }

    /** First and last column and row that hold anything. */
    private static int[] occupied(double[] image, int nx, int ny) {
        int[] box = {nx, -1, ny, -1};
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                if (image[y * nx + x] != 0) {
                    box[0] = Math.min(box[0], x);
                    box[1] = Math.max(box[1], x);
                    box[2] = Math.min(box[2], y);
                    box[3] = y;
                }
            }
        }
        return box;
    }

    /** Moments (xx, xy, yy) of the galaxy before the PSF, both axes kept from collapsing. */
    private static double[] deconvolved(AdaptiveMoments.Result g, AdaptiveMoments.Result p) {
        double sum = g.mxx() - p.mxx() + g.myy() - p.myy();
        double plus = g.mxx() - p.mxx() - (g.myy() - p.myy());
        double cross = 2 * (g.mxy() - p.mxy());
        double modulus = Math.hypot(plus, cross);
        double major = Math.max(LEAST_VARIANCE, 0.5 * (sum + modulus));
        double minor = Math.max(LEAST_VARIANCE, 0.5 * (sum - modulus));
        double cos = modulus == 0 ? 1 : plus / modulus;
        double sin = modulus == 0 ? 0 : cross / modulus;
        return new double[] {
            0.5 * (major + minor + (major - minor) * cos),
            0.5 * (major - minor) * sin,
            0.5 * (major + minor - (major - minor) * cos)
        };
    }

    /** The matched Gaussian less the PSF, within a reach of the PSF's centre. */
    private static Patch residual(
            double[] psf,
            int psfNx,
            int psfNy,
            AdaptiveMoments.Result p,
            double psfFlux,
            double reachX,
            double reachY) {
        Patch residual = Patch.between(
                (int) Math.max(0, Math.floor(p.x() - reachX)),
                (int) Math.min(psfNx - 1, Math.ceil(p.x() + reachX)),
                (int) Math.max(0, Math.floor(p.y() - reachY)),
                (int) Math.min(psfNy - 1, Math.ceil(p.y() + reachY)));
        residual.gaussian(p.x(), p.y(), p.mxx(), p.mxy(), p.myy());
        residual.multiply(psfFlux / (2 * Math.PI * Math.sqrt(p.mxx() * p.myy() - p.mxy() * p.mxy())));
        for (int y = 0; y < residual.ny(); y++) {
            for (int x = 0; x < residual.nx(); x++) {
                residual.pixels()[y * residual.nx() + x] -= psf[(residual.bottom() + y) * psfNx + residual.left() + x];
            }
        }
        return residual;
    }

    /** Adds the convolution within the box, on a torus as large as HSM's transform. */
    private static void addConvolution(Patch a, Patch b, double[] out, int nx, int[] box) {
        int largest = Math.max(Math.max(a.nx(), a.ny()) * 4 / 3, Math.max(b.nx(), b.ny()) * 4 / 3);
        int torus = size(Math.max(largest, Math.max(box[1] - box[0], box[3] - box[2]) + 1));
        int left = a.left() + b.left();
        int bottom = a.bottom() + b.bottom();
        for (int v = 0; v < b.ny(); v++) {
            for (int j = 0; j < a.ny(); j++) {
                int y = bottom + (v + j) % torus;
                if (y < box[2] || y > box[3]) {
                    continue;
                }
                for (int u = 0; u < b.nx(); u++) {
                    double r = b.pixels()[v * b.nx() + u];
                    int turn = Math.min(a.nx(), torus - u);
                    addRow(r, a.pixels(), j * a.nx(), 0, turn, out, y * nx, left + u, box);
                    addRow(r, a.pixels(), j * a.nx(), turn, a.nx(), out, y * nx, left + u - torus, box);
                }
            }
        }
    }

    /** out[x + i] += r row[i] for i of a range, as far as it lies in the box. */
    private static void addRow(
            double r, double[] row, int start, int from, int to, double[] out, int outStart, int x, int[] box) {
        int first = Math.max(from, box[0] - x);
        int last = Math.min(to, box[1] + 1 - x);
        for (int i = first; i < last; i++) {
            out[outStart + x + i] += r * row[start + i];
        }
    }

    /** The least 2^n or 3 2^n of at least the given size. */
    private static int size(int least) {
        int two = Math.max(2, Integer.highestOneBit(Math.max(1, least - 1)) << 1);
        return 3 * two / 4 >= least ? 3 * two / 4 : two;
    }
}
