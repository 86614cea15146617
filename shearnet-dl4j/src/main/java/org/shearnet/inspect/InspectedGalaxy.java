package org.shearnet.inspect;

import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;

/**
 * A held-out galaxy without noise.
 *
 * @param index its number in the scene
 * @param theta x, y (arcsec), g1, g2, size (arcsec), flux (counts)
 * @param pixels expected image [ny * nx] (counts)
 * @param psf PSF image [n * n], n the shorter side of the stamp; null where the scene has none
 * @param tangents derivatives of the image by theta, [6][ny * nx]
 */
public record InspectedGalaxy(long index, double[] theta, double[] pixels, double[] psf, double[][] tangents) {

    /** Parameters of a galaxy, in the order of {@link #theta}. */
    public static final int PARAMETERS = 6;

    /** As the benchmark's: training and validation stay below. */
    private static final long FIRST_INDEX = 1L << 40;

    /** A galaxy is in its stamp when its major axis sigma is below this share of the side, as in the benchmark. */
    private static final double IN_STAMP = 1.2 / (53 * 0.141);

    /** The first held-out galaxies of a scene that lie within their stamps. */
    public static InspectedGalaxy[] draw(Scene scene, int count) {
        InspectedGalaxy[] galaxies = new InspectedGalaxy[count];
        SceneRenderer renderer = new SceneRenderer(scene, RenderAccuracy.HIGH);
        long index = FIRST_INDEX;
        for (int i = 0; i < count; i++, index++) {
            SceneGalaxy galaxy = scene.draw(index);
            for (int tries = 0; !inStamp(scene, galaxy) && tries < MOST_TRIES; tries++) {
                galaxy = scene.draw(++index);
            }
            galaxies[i] = of(scene, renderer, galaxy);
        }
        return galaxies;
    }

    /** Where no galaxy lies within its stamp, those that do not are looked at. */
    private static final int MOST_TRIES = 1000;

    /** One galaxy, rendered. */
    static InspectedGalaxy of(Scene scene, SceneRenderer renderer, SceneGalaxy galaxy) {
        double[] pixels = new double[scene.nx() * scene.ny()];
        renderer.image(galaxy, pixels);
        int side = Math.min(scene.nx(), scene.ny());
        double[] psf = scene.hasPsf() ? new double[side * side] : null;
        if (psf != null) {
            renderer.psfImage(galaxy, psf, side);
        }
        return new InspectedGalaxy(galaxy.index(), galaxy.parameters(), pixels, psf, renderer.derivatives(galaxy));
    }

    private static boolean inStamp(Scene scene, SceneGalaxy galaxy) {
        double g = galaxy.shear().modulus();
        double majorSigma = galaxy.sigma() * Math.sqrt((1 + g) / (1 - g));
        return !(majorSigma >= Math.min(scene.nx(), scene.ny()) * scene.pixelScale() * IN_STAMP);
    }

    /** Inverse variances of the six parameters over the scene's galaxies: what is known before anyone looks. */
    public static double[] population(Scene scene) {
        double[] sum = new double[PARAMETERS];
        double[] square = new double[PARAMETERS];
        for (int i = 0; i < POPULATION; i++) {
            double[] theta = scene.draw(FIRST_INDEX + i).parameters();
            for (int k = 0; k < PARAMETERS; k++) {
                sum[k] += theta[k] / POPULATION;
                square[k] += theta[k] * theta[k] / POPULATION;
            }
        }
        double[] known = new double[PARAMETERS];
        for (int k = 0; k < PARAMETERS; k++) {
            known[k] = 1 / Math.max(square[k] - sum[k] * sum[k], FIXED * Math.max(1, square[k]));
        }
        return known;
    }

    /** Galaxies whose scatter stands for the population's: variances to 3 per cent. */
    private static final int POPULATION = 2000;

    /** Variance of a parameter that does not vary, over its square: known for all that matters. */
    private static final double FIXED = 1e-20;
}
