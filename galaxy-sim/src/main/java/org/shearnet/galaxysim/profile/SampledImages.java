package org.shearnet.galaxysim.profile;

import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * Images of one size whose weighted sums are profiles: the terms of a PSF that varies. Each is transformed once, and again where
 * memory ran short in between. Shared by threads.
 */
public final class SampledImages {

    private final double[][] images;
    private final int nx;
    private final int ny;
    private final Interpolant interpolant;
    private SoftReference<SampledTransform[]> transforms = new SoftReference<>(null);

    /**
     * Images.
     *
     * @param images [image][ny * nx]
     * @param nx columns
     * @param ny rows
     * @param interpolant between samples
     */
    public SampledImages(double[][] images, int nx, int ny, Interpolant interpolant) {
        this.images = images.clone();
        this.nx = nx;
        this.ny = ny;
        this.interpolant = interpolant;
    }

    private synchronized SampledTransform[] transforms() {
        SampledTransform[] known = transforms.get();
        if (known == null) {
            known = Arrays.stream(images)
                    .map(image -> SampledTransform.of(image, nx, ny))
                    .toArray(SampledTransform[]::new);
            transforms = new SoftReference<>(known);
        }
        return known;
    }

    /**
     * {@return the sum of the images times weights, as a profile}
     *
     * @param weights one an image
     * @param scale distance of samples (arcsec)
     */
    public SampledProfile sum(double[] weights, double scale) {
        double[] sum = new double[nx * ny];
        for (int i = 0; i < images.length; i++) {
            SampledTransform.add(sum, images[i], weights[i]);
        }
        return new SampledProfile(sum, nx, ny, scale, interpolant, SampledTransform.sum(transforms(), weights));
    }
}
