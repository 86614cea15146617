package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.profile.Delta;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sum;

/**
 * Points of light scattered as a Gaussian, as knots of star formation, by the polar method of Marsaglia from GalSim's own
 * generator of the object, so that a scene in which nothing else is random has GalSim's own knots.
 */
final class Knots {

    /** Half-light radius of a Gaussian over its sigma. */
    private static final double HALF_LIGHT = Math.sqrt(2 * Math.log(2));

    private Knots() {}

    /**
     * Draws knots of unit flux together.
     *
     * @param count how many
     * @param halfLightRadius of the Gaussian that they are scattered as (arcsec)
     */
    static LightProfile draw(GalSimRandom random, int count, double halfLightRadius) {
        if (!(halfLightRadius > 0 && halfLightRadius < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("half_light_radius must be positive, not " + halfLightRadius);
        }
        List<LightProfile> points = new ArrayList<>(count);
        while (points.size() < count) {
            double x = 2 * random.uniform() - 1;
            double y = 2 * random.uniform() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                double stretch = halfLightRadius / HALF_LIGHT * Math.sqrt(-2 * Math.log(square) / square);
                points.add(new Delta(1.0 / count).shift(x * stretch, y * stretch));
            }
        }
        return new Sum(points);
    }
}
