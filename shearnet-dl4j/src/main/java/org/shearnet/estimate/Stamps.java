package org.shearnet.estimate;

/**
 * A batch of stamps as every estimator sees it: pixels, what is known of their noise, and the PSF. Nothing of the
 * truth is in it.
 *
 * @param firstId identity of the first stamp; stamp i has {@code firstId + i}
 * @param nx width (pixels)
 * @param ny height (pixels)
 * @param pixelScale arcsec per pixel
 * @param images [n][ny*nx], row after row; flux in the pixel
 * @param weights [n][ny*nx] inverse variances with 0 for masked pixels, or null: then {@code noiseSigma} holds
 * @param noiseSigma [n] standard deviation of a pixel's noise (counts)
 * @param psfNx width of the PSF images (pixels)
 * @param psfNy height of the PSF images (pixels)
 * @param psfs [n or 1][psfNy*psfNx] PSF with its pixel, or null where none is known
 * @param noise [n][ny*nx] another draw of the same noise, or null
 * @param seed seed of whatever an estimator draws at random
 */
public record Stamps(
        long firstId,
        int nx,
        int ny,
        double pixelScale,
        double[][] images,
        double[][] weights,
        double[] noiseSigma,
        int psfNx,
        int psfNy,
        double[][] psfs,
        double[][] noise,
        long seed) {

    public Stamps {
        if (nx < 1 || ny < 1 || !(pixelScale > 0) || images.length != noiseSigma.length) {
            throw new IllegalArgumentException("stamps of " + nx + " x " + ny + " pixels of " + pixelScale + " arcsec, "
                    + images.length + " images, " + noiseSigma.length + " noise levels");
        }
    }

    /** Number of stamps. */
    public int count() {
        return images.length;
    }

    /** The PSF image of a stamp, or null. */
    public double[] psf(int i) {
        return psfs == null ? null : psfs[psfs.length == 1 ? 0 : i];
    }

    /** The inverse variances of a stamp's pixels. */
    public double[] weight(int i) {
        if (weights != null) {
            return weights[i];
        }
        double[] flat = new double[nx * ny];
        java.util.Arrays.fill(flat, 1 / (noiseSigma[i] * noiseSigma[i]));
        return flat;
    }
}
