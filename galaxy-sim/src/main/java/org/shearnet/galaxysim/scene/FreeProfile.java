package org.shearnet.galaxysim.scene;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.profile.Transform;
import org.shearnet.galaxysim.yaml.ConfigException;

/**
 * A galaxy with a seventh parameter, which says what its profile is: ln n of a Sersic profile of constant half-light radius,
 * or the flux of the first of two profiles over that of both. The bound on g does not depend on which size stays constant, as
 * the size is free as well.
 *
 * @param galaxy at its own parameters
 * @param parameter its seventh
 * @param family its light before position, shear and size, at a value of the seventh
 */
record FreeProfile(SceneGalaxy galaxy, double parameter, DoubleFunction<LightProfile> family) {

    /** Room that a derivative needs on either side of ln n. */
    private static final double ROOM = 0.011;

    private static final double LOWEST = Math.log(Sersic.MIN_N) + ROOM;
    private static final double HIGHEST = Math.log(Sersic.MAX_N) - ROOM;

    static FreeProfile of(SceneGalaxy galaxy) {
        LightProfile p = galaxy.galaxy();
        LightProfile base = p instanceof Transform t ? t.base() : p;
        if (base instanceof Sersic s) {
            return index(galaxy, s.n(), s.halfLightRadius(), s.truncation(), s.flux());
        } else if (base instanceof Exponential e) {
            return index(galaxy, 1, e.halfLightRadius(), 0, e.flux());
        } else if (base instanceof Gaussian g) {
            return index(galaxy, 0.5, g.halfLightRadius(), 0, g.flux());
        } else if (base instanceof Sum sum && sum.items().size() == 2 && sum.flux() != 0) {
            LightProfile first = sum.items().get(0);
            LightProfile second = sum.items().get(1);
            return new FreeProfile(
                    galaxy,
                    first.flux() / sum.flux(),
                    share -> new Sum(
                            List.of(withFlux(first, share * sum.flux()), withFlux(second, (1 - share) * sum.flux()))));
        }
        throw new ConfigException("gal: object " + galaxy.index()
                + ": the bound of a free profile is that of Gaussian, Exponential, Sersic and DeVaucouleurs galaxies, whose"
                + " index is free, and of a Sum of two profiles, not of a "
                + base.getClass().getSimpleName());
    }

    /** Where n is one of the two ends, the derivative is taken next to it. */
    private static FreeProfile index(SceneGalaxy galaxy, double n, double radius, double truncation, double flux) {
        return new FreeProfile(
                galaxy,
                Math.min(HIGHEST, Math.max(LOWEST, Math.log(n))),
                logN -> new Sersic(Math.exp(logN), radius, truncation, flux));
    }

    /** A profile at another flux, its own being zero perhaps. */
    private static LightProfile withFlux(LightProfile p, double flux) {
        if (p instanceof Transform t) {
            return new Transform(withFlux(t.base(), flux), t.a(), t.b(), t.c(), t.d(), t.dx(), t.dy(), 1);
        }
        return p.withFlux(flux);
    }

    /** x, y (arcsec), g1, g2, size (arcsec), flux (counts) as of {@link SceneGalaxy#parameters}, and the seventh. */
    double[] parameters() {
        double[] six = galaxy.parameters();
        double[] theta = Arrays.copyOf(six, six.length + 1);
        theta[six.length] = parameter;
        return theta;
    }

    /** The galaxy at other parameters; the very one of the scene where the seventh is its own. */
    LightProfile at(double[] theta) {
        double seventh = theta[theta.length - 1];
        return seventh == parameter
                ? galaxy.withParameters(theta)
                : galaxy.withLight(family.apply(seventh)).withParameters(theta);
    }
}
