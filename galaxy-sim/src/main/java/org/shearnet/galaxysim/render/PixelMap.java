package org.shearnet.galaxysim.render;

import org.shearnet.galaxysim.profile.LightProfile;

/**
 * The local map from pixels to the sky: u = dudx x + dudy y, v = dvdx x + dvdy y (a Jacobian WCS).
 *
 * @param dudx arcsec of u a column
 * @param dudy arcsec of u a row
 * @param dvdx arcsec of v a column
 * @param dvdy arcsec of v a row
 */
public record PixelMap(double dudx, double dudy, double dvdx, double dvdy) {

    public PixelMap {
        double area = Math.abs(dudx * dvdy - dudy * dvdx);
        if (!(area > 0 && area < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a pixel map needs a finite area above zero, not " + area);
        }
    }

    /** Square pixels (arcsec). */
    public static PixelMap square(double scale) {
        return new PixelMap(scale, 0, 0, scale);
    }

    /** Area of a pixel (arcsec^2). */
    public double area() {
        return Math.abs(dudx * dvdy - dudy * dvdx);
    }

    /** A profile on the sky as it appears in pixel coordinates. */
    public LightProfile toPixels(LightProfile profile) {
        double det = dudx * dvdy - dudy * dvdx;
        return profile.map(dvdy / det, -dudy / det, -dvdx / det, dudx / det);
    }
}
