package org.shearnet.ngmix.observation;

import java.util.Optional;

/**
 * One image of one object, with what is needed to fit it.
 *
 * <p>Pixels are row-major, {@code image[y * nx + x]}, and hold the flux in the pixel (counts). Weights are inverse
 * variances; a pixel of weight 0 is masked and its value, NaN included, is never read. The arrays are taken over, not
 * copied: they must not change afterwards.
 *
 * <p>Edge cases:
 *
 * <ul>
 *   <li>wrong lengths, a size below 1: {@link IllegalArgumentException}, for they are mistakes of the caller;
 *   <li>pixels that are not finite under a positive weight, weights that are negative or not finite, no pixel of
 *       positive weight: {@link #isUsable()} is false, and what measures the observation answers with a flag.
 * </ul>
 */
public final class Observation {
    private final int ny;
    private final int nx;
    private final double[] image;
    private final double[] weight;
    private final double[] noise;
    private final Jacobian jacobian;
    private final Observation psf;
    private final boolean usable;
    private final boolean masked;

    private Observation(
            int ny, int nx, double[] image, double[] weight, double[] noise, Jacobian jacobian, Observation psf) {
        if (ny < 1 || nx < 1) {
            throw new IllegalArgumentException("an image of at least 1 x 1 pixels is needed, not " + ny + " x " + nx);
        }
        requireLength("image", image, ny, nx);
        requireLength("weight", weight, ny, nx);
        if (noise != null) {
            requireLength("noise", noise, ny, nx);
        }
        if (jacobian == null) {
            throw new IllegalArgumentException("a Jacobian is needed");
        }
        this.ny = ny;
        this.nx = nx;
        this.image = image;
        this.weight = weight;
        this.noise = noise;
        this.jacobian = jacobian;
        this.psf = psf;
        boolean finite = true;
        int good = 0;
        for (int i = 0; i < weight.length; i++) {
            double w = weight[i];
            if (w > 0) {
                good++;
                finite &= Math.abs(image[i]) <= Double.MAX_VALUE && w <= Double.MAX_VALUE;
            } else {
                finite &= w == 0;
            }
        }
        this.usable = finite && good > 0;
        this.masked = good < weight.length;
    }

    /**
     * {@return an image under weights}
     *
     * @param ny rows
     * @param nx columns
     * @param image pixel values (counts), [ny*nx]
     * @param weight inverse variances (1/counts^2), [ny*nx], 0 where masked
     * @param jacobian map from pixels to the sky
     */
    public static Observation of(int ny, int nx, double[] image, double[] weight, Jacobian jacobian) {
        return new Observation(ny, nx, image, weight, null, jacobian, null);
    }

    /**
     * {@return an image under one white noise of standard deviation {@code sigma} (counts)}
     *
     * @param ny rows
     * @param nx columns
     * @param image pixel values (counts), [ny*nx]
     * @param sigma standard deviation of every pixel (counts)
     * @param jacobian map from pixels to the sky
     */
    public static Observation ofNoise(int ny, int nx, double[] image, double sigma, Jacobian jacobian) {
        double[] weight = new double[image.length];
        java.util.Arrays.fill(weight, 1 / (sigma * sigma));
        return of(ny, nx, image, weight, jacobian);
    }

    /**
     * {@return this observation with the image of its PSF, which holds the pixel if it was drawn through one}
     *
     * @param newPsf the PSF's image
     */
    public Observation withPsf(Observation newPsf) {
        return new Observation(ny, nx, image, weight, noise, jacobian, newPsf);
    }

    /**
     * {@return this observation with an image of noise alone, of the same statistics as the noise in the image}
     *
     * @param newNoise the noise (counts), [ny*nx]
     */
    public Observation withNoise(double[] newNoise) {
        return new Observation(ny, nx, image, weight, newNoise, jacobian, psf);
    }

    /**
     * {@return the same weights, noise, PSF and place under other pixel values}
     *
     * @param newImage pixel values (counts), [ny*nx]
     */
    public Observation withImage(double[] newImage) {
        return new Observation(ny, nx, newImage, weight, noise, jacobian, psf);
    }

    /**
     * {@return the same image under other weights}
     *
     * @param newWeight inverse variances (1/counts^2), [ny*nx], 0 where masked
     */
    public Observation withWeight(double[] newWeight) {
        return new Observation(ny, nx, image, newWeight, noise, jacobian, psf);
    }

    /**
     * {@return the same pixels under another map to the sky}
     *
     * @param newJacobian the map
     */
    public Observation withJacobian(Jacobian newJacobian) {
        return new Observation(ny, nx, image, weight, noise, newJacobian, psf);
    }

    private static void requireLength(String name, double[] array, int ny, int nx) {
        if (array == null || array.length != ny * nx) {
            throw new IllegalArgumentException(name + " holds " + (array == null ? "nothing" : array.length + " values")
                    + " where " + ny + " x " + nx + " are needed");
        }
    }

    /** {@return number of rows} */
    public int ny() {
        return ny;
    }

    /** {@return number of columns} */
    public int nx() {
        return nx;
    }

    /** {@return pixel values (counts), row-major; not to be changed} */
    public double[] image() {
        return image;
    }

    /** {@return inverse variances (1/counts^2), row-major; 0 where masked; not to be changed} */
    public double[] weight() {
        return weight;
    }

    /** {@return an image of noise alone, row-major, where there is one} */
    public Optional<double[]> noise() {
        return Optional.ofNullable(noise);
    }

    /** {@return map from pixels to the sky} */
    public Jacobian jacobian() {
        return jacobian;
    }

    /** {@return the PSF's image, where there is one} */
    public Optional<Observation> psf() {
        return Optional.ofNullable(psf);
    }

    /**
     * {@return true where all pixels of positive weight are finite, no weight is negative, and one at least is
     * positive}
     */
    public boolean isUsable() {
        return usable;
    }

    /** {@return true where a pixel at least is masked} */
    public boolean isMasked() {
        return masked;
    }

    /** {@return signal to noise ratio of the plain sum over unmasked pixels: sum I / sqrt(sum 1/w)} */
    public double sumSignalToNoise() {
        double signal = 0;
        double variance = 0;
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] > 0) {
                signal += image[i];
                variance += 1 / weight[i];
            }
        }
        return signal / Math.sqrt(variance);
    }
}
