package org.shearnet.galaxysim.fits;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stamps file holds.
 *
 * @param count number of stamps n
 * @param nx columns of a stamp
 * @param ny rows of a stamp
 * @param pixelScale side of a pixel (arcsec)
 * @param imageCards cards for the header of IMAGE beside its structure and PIXSCALE: what is known of noise and WCS
 * @param doublePrecision 64-bit pixels, else 32-bit
 * @param weight whether a WEIGHT cube is written
 * @param mask whether a MASK cube is written, all its pixels good
 * @param noise whether a NOISE cube is written
 * @param psfCount number of PSF images: 0, 1 for all, or n
 * @param psfSize side of a PSF image
 * @param truth columns of the TRUTH table after id, all double precision
 * @param provenance cards for the primary header
 */
public record StampLayout(
        long count,
        int nx,
        int ny,
        double pixelScale,
        Map<String, Object> imageCards,
        boolean doublePrecision,
        boolean weight,
        boolean mask,
        boolean noise,
        long psfCount,
        int psfSize,
        List<Column> truth,
        Map<String, String> provenance) {

    /**
     * A column of TRUTH.
     *
     * @param name its name
     * @param unit its unit, or empty
     */
    public record Column(String name, String unit) {}

    /** {@return bytes of the data, near enough to tell whether a disk holds them} */
    public double bytes() {
        double pixels = (double) count * nx * ny;
        int pixelBytes = doublePrecision ? Double.BYTES : Float.BYTES;
        return pixels * pixelBytes * (1 + (weight ? 1 : 0) + (noise ? 1 : 0))
                + (mask ? pixels * Short.BYTES : 0)
                + (double) psfCount * psfSize * psfSize * pixelBytes
                + (double) count * Long.BYTES * (truth.size() + 1);
    }

    /**
     * Rejects empty stamps.
     *
     * @param count number of stamps n
     * @param nx columns of a stamp
     * @param ny rows of a stamp
     * @param pixelScale side of a pixel (arcsec)
     * @param imageCards cards for the header of IMAGE beside its structure and PIXSCALE: what is known of noise and WCS
     * @param doublePrecision 64-bit pixels, else 32-bit
     * @param weight whether a WEIGHT cube is written
     * @param mask whether a MASK cube is written, all its pixels good
     * @param noise whether a NOISE cube is written
     * @param psfCount number of PSF images: 0, 1 for all, or n
     * @param psfSize side of a PSF image
     * @param truth columns of the TRUTH table after id, all double precision
     * @param provenance cards for the primary header
     */
    public StampLayout {
        if (count < 0 || nx < 1 || ny < 1 || psfCount < 0 || psfCount > 1 && psfCount != count) {
            throw new IllegalArgumentException("no stamps file of " + count + " stamps of " + nx + " x " + ny + " with "
                    + psfCount + " PSF images");
        }
        truth = List.copyOf(truth);
        imageCards = new LinkedHashMap<>(imageCards);
    }
}
