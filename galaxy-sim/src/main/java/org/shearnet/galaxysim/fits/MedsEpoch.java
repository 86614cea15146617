package org.shearnet.galaxysim.fits;

/**
 * One exposure of one object of a MEDS file. Pixels are row-major; the object is about (row, col), zero-based with pixel centres at
 * integers. The map to the sky is (v, u) = M (row - row0, col - col0) in arcsec.
 *
 * @param fileId number of the exposure in the file, as {@code file_id} has it
 * @param side rows and columns of the box (pixels)
 * @param image counts, [side*side]
 * @param weight inverse variances (1/counts^2), 0 where masked, [side*side]
 * @param segmentation number of the object that each pixel belongs to, 0 for none, [side*side]; null where the file has none
 * @param row where the object is (pixels)
 * @param col where the object is (pixels)
 * @param origRow where the object is on the whole exposure (pixels, {@code orig_row}); NaN where the file does not say
 * @param origCol where the object is on the whole exposure (pixels, {@code orig_col}); NaN where the file does not say
 * @param map dvdrow, dvdcol, dudrow, dudcol (arcsec/pixel)
 * @param psf image of the PSF, null where the file has none for this exposure
 */
public record MedsEpoch(
        long fileId,
        int side,
        double[] image,
        double[] weight,
        int[] segmentation,
        double row,
        double col,
        double origRow,
        double origCol,
        double[] map,
        Psf psf) {

    /**
     * The image of an exposure's PSF, on the pixels of the exposure.
     *
     * @param rows rows (pixels)
     * @param columns columns (pixels)
     * @param image [rows*columns]
     * @param row where its centre is (pixels)
     * @param col where its centre is (pixels)
     */
    public record Psf(int rows, int columns, double[] image, double row, double col) {}

    /**
     * {@return the same exposure with another PSF}
     *
     * @param other image of the PSF
     */
    public MedsEpoch withPsf(Psf other) {
        return new MedsEpoch(fileId, side, image, weight, segmentation, row, col, origRow, origCol, map, other);
    }

    /** {@return whether the file says where the object is on the whole exposure; writers that do not know write 0, 0} */
    public boolean hasOrigin() {
        return Double.isFinite(origRow) && Double.isFinite(origCol) && (origRow != 0 || origCol != 0);
    }

    /** {@return whether the map to the sky is one: finite and invertible, about a place in the box} */
    public boolean hasMap() {
        double determinant = map[0] * map[3] - map[1] * map[2];
        return Double.isFinite(determinant) && determinant != 0 && isInside(row, col);
    }

    /**
     * {@return whether a place is in the box, the outer edges of its pixels included}
     *
     * @param y row (pixels)
     * @param x column (pixels)
     */
    public boolean isInside(double y, double x) {
        return Math.min(y, x) >= -0.5 && Math.max(y, x) <= side - 0.5;
    }

    /** {@return the share of pixels that are not masked} */
    public double goodShare() {
        int good = 0;
        for (double w : weight) {
            good += w > 0 ? 1 : 0;
        }
        return (double) good / weight.length;
    }
}
