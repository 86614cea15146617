package org.shearnet.estimate;

import java.util.stream.LongStream;
import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * A batch of stamps as every estimator sees it: pixels, what is known of their noise, and the PSF. Nothing of the
 * truth is in it.
 *
 * @param ids [n] identity of each stamp, which tells its random streams from others'
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
 * @param maps [n] linear map of each stamp from pixels to the sky, whatever its origin; null for square pixels, columns along
 *     u and rows along v
 * @param correlation how the noise of neighbouring pixels is correlated, the same for all stamps; null for white noise
 */
public record Stamps(
        long[] ids,
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
        long seed,
        Jacobian[] maps,
        NoiseCorrelation correlation) {

    public Stamps {
        boolean shapes = nx >= 1 && ny >= 1 && pixelScale > 0;
        int n = images.length;
        if (!shapes || n != noiseSigma.length || n != ids.length || maps != null && maps.length != n) {
            throw new IllegalArgumentException("stamps of " + nx + " x " + ny + " pixels of " + pixelScale + " arcsec, "
                    + n + " images, " + noiseSigma.length + " noise levels, " + ids.length + " identities");
        }
    }

    /** Stamps of white noise. */
    public Stamps(
            long[] ids,
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
            long seed,
            Jacobian[] maps) {
        this(ids, nx, ny, pixelScale, images, weights, noiseSigma, psfNx, psfNy, psfs, noise, seed, maps, null);
    }

    /** Stamps of white noise on square pixels; stamp i has the identity {@code firstId + i}. */
    public Stamps(
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
        this(
                LongStream.range(firstId, firstId + images.length).toArray(),
                nx,
                ny,
                pixelScale,
                images,
                weights,
                noiseSigma,
                psfNx,
                psfNy,
                psfs,
                noise,
                seed,
                null);
    }

    /**
     * The same objects in other images, of white noise as far as is known.
     *
     * @param newImages [n][ny*nx]
     * @param newWeights [n][ny*nx], or null
     * @param newSigma [n]
     * @param newPsfs [n or 1][psfNy*psfNx]
     */
    Stamps withImages(double[][] newImages, double[][] newWeights, double[] newSigma, double[][] newPsfs) {
        return new Stamps(
                ids, nx, ny, pixelScale, newImages, newWeights, newSigma, psfNx, psfNy, newPsfs, null, seed, maps);
    }

    /** The same stamps with other pixels and weights. */
    Stamps withPixels(double[][] newImages, double[][] newWeights) {
        return new Stamps(
                ids,
                nx,
                ny,
                pixelScale,
                newImages,
                newWeights,
                noiseSigma,
                psfNx,
                psfNy,
                psfs,
                noise,
                seed,
                maps,
                correlation);
    }

    /** The same stamps, their noise correlated in this way; null for white noise. */
    public Stamps withCorrelation(NoiseCorrelation newCorrelation) {
        return new Stamps(
                ids,
                nx,
                ny,
                pixelScale,
                images,
                weights,
                noiseSigma,
                psfNx,
                psfNy,
                psfs,
                noise,
                seed,
                maps,
                newCorrelation);
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

    /** The map of a stamp's pixels to the sky, its origin in the middle of an image of so many rows and columns. */
    public Jacobian jacobian(int i, int rows, int columns) {
        return maps == null
                ? Jacobian.centred(rows, columns, pixelScale)
                : maps[i].withOrigin((rows - 1) / 2.0, (columns - 1) / 2.0);
    }

    /** The random stream of a stamp for a purpose: the same wherever in whatever file the object stands. */
    RandomStream random(int i, String purpose) {
        return new RandomStreams(seed).stream(ids[i], purpose);
    }
}
