package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.shear.Shear;

/**
 * Shape and size of a profile as labels: those of the ellipse that a round profile was mapped to. For a sum, shape and
 * sigma^2 are flux-weighted means over its items, the half-light radius is that of its light; sizes are those before the shear (area-preserving), that is half-light radius and sigma
 * of the round profile of the same area.
 *
 * @param g1 total reduced shear, first component
 * @param g2 second component
 * @param halfLightRadius of the unsheared profile (arcsec)
 * @param sigma root mean square of x of the unsheared profile (arcsec), infinite for some
 */
public record Shapes(double g1, double g2, double halfLightRadius, double sigma) {

    /** Those of a round profile that is mapped linearly. */
    static Shapes ofEllipse(double a, double b, double c, double d, double halfLightRadius, double meanSquareRadius) {
        Shear g = Shear.ofMatrix(a, b, c, d);
        double scale = Math.sqrt(Math.abs(a * d - b * c));
        return new Shapes(g.g1(), g.g2(), scale * halfLightRadius, scale * Math.sqrt(0.5 * meanSquareRadius));
    }
}
