package org.shearnet.net;

import org.shearnet.features.StampMoments;
import org.shearnet.net.engine.Shape;

/**
 * What a stamp looks like, whatever its units: numbers that tell whether a network can know it. Ratios are free of the
 * units of flux and length; lengths are in pixels. Where the moments failed all that needs them is NaN.
 *
 * @param measured whether the adaptive moments of the stamp converged
 * @param s2n matched-filter signal to noise; where the moments failed, the largest one under round Gaussians at the centre
 * @param flux flux of the matched Gaussian (counts)
 * @param offset distance of the centroid from the stamp's centre (pixels); where the moments failed, that of the
 *     brightest square of {@value #SQUARE} pixels if it stands out of the noise, else 0
 * @param offsetErr its error by the noise (pixels)
 * @param relativeSize T of the image over T of the PSF; NaN without a PSF
 * @param border mean of the two outermost pixels less the matched Gaussian, as a share of the flux if it filled the
 *     Gaussian's area 4 pi sqrt(det M): what a sky level adds to the flux
 * @param borderErr its error by the noise
 * @param lump largest sum over {@value #BLOCK} x {@value #BLOCK} pixels, less the matched Gaussian, over the flux: another
 *     object
 * @param lumpErr its error by the noise in one block
 * @param psfSize adaptive sigma of the PSF image (pixels); NaN where there is none or its moments fail
 * @param psfShape |g| of the PSF image
 */
public record Look(
        boolean measured,
        double s2n,
        double flux,
        double offset,
        double offsetErr,
        double relativeSize,
        double border,
        double borderErr,
        double lump,
        double lumpErr,
        double psfSize,
        double psfShape) {

    private static final int BLOCK = 4;
    private static final int BORDER = 2;
    private static final int SQUARE = 8;

    /** A square this many times the noise is no noise. */
    private static final double PLAIN_SQUARE = 5;

    /** Sizes (pixels) of the round Gaussians that look for a signal where moments fail. */
    private static final double[] APERTURES = {2, 4, 8};

    /** Beyond this many sigma the matched Gaussian counts as zero. */
    private static final double REACH = 6.5;

    /**
     * Looks at a stamp.
     *
     * @param pixels [ny * nx]
     * @param noiseSigma standard deviation of a pixel (counts)
     */
    static Look of(double[] pixels, Shape stamp, StampMoments moments, double noiseSigma) {
        double no = Double.NaN;
        boolean psf = moments.psfOk();
        double psfSize = psf ? Math.sqrt(Math.sqrt(determinant(moments.psf()))) : no;
        StampMoments.Shape psfShape = moments.psfShape();
        double psfG = psf ? Math.hypot(psfShape.g1(), psfShape.g2()) : no;
        if (!moments.ok()) {
            double s2n = signal(pixels, stamp, noiseSigma);
            double offset = brightest(pixels, stamp, noiseSigma);
            return new Look(false, s2n, no, offset, no, no, no, no, no, no, psfSize, psfG);
        }
        double[] m = moments.m();
        double size = m[0] + m[2];
        double root = Math.sqrt(determinant(m));
        double[] left = residuals(pixels, stamp, moments, root);
        int border = borderPixels(stamp);
        double area = 4 * Math.PI * root / moments.flux();
        return new Look(
                true,
                moments.nu(),
                moments.flux(),
                Math.hypot(moments.x(), moments.y()),
                Math.sqrt(0.5 * size) / moments.nu(),
                psf ? size / (moments.psf()[0] + moments.psf()[2]) : no,
                left[0] / border * area,
                noiseSigma / Math.sqrt(border) * area,
                left[1] / moments.flux(),
                BLOCK * noiseSigma / moments.flux(),
                psfSize,
                psfG);
    }

    private static double determinant(double[] m) {
        return m[0] * m[2] - m[1] * m[1];
    }

    private static int borderPixels(Shape stamp) {
        int inner = Math.max(0, stamp.width() - 2 * BORDER) * Math.max(0, stamp.height() - 2 * BORDER);
        return stamp.width() * stamp.height() - inner;
    }

    /** Sum over the border, and largest absolute sum over a block, of the stamp less its matched Gaussian. */
    private static double[] residuals(double[] pixels, Shape stamp, StampMoments moments, double root) {
        int nx = stamp.width();
        int ny = stamp.height();
        double[] m = moments.m();
        double det = root * root;
        double ixx = m[2] / det;
        double ixy = -m[1] / det;
        double iyy = m[0] / det;
        double peak = moments.flux() / (2 * Math.PI * root);
        double x0 = 0.5 * (nx - 1) + moments.x();
        double y0 = 0.5 * (ny - 1) + moments.y();
        double[] blocks = new double[(nx + BLOCK - 1) / BLOCK];
        double[] row = new double[nx];
        double border = 0;
        double lump = 0;
        for (int y = 0; y < ny; y++) {
            System.arraycopy(pixels, y * nx, row, 0, nx);
            double dy = y - y0;
            double middle = x0 - ixy * dy / ixx;
            double least = (iyy - ixy * ixy / ixx) * dy * dy;
            subtract(row, middle, ixx, peak * Math.exp(-0.5 * least), least);
            boolean edge = y < BORDER || y >= ny - BORDER;
            for (int b = 0; b < blocks.length; b++) {
                blocks[b] += sum(row, BLOCK * b, Math.min(nx, BLOCK * (b + 1)));
            }
            int left = edge ? nx : Math.min(BORDER, nx);
            border += sum(row, 0, left) + sum(row, Math.max(left, nx - BORDER), nx);
            if (y % BLOCK == BLOCK - 1 || y == ny - 1) {
                for (int b = 0; b < blocks.length; b++) {
                    lump = Math.max(lump, Math.abs(blocks[b]));
                    blocks[b] = 0;
                }
            }
        }
        return new double[] {border, lump};
    }

    private static double sum(double[] row, int from, int to) {
        double sum = 0;
        for (int x = from; x < to; x++) {
            sum += row[x];
        }
        return sum;
    }

    /** Takes a * exp(-(x - middle)^2 inverse / 2) off a row, outwards from the middle by a recurrence of ratios. */
    private static void subtract(double[] row, double middle, double inverse, double a, double least) {
        double reach2 = REACH * REACH - least;
        if (reach2 <= 0) {
            return;
        }
        double reach = Math.sqrt(reach2 / inverse);
        int from = (int) Math.max(0, Math.ceil(middle - reach));
        int to = (int) Math.min(row.length - 1, Math.floor(middle + reach));
        if (from > to) {
            return;
        }
        double step = Math.exp(-inverse);
        int start = (int) Math.max(from, Math.min(to, Math.round(middle)));
        for (int direction = -1; direction <= 1; direction += 2) {
            double d = direction * (start - middle);
            double value = a * Math.exp(-0.5 * inverse * d * d);
            double ratio = Math.exp(-inverse * (d + 0.5));
            for (int x = start; x >= from && x <= to; x += direction) {
                if (x != start || direction < 0) {
                    row[x] -= value;
                }
                value *= ratio;
                ratio *= step;
            }
        }
    }

    /** Largest signal to noise under round Gaussians at the centre. */
    private static double signal(double[] pixels, Shape stamp, double noiseSigma) {
        double cx = 0.5 * (stamp.width() - 1);
        double cy = 0.5 * (stamp.height() - 1);
        double largest = 0;
        for (double size : APERTURES) {
            double sum = 0;
            double squares = 0;
            for (int y = 0; y < stamp.height(); y++) {
                for (int x = 0; x < stamp.width(); x++) {
                    double w = Math.exp(-0.5 * ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (size * size));
                    sum += w * pixels[y * stamp.width() + x];
                    squares += w * w;
                }
            }
            largest = Math.max(largest, sum / (noiseSigma * Math.sqrt(squares)));
        }
        return largest;
    }

    /** Distance of the brightest square from the centre (pixels); 0 where none stands out of the noise. */
    private static double brightest(double[] pixels, Shape stamp, double noiseSigma) {
        double brightest = PLAIN_SQUARE * SQUARE * noiseSigma;
        double distance = 0;
        for (int top = 0; top + SQUARE <= stamp.height(); top += SQUARE / 2) {
            for (int left = 0; left + SQUARE <= stamp.width(); left += SQUARE / 2) {
                double sum = 0;
                for (int y = top; y < top + SQUARE; y++) {
                    for (int x = left; x < left + SQUARE; x++) {
                        sum += pixels[y * stamp.width() + x];
                    }
                }
                if (sum > brightest) {
                    brightest = sum;
                    distance = Math.hypot(left + 0.5 * (SQUARE - stamp.width()), top + 0.5 * (SQUARE - stamp.height()));
                }
            }
        }
        return distance;
    }
}
