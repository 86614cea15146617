package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.shear.Shear;

/**
 * Shape and size of a profile as labels: those of the ellipse that a round profile was mapped to. For a sum, the
 * flux-weighted mean over its items; sizes are those before the shear (area-preserving), that is half-light radius and sigma
 * of the round profile of the same area.
 *
 * @param g1 total reduced shear, first component
 * @param g2 second component
 * @param halfLightRadius of the unsheared profile (arcsec)
 * @param sigma root mean square of x of the unsheared profile (arcsec), infinite for some
 */
public record Shapes(double g1, double g2, double halfLightRadius, double sigma) {

    /** Labels of a profile. */
    public static Shapes of(LightProfile profile) {
        return of(profile, 1, 0, 0, 1);
    }

    private static Shapes of(LightProfile profile, double a, double b, double c, double d) {
        if (profile instanceof Transform t) {
            return of(
                    t.base(),
                    a * t.a() + b * t.c(),
                    a * t.b() + b * t.d(),
                    c * t.a() + d * t.c(),
                    c * t.b() + d * t.d());
        }
        if (profile instanceof Sum sum) {
            double[] mean = new double[4];
            double flux = 0;
            for (LightProfile item : sum.items()) {
                Shapes s = of(item, a, b, c, d);
                double f = item.flux();
                flux += f;
                mean[0] += f * s.g1;
                mean[1] += f * s.g2;
                mean[2] += f * s.halfLightRadius;
                mean[3] += f * s.sigma * s.sigma;
            }
            return new Shapes(mean[0] / flux, mean[1] / flux, mean[2] / flux, Math.sqrt(mean[3] / flux));
        }
        Shear g = Shear.ofMatrix(a, b, c, d);
        double scale = Math.sqrt(Math.abs(a * d - b * c));
        double radius = profile instanceof RadialProfile radial ? radial.halfLightRadius() : Double.NaN;
        return new Shapes(g.g1(), g.g2(), scale * radius, scale * Math.sqrt(0.5 * profile.meanSquareRadius()));
    }
}
