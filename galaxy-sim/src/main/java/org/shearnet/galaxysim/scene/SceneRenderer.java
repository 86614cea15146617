package org.shearnet.galaxysim.scene;

import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Stamp;
import org.shearnet.galaxysim.yaml.ConfigException;

/** Draws the galaxies of a scene: one per thread. */
public final class SceneRenderer {

    /** Variance (counts^2) below which a pixel is taken to hold no photon at all. */
    private static final double LEAST_VARIANCE = 1e-30;

    private final Scene scene;
    private final StampDrawer drawer;

    /**
     * With the default accuracy.
     *
     * @param scene the scene whose galaxies are drawn
     */
    public SceneRenderer(Scene scene) {
        this(scene, RenderAccuracy.DEFAULT);
    }

    /**
     * At another accuracy.
     *
     * @param scene the scene whose galaxies are drawn
     * @param accuracy how closely to draw
     */
    public SceneRenderer(Scene scene, RenderAccuracy accuracy) {
        this.scene = scene;
        drawer = new StampDrawer(scene.pixels(), accuracy);
    }

    /**
     * The expected image, free of noise.
     *
     * @param galaxy a galaxy of the scene
     * @param out flux in each pixel [ny][nx], overwritten
     * @throws ConfigException where the galaxy is too large for the renderer's limit
     */
    public void image(SceneGalaxy galaxy, double[] out) {
        drawer.shares(scene.hasConstantPsf() ? galaxy.psf() : null);
        drawer.draw(galaxy.index(), galaxy.galaxy(), galaxy.psf(), out);
    }

    /**
     * {@return the expected image, free of noise}
     *
     * @param galaxy a galaxy of the scene
     */
    public Stamp image(SceneGalaxy galaxy) {
        double[] values = new double[scene.grid().size()];
        image(galaxy, values);
        return new Stamp(scene.grid(), values);
    }

    /**
     * The PSF as pixels see it, centred at ((n - 1) / 2, (n - 1) / 2), total flux that of the PSF.
     *
     * @param galaxy a galaxy of the scene
     * @param out [n][n], overwritten
     * @param n side of the image (pixels)
     */
    public void psfImage(SceneGalaxy galaxy, double[] out, int n) {
        if (galaxy.psf() == null) {
            throw new ConfigException("psf: this scene has none to draw");
        }
        LightProfile psf = scene.output().psfMoves() ? galaxy.psf().shift(galaxy.dx(), galaxy.dy()) : galaxy.psf();
        drawer.psf(galaxy.index(), psf, out, n);
    }

    /**
     * Adds white noise.
     *
     * @param index the galaxy's number
     * @param sigma standard deviation (counts)
     * @param purpose names the noise field: another purpose gives another, independent one
     * @param image changed in place
     */
    public void addNoise(long index, double sigma, String purpose, double[] image) {
        new GaussianNoise(sigma)
                .addTo(
                        scene.streams().stream(index, purpose),
                        image,
                        scene.grid().size());
    }

    /**
     * Adds the scene's own noise, if it has any, and the sky that stays in the image.
     *
     * @param index number of the stamp, from 0
     * @param purpose which draw of the noise
     * @param image expected counts, changed in place, [ny*nx]
     */
    public void addNoise(long index, String purpose, double[] image) {
        Noise noise = scene.noise(index);
        double background = scene.background();
        if (noise != null) {
            noise.addTo(
                    scene.streams().stream(index, purpose), image, scene.grid().size());
        }
        for (int i = 0; background > 0 && i < scene.grid().size(); i++) {
            image[i] += background;
        }
    }

    /**
     * Inverse of the expected variance of each pixel under the scene's own noise; 0 where there is none to expect.
     *
     * @param index the number that the stamp's noise is drawn by
     * @param image the expected counts, [ny][nx]
     * @param object whether the object's own photons count, else those of the sky alone
     * @param out overwritten
     */
    void weights(long index, double[] image, boolean object, double[] out) {
        Noise noise = scene.noise(index);
        for (int i = 0; i < out.length; i++) {
            double variance = noise.variance(object ? image[i] : 0);
            out[i] = variance > LEAST_VARIANCE ? 1 / variance : 0;
        }
    }

    /**
     * S/N of an expected image by the matched filter, sqrt(sum mu^2 / variance), under the scene's own noise.
     *
     * @param index the number that the stamp's noise is drawn by
     * @return NaN without noise
     */
    double s2n(long index, double[] image) {
        Noise noise = scene.noise(index);
        double sum = 0;
        for (int i = 0; noise != null && i < scene.grid().size(); i++) {
            double variance = noise.variance(image[i]);
            sum += variance > LEAST_VARIANCE ? image[i] * image[i] / variance : 0;
        }
        return noise == null ? Double.NaN : Math.sqrt(sum);
    }

    /** Standard deviation of a pixel without the object; 0 without noise. */
    double noiseSigma(long index) {
        Noise noise = scene.noise(index);
        return noise == null ? 0 : Math.sqrt(noise.variance(0));
    }

    /**
     * {@return derivatives of the expected image by x, y (arcsec), g1, g2, size (arcsec) and flux, [6][ny * nx]}
     *
     * @param galaxy a galaxy of the scene
     * @see SceneGalaxy#parameters
     */
    public double[][] derivatives(SceneGalaxy galaxy) {
        return drawer.derivatives(galaxy::withParameters, galaxy.parameters(), galaxy.psf());
    }

    /**
     * {@return the least covariance that any unbiased estimator of (x, y, g1, g2, size, flux) can have at white noise
     * of sigma 1; it grows with sigma^2}
     *
     * @param galaxy a galaxy of the scene
     * @see SceneGalaxy#parameters
     */
    public double[][] bound(SceneGalaxy galaxy) {
        return drawer.bound(galaxy::withParameters, galaxy.parameters(), galaxy.psf());
    }

    /**
     * {@return the same where the profile is not known either: of seven parameters, the last of them ln n of a Sersic
     * profile (a Gaussian is one of n = 0.5, an exponential of 1), or the share of the first of two profiles on top of each
     * other, as bulge and disk, in their flux}
     *
     * @param galaxy a galaxy of the scene
     * @throws ConfigException where it is neither
     * @see FreeProfile
     */
    public double[][] boundOfFreeProfile(SceneGalaxy galaxy) {
        FreeProfile free = FreeProfile.of(galaxy);
        return drawer.bound(free::at, free.parameters(), galaxy.psf());
    }
}
