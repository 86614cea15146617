package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;
import org.shearnet.galaxysim.profile.Delta;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sum;

/**
 * Points of light scattered as a Gaussian, as knots of star formation. Drawn by the Mersenne twister and the polar method of
 * Marsaglia, seeded as GalSim seeds its objects, so that a scene in which nothing else is random has GalSim's own knots.
 */
final class Knots {

    /** Half-light radius of a Gaussian over its sigma. */
    private static final double HALF_LIGHT = Math.sqrt(2 * Math.log(2));

    private static final double TWO_TO_32 = 4294967296.0;

    private Knots() {}

    /** GalSim's generator of an object: its seed is the first number of that of the scene, plus the object's number, plus 1. */
    static MersenneTwister generator(long seed, long object, int redraw) {
        int base = new MersenneTwister((int) seed).nextInt();
        int own = (int) (base + object + 1);
        return redraw == 0 ? new MersenneTwister(own) : new MersenneTwister(new int[] {own, redraw});
    }

    /**
     * Draws knots of unit flux together.
     *
     * @param count how many
     * @param halfLightRadius of the Gaussian that they are scattered as (arcsec)
     */
    static LightProfile draw(MersenneTwister random, int count, double halfLightRadius) {
        if (!(halfLightRadius > 0 && halfLightRadius < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("half_light_radius must be positive, not " + halfLightRadius);
        }
        List<LightProfile> points = new ArrayList<>(count);
        while (points.size() < count) {
            double x = 2 * uniform(random) - 1;
            double y = 2 * uniform(random) - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                double stretch = halfLightRadius / HALF_LIGHT * Math.sqrt(-2 * Math.log(square) / square);
                points.add(new Delta(1.0 / count).shift(x * stretch, y * stretch));
            }
        }
        return new Sum(points);
    }

    private static double uniform(MersenneTwister random) {
        return (random.nextInt() & 0xffffffffL) / TWO_TO_32;
    }
}
