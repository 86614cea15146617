package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.fits.StampLayout;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.yaml.ConfigException;

/**
 * A population of galaxies, their PSF, pixels and noise, as {@link SceneParser} reads it of a configuration. Immutable; what
 * galaxy i is depends on the seed and i alone.
 */
public final class Scene {

    private static final int MOST_REDRAWS = 10_000;

    /**
     * What shines.
     *
     * @param psf or a constant null
     * @param s2n signal-to-noise ratio that gives the galaxy its flux, or null
     */
    record Light(Drawn<LightProfile> galaxy, Drawn<LightProfile> psf, Drawn<Double> s2n) {}

    private final Light light;
    private final StampDrawer.Pixels pixels;
    private final int stampsPerImage;
    private final StampPlan stamps;
    private final NoisePlan noise;
    private final OutputPlan output;
    private final TruthTable truth;
    private final boolean random;
    private final RandomStreams streams;
    private final ThreadLocal<StampDrawer> drawers;

    Scene(
            Light light,
            StampDrawer.Pixels pixels,
            int stampsPerImage,
            StampPlan stamps,
            NoisePlan noise,
            OutputPlan output,
            TruthTable truth,
            boolean random,
            RandomStreams streams) {
        this.light = light;
        this.pixels = pixels;
        this.stampsPerImage = stampsPerImage;
        this.stamps = stamps;
        this.noise = noise;
        this.output = output;
        this.truth = truth;
        this.random = random;
        this.streams = streams;
        drawers = ThreadLocal.withInitial(() -> new StampDrawer(pixels, RenderAccuracy.DEFAULT));
    }

    /** {@return the pixels of a stamp; square ones of the same area where they are not square} */
    public StampGrid grid() {
        return pixels.grid();
    }

    /** The pixels of a stamp, and how they lie on the sky. */
    StampDrawer.Pixels pixels() {
        return pixels;
    }

    /** {@return columns of a stamp} */
    public int nx() {
        return grid().nx();
    }

    /** {@return rows of a stamp} */
    public int ny() {
        return grid().ny();
    }

    /** {@return side of a pixel (arcsec); of a square of the same area where pixels are not square} */
    public double pixelScale() {
        return grid().pixelScale();
    }

    /** {@return number of stamps that the configuration asks for} */
    public long count() {
        return output.images() * stampsPerImage;
    }

    /** {@return whether anything is drawn at random} */
    public boolean isRandom() {
        return random;
    }

    /** {@return the seed of all that is random} */
    public long seed() {
        return streams.seed();
    }

    /** {@return the streams that noise and the like are drawn from} */
    public RandomStreams streams() {
        return streams;
    }

    /** {@return whether all galaxies share one PSF (or have none)} */
    public boolean hasConstantPsf() {
        return light.psf.isConstant();
    }

    /** {@return whether one image of the PSF serves all galaxies of the scene} */
    public boolean hasOnePsfImage() {
        return hasConstantPsf() && !output().psfMoves();
    }

    /** {@return whether there is a PSF} */
    public boolean hasPsf() {
        return !light.psf.isConstant() || light.psf.draw(null) != null;
    }

    /** {@return whether the scene adds noise} */
    public boolean hasNoise() {
        return noise.isThere();
    }

    /** What is written beside the images. */
    OutputPlan output() {
        return output;
    }

    /** Whether weights go with the stamps: where asked for, or where one number does not say the noise of every pixel. */
    boolean writesWeights() {
        return output.weight() != null || hasNoise() && Double.isNaN(noise.commonSigma());
    }

    /** Cards of the images' header. */
    Map<String, Object> imageCards() {
        Map<String, Object> cards = noise.cards();
        cards.putAll(pixels.onSky().cards(nx(), ny()));
        return cards;
    }

    /** Sky counts that stay in every pixel. */
    double background() {
        return noise.background();
    }

    /**
     * {@return the number that a stamp's noise is drawn by: its own, or that of the first of its pair}
     *
     * @param index number of the stamp, from 0
     */
    public long noiseIndex(long index) {
        return index - index % stamps.copies();
    }

    /**
     * {@return the noise of a galaxy's stamp, or null} Stamps of one image share what is drawn for it.
     *
     * @param index number of the stamp, from 0
     */
    public Noise noise(long index) {
        long of = index / stampsPerImage;
        try {
            return noise.draw(new Draw(streams, of, of));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("image.noise: object " + index + ": " + e.getMessage(), e);
        }
    }

    /** The PSF of an exposure of that number. */
    LightProfile psf(long exposure) {
        try {
            return light.psf.draw(new Draw(streams, exposure, exposure));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("psf: exposure " + exposure + ": " + e.getMessage(), e);
        }
    }

    /** {@return galaxies a square arcminute beside each object; 0 for isolated ones} */
    public double neighbourDensity() {
        return stamps.neighbours();
    }

    /** {@return columns of TRUTH} */
    public List<StampLayout.Column> truthColumns() {
        return truth.columns();
    }

    /**
     * {@return the row of TRUTH of a galaxy, in the order of {@link #truthColumns}}
     *
     * @param galaxy a galaxy of this scene
     */
    public List<Double> truth(SceneGalaxy galaxy) {
        return truth.row(galaxy);
    }

    /**
     * Draws a galaxy.
     *
     * @param index its number, from 0
     * @return the galaxy
     * @throws ConfigException where the configuration gives this galaxy impossible values
     */
    public SceneGalaxy draw(long index) {
        int failures = 0;
        for (int redraw = 0; redraw < MOST_REDRAWS; redraw++) {
            try {
                SceneGalaxy found = draw(index, redraw);
                if (stamps.rejections().isEmpty()
                        || !truth.meets(
                                stamps.rejections(), stamps.member(index) == 0 ? found : first(index, redraw))) {
                    return found;
                }
            } catch (ConfigException e) {
                if (failures++ >= stamps.retries()) {
                    throw e;
                }
            }
        }
        throw new ConfigException("stamp.reject: object " + index + ": rejected " + MOST_REDRAWS + " times");
    }

    /** The first of a galaxy's ring: what is rejected there is rejected for all. */
    private SceneGalaxy first(long index, int redraw) {
        return draw(stamps.ring(index) * stamps.stampsPerGalaxy(), redraw);
    }

    private SceneGalaxy draw(long index, int redraw) {
        long ring = stamps.ring(index);
        long number = index / stamps.copies();
        int redrawn = stamps.isPlain() ? redraw : 0;
        Draw whole = new Draw(
                streams,
                ring * stamps.stampsPerGalaxy() / stamps.copies(),
                ring * stamps.stampsPerGalaxy(),
                redraw,
                1,
                null);
        Draw member = new Draw(streams, number, number * stamps.copies(), redrawn, stamps.sign(index), whole);
        LightProfile p;
        try {
            p = light.psf.draw(member);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("psf: object " + index + ": " + e.getMessage(), e);
        }
        LightProfile g;
        try {
            g = stamps.apply(light.galaxy.draw(whole), index, member, pixels.onSky());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("stamp: object " + index + ": " + e.getMessage(), e);
        }
        List<Double> drawn = new ArrayList<>(truth.drawnPaths().size());
        SceneGalaxy found;
        try {
            found = SceneGalaxy.of(index, light.s2n == null ? g : scaled(index, g, p, light.s2n.draw(whole)), p, drawn);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("gal: object " + index + ": " + e.getMessage(), e);
        }
        List<Double> added = output.truth(member);
        for (String path : truth.drawnPaths()) {
            double value = whole.drawn(path);
            drawn.add(Double.isNaN(value) ? member.drawn(path) : value);
        }
        drawn.addAll(added);
        return found;
    }

    /** A galaxy at the flux that gives it a signal-to-noise ratio against the noise without its own photons, as in GalSim. */
    private LightProfile scaled(long index, LightProfile g, LightProfile p, double wanted) {
        double[] image = new double[grid().size()];
        StampDrawer drawer = drawers.get();
        drawer.shares(hasConstantPsf() ? p : null);
        drawer.draw(index, g, p, image);
        double sum = 0;
        for (double mu : image) {
            sum += mu * mu;
        }
        return g.withScaledFlux(wanted * Math.sqrt(noise(noiseIndex(index)).variance(0) / sum));
    }
}
