package org.shearnet.galaxysim.scene;

import org.shearnet.galaxysim.noise.CcdNoise;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.PoissonNoise;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * The noises that {@code image.noise} may be.
 *
 * @param area of a pixel (arcsec^2)
 * @param background sky counts that stay in every pixel
 * @param grid the pixels of a stamp
 */
record NoiseWords(Values values, double area, double background, StampGrid grid) {

    private static final Keys SKY = Keys.none()
            .atMostOneOf("counts an arcsec^2, or a pixel; taken off the image", "sky_level", "sky_level_pixel");

    static final Vocabulary<NoiseWords, Drawn<Noise>> ALL = GalSimWords.<NoiseWords, Drawn<Noise>>vocabulary(
                    "image.noise", "without a type it is Poisson")
            .unlessNamed("Poisson")
            .register(
                    "Gaussian",
                    "white",
                    Keys.none().oneOf("counts, or counts^2", "sigma", "variance"),
                    NoiseWords::white)
            .register("Poisson", "photons of object and sky", SKY, NoiseWords::poisson)
            .register(
                    "CCD",
                    "the same, with gain and read-out",
                    Keys.none()
                            .may("gain", "electrons a count, 1 unless given")
                            .may("read_noise", "electrons")
                            .plus(SKY),
                    NoiseWords::ccd)
            .register(
                    "Correlated",
                    NoiseImages.MEANING,
                    NoiseImages.KEYS,
                    (node, c) -> Drawn.constant(NoiseImages.read(node, c.values.files(), c.grid.nx(), c.grid.ny())));

    /** The noise of a section. */
    Drawn<Noise> parse(Vocabulary<NoiseWords, Drawn<Noise>> words, YamlNode node) {
        if (!node.has("type") && (node.has("sigma") || node.has("variance"))) {
            throw node.error(
                    "'type' is missing: sigma and variance are those of Gaussian; without a type it is Poisson");
        }
        Drawn<Noise> found = words.parse(node, this);
        if (found.isConstant()) {
            try {
                found.draw(Draw.ofConstants());
            } catch (IllegalArgumentException e) {
                throw node.error(e.getMessage());
            }
        }
        return found;
    }

    private static Drawn<Noise> white(YamlNode node, NoiseWords context) {
        if (node.has("sigma") == node.has("variance")) {
            throw node.error("give sigma or variance");
        }
        return node.has("variance")
                ? context.values.number(node.get("variance")).map(v -> new GaussianNoise(Math.sqrt(v)))
                : context.values.number(node.get("sigma")).map(GaussianNoise::new);
    }

    private static Drawn<Noise> poisson(YamlNode node, NoiseWords context) {
        return sky(node, context.values, context.area).map(s -> new PoissonNoise(s + context.background));
    }

    private static Drawn<Noise> ccd(YamlNode node, NoiseWords context) {
        Drawn<Double> gain = context.values.optional(node, "gain", 1);
        Drawn<Double> readNoise = context.values.optional(node, "read_noise", 0);
        Drawn<Double> level = sky(node, context.values, context.area);
        Drawn<Noise> ccd = d -> new CcdNoise(level.draw(d) + context.background, gain.draw(d), readNoise.draw(d));
        return level.isConstant() && gain.isConstant() && readNoise.isConstant()
                ? Drawn.constant(0.0).map(zero -> ccd.draw(Draw.ofConstants()))
                : ccd;
    }

    /** Sky counts in a pixel: sky_level is per arcsec^2, sky_level_pixel per pixel. */
    static Drawn<Double> sky(YamlNode node, Values values, double area) {
        if (node.has("sky_level") && node.has("sky_level_pixel")) {
            throw node.error("give sky_level or sky_level_pixel, not both");
        }
        if (node.has("sky_level_pixel")) {
            return values.number(node.get("sky_level_pixel"));
        }
        return node.has("sky_level")
                ? values.number(node.get("sky_level")).map(level -> area * level)
                : Drawn.constant(0.0);
    }
}
