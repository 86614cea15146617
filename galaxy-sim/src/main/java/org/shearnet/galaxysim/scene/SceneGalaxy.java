package org.shearnet.galaxysim.scene;

import java.util.List;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Shapes;
import org.shearnet.galaxysim.profile.Transform;
import org.shearnet.galaxysim.shear.Shear;

/**
 * One galaxy of a scene with its PSF, and what is true of them.
 *
 * @param index its number
 * @param galaxy the galaxy before the PSF, sheared and moved (lengths in arcsec from the stamp's centre)
 * @param psf the PSF, or null
 * @param g1 total reduced shear of the galaxy before the PSF
 * @param g2 second component
 * @param halfLightRadius of the galaxy before its shear (arcsec)
 * @param sigma root mean square of x before the shear (arcsec): half_light_radius / 1.17741 for a Gaussian
 * @param flux counts
 * @param dx shift of the centre along x (arcsec)
 * @param dy shift along y (arcsec)
 * @param psfShape shape and size of the PSF (NaN without a PSF)
 * @param drawn every number of the configuration that is not a constant, in the order of TRUTH
 */
public record SceneGalaxy(
        long index,
        LightProfile galaxy,
        LightProfile psf,
        double g1,
        double g2,
        double halfLightRadius,
        double sigma,
        double flux,
        double dx,
        double dy,
        Shapes psfShape,
        List<Double> drawn) {

    static SceneGalaxy of(long index, LightProfile galaxy, LightProfile psf, List<Double> drawn) {
        Shapes shape = galaxy.shapes();
        Shapes psfShape = psf == null ? new Shapes(Double.NaN, Double.NaN, Double.NaN, Double.NaN) : psf.shapes();
        return new SceneGalaxy(
                index,
                galaxy,
                psf,
                shape.g1(),
                shape.g2(),
                shape.halfLightRadius(),
                shape.sigma(),
                galaxy.flux(),
                galaxy.dx(),
                galaxy.dy(),
                psfShape,
                drawn);
    }

    /** {@return the shear of the galaxy before the PSF} */
    public Shear shear() {
        return new Shear(g1, g2);
    }

    /**
     * {@return the six parameters that a fit would have: x, y (arcsec), g1, g2, size (that of {@link #sigma} where
     * finite and above zero, else half-light radius, else 1; arcsec), flux}
     */
    public double[] parameters() {
        return new double[] {dx, dy, g1, g2, size(), flux};
    }

    /**
     * {@return the same galaxy under the same PSF with another total shear before the PSF; centre, size and flux stay}
     *
     * @param shear the total shear
     */
    public SceneGalaxy withShear(Shear shear) {
        double[] theta = parameters();
        theta[2] = shear.g1();
        theta[3] = shear.g2();
        return new SceneGalaxy(
                index,
                withParameters(theta),
                psf,
                shear.g1(),
                shear.g2(),
                halfLightRadius,
                sigma,
                flux,
                dx,
                dy,
                psfShape,
                drawn);
    }

    /**
     * {@return the same galaxy under the same PSF at other values of its {@link #parameters}}
     *
     * @param theta x, y (arcsec), g1, g2, size (arcsec), flux (counts)
     */
    public SceneGalaxy at(double[] theta) {
        double scale = theta[4] / size();
        return new SceneGalaxy(
                index,
                withParameters(theta),
                psf,
                theta[2],
                theta[3],
                scale * halfLightRadius,
                scale * sigma,
                theta[5],
                theta[0],
                theta[1],
                psfShape,
                drawn);
    }

    /**
     * {@return a galaxy of another round profile with the same shear, centre and PSF}
     *
     * @param round a profile about its own origin
     */
    public SceneGalaxy withProfile(LightProfile round) {
        return of(index, round.shear(shear()).shift(dx, dy), psf, drawn);
    }

    /**
     * {@return the same galaxy under another PSF}
     *
     * @param newPsf the other PSF
     */
    public SceneGalaxy withPsf(LightProfile newPsf) {
        return new SceneGalaxy(
                index, galaxy, newPsf, g1, g2, halfLightRadius, sigma, flux, dx, dy, newPsf.shapes(), drawn);
    }

    /** A galaxy of another light at the same position, shear and size, whose labels stay. */
    SceneGalaxy withLight(LightProfile base) {
        LightProfile light = galaxy instanceof Transform t
                ? new Transform(base, t.a(), t.b(), t.c(), t.d(), t.dx(), t.dy(), t.fluxRatio())
                : base;
        return new SceneGalaxy(index, light, psf, g1, g2, halfLightRadius, sigma, flux, dx, dy, psfShape, drawn);
    }

    private double size() {
        boolean known = sigma > 0 && Double.isFinite(sigma);
        double other = halfLightRadius > 0 ? halfLightRadius : 1;
        return known ? sigma : other;
    }

    /**
     * {@return the galaxy at other values of its {@link #parameters}; what else it is stays}
     *
     * @param theta x, y (arcsec), g1, g2, size (arcsec), flux (counts)
     */
    public LightProfile withParameters(double[] theta) {
        double scale = theta[4] / size();
        LightProfile centred = galaxy.shift(-dx, -dy);
        double[][] undo = shear().inverse().matrix();
        double[][] m = new Shear(theta[2], theta[3]).matrix();
        return centred.map(undo[0][0], undo[0][1], undo[1][0], undo[1][1])
                .map(scale * m[0][0], scale * m[0][1], scale * m[1][0], scale * m[1][1])
                .withScaledFlux(theta[5] / flux)
                .shift(theta[0], theta[1]);
    }
}
