package org.shearnet.inspect;

import java.util.Arrays;
import org.shearnet.benchmark.HeldOutGalaxies;
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

    /** The first held-out galaxies of a scene that lie within their stamps. */
    public static InspectedGalaxy[] draw(Scene scene, int count) {
        SceneRenderer renderer = new SceneRenderer(scene, RenderAccuracy.HIGH);
        return Arrays.stream(HeldOutGalaxies.inStamp(scene, 0, count))
                .map(galaxy -> of(scene, renderer, galaxy))
                .toArray(InspectedGalaxy[]::new);
    }

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

    /** Inverse variances of the six parameters over the scene's galaxies: what is known before anyone looks. */
    public static double[] population(Scene scene) {
        double[] sum = new double[PARAMETERS];
        double[] square = new double[PARAMETERS];
        for (int i = 0; i < POPULATION; i++) {
            double[] theta = scene.draw(HeldOutGalaxies.FIRST_INDEX + i).parameters();
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
