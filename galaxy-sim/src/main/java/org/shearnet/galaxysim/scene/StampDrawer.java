package org.shearnet.galaxysim.scene;

import java.util.function.Function;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.FftLimitException;
import org.shearnet.galaxysim.render.FisherBound;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.yaml.ConfigException;

/** Draws galaxies and PSFs of the sky onto the pixels of a scene: one per thread. */
final class StampDrawer {

    /**
     * Pixels.
     *
     * @param grid those of a stamp, taken as square
     * @param onSky how they lie on the sky
     */
    record Pixels(StampGrid grid, PixelGrid onSky) {}

    private final Pixels pixels;
    private final Renderer renderer;
    private LightProfile lastPsf;
    private LightProfile lastMapped;

    StampDrawer(Pixels pixels, RenderAccuracy accuracy) {
        this.pixels = pixels;
        renderer = new Renderer(accuracy);
    }

    /**
     * A galaxy under its PSF.
     *
     * @param index its number
     * @param psf or null
     * @param out flux in each pixel [ny][nx], overwritten
     * @throws ConfigException where the galaxy is too large for the renderer's limit
     */
    void draw(long index, LightProfile galaxy, LightProfile psf, double[] out) {
        if (galaxy.hasPoints() && (psf == null || psf.hasPoints())) {
            throw new ConfigException(
                    "gal: object " + index
                            + ": a point of light (DeltaFunction, RandomKnots) is drawn through a PSF that spreads it: give psf");
        }
        try {
            renderer.draw(pixels.onSky.overSquares(galaxy), mapped(psf), pixels.grid, out);
        } catch (FftLimitException | IllegalArgumentException e) {
            throw new ConfigException("gal: object " + index + ": " + e.getMessage(), e);
        }
    }

    /** Says that the next galaxy's PSF is that of all, or by null that it is its own; see {@link Renderer#shares}. */
    void shares(LightProfile psf) {
        renderer.shares(psf == null ? null : mapped(psf));
    }

    /**
     * A PSF as pixels see it, centred at ((n - 1) / 2, (n - 1) / 2).
     *
     * @param index number of its galaxy
     * @param out [n][n], overwritten
     */
    void psf(long index, LightProfile psf, double[] out, int n) {
        if (psf.hasPoints()) {
            throw new ConfigException("psf: a point of light (DeltaFunction) has no image: leave psf out for no PSF");
        }
        try {
            renderer.draw(mapped(psf), null, pixels.grid.ofSides(n, n), out);
        } catch (FftLimitException | IllegalArgumentException e) {
            throw new ConfigException("psf: object " + index + ": " + e.getMessage(), e);
        }
    }

    /** The least covariance of parameters at white noise of sigma 1; see {@link FisherBound}. */
    double[][] bound(Function<double[], LightProfile> model, double[] theta, LightProfile psf) {
        return FisherBound.covariance(
                renderer, t -> pixels.onSky.overSquares(model.apply(t)), theta, mapped(psf), pixels.grid);
    }

    /** Derivatives of the drawn image by n parameters, [n][ny * nx]; see {@link FisherBound}. */
    double[][] derivatives(Function<double[], LightProfile> model, double[] theta, LightProfile psf) {
        return FisherBound.derivatives(
                renderer, t -> pixels.onSky.overSquares(model.apply(t)), theta, mapped(psf), pixels.grid);
    }

    /** A PSF over square pixels; the same object for the same PSF, by which the renderer knows it. */
    private LightProfile mapped(LightProfile psf) {
        if (psf == null || pixels.onSky.isSquare()) {
            return psf;
        }
        if (psf != lastPsf) {
            lastPsf = psf;
            lastMapped = pixels.onSky.overSquares(psf);
        }
        return lastMapped;
    }
}
