package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.profile.Delta;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * Points of light scattered as a Gaussian, as knots of star formation, by the polar method of Marsaglia from GalSim's own
 * generator of the object, so that a scene in which nothing else is random has GalSim's own knots.
 */
final class Knots {

    /** Half-light radius of a Gaussian over its sigma. */
    private static final double HALF_LIGHT = Math.sqrt(2 * Math.log(2));

    static final String MEANING =
            "points of light scattered as a Gaussian, the very ones of GalSim where nothing else is random";

    static final Keys KEYS = Keys.none().must("npoints", "how many").must("half_light_radius", "arcsec");

    private static final int MOST = 100_000;

    private Knots() {}

    static Drawn<LightProfile> parse(YamlNode node, Profiles profiles) {
        int count = node.get("npoints").count(1, MOST);
        Drawn<Double> radius = profiles.values().number(node.get("half_light_radius"));
        profiles.values().vary();
        profiles.values().randomise();
        return d -> draw(d.knots(), count, radius.draw(d));
    }

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
