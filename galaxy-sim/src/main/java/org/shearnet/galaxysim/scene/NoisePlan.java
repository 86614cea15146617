package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.shearnet.galaxysim.noise.CcdNoise;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.PhotonNoise;
import org.shearnet.galaxysim.noise.PoissonNoise;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The noise of a scene, and the sky that stays in its images. */
final class NoisePlan {

    private final Drawn<Noise> noise;
    private final double background;

    /**
     * @param area of a pixel (arcsec^2)
     * @param photons whether galaxies are made of photons
     */
    NoisePlan(YamlNode image, Values values, Path directory, double area, int nx, int ny, boolean photons) {
        Drawn<Double> sky = sky(image, values, area);
        if (!sky.isConstant()) {
            throw image.get(image.has("sky_level") ? "sky_level" : "sky_level_pixel")
                    .error("one sky level for all stamps, please");
        }
        background = sky.draw(Draw.ofConstants());
        if (!(background >= 0)) {
            throw image.error("sky_level must not be negative, as " + background);
        }
        Drawn<Noise> read =
                image.has("noise") ? read(image.get("noise"), values, directory, area, nx, ny) : Drawn.constant(null);
        noise = photons ? map(read, PhotonNoise::new) : read;
    }

    private Drawn<Noise> read(YamlNode node, Values values, Path directory, double area, int nx, int ny) {
        if (!node.has("type") && (node.has("sigma") || node.has("variance"))) {
            throw node.error(
                    "'type' is missing: sigma and variance are those of Gaussian; without a type it is Poisson");
        }
        String type = Vocabulary.NOISES.type(node, "Poisson", Set.of());
        Drawn<Noise> found = switch (type) {
            case "Gaussian" -> {
                if (node.has("sigma") == node.has("variance")) {
                    throw node.error("give sigma or variance");
                }
                boolean variance = node.has("variance");
                Drawn<Double> value = values.number(node.get(variance ? "variance" : "sigma"));
                yield map(value, v -> new GaussianNoise(variance ? Math.sqrt(v) : v));
            }
            case "Correlated" -> Drawn.constant(NoiseImages.read(node, directory, nx, ny));
            case "Poisson" -> map(sky(node, values, area), s -> new PoissonNoise(s + background));
            default -> {
                Drawn<Double> gain = values.optional(node, "gain", 1);
                Drawn<Double> readNoise = values.optional(node, "read_noise", 0);
                Drawn<Double> level = sky(node, values, area);
                Drawn<Noise> ccd = d -> new CcdNoise(level.draw(d) + background, gain.draw(d), readNoise.draw(d));
                yield level.isConstant() && gain.isConstant() && readNoise.isConstant()
                        ? map(Drawn.constant(0.0), zero -> ccd.draw(Draw.ofConstants()))
                        : ccd;
            }
        };
        node.rejectUnknown();
        if (found.isConstant()) {
            try {
                found.draw(Draw.ofConstants());
            } catch (IllegalArgumentException e) {
                throw node.error(e.getMessage());
            }
        }
        return found;
    }

    private static <T> Drawn<Noise> map(Drawn<T> value, java.util.function.Function<T, Noise> maker) {
        return new Drawn<>() {
            @Override
            public Noise draw(Draw d) {
                return maker.apply(value.draw(d));
            }

            @Override
            public boolean isConstant() {
                return value.isConstant();
            }
        };
    }

    /** Sky counts in a pixel: sky_level is per arcsec^2, sky_level_pixel per pixel. */
    private static Drawn<Double> sky(YamlNode node, Values values, double area) {
        if (node.has("sky_level") && node.has("sky_level_pixel")) {
            throw node.error("give sky_level or sky_level_pixel, not both");
        }
        if (node.has("sky_level_pixel")) {
            return values.number(node.get("sky_level_pixel"));
        }
        if (!node.has("sky_level")) {
            return Drawn.constant(0.0);
        }
        Drawn<Double> level = values.number(node.get("sky_level"));
        return level.isConstant() ? Drawn.constant(area * level.draw(Draw.ofConstants())) : d -> area * level.draw(d);
    }

    /** Sky counts that stay in every pixel. */
    double background() {
        return background;
    }

    /** The noise of a draw, or null. */
    Noise draw(Draw draw) {
        return noise.draw(draw);
    }

    /** The noise where one holds for all stamps, or null where there is none or it varies. */
    Noise common() {
        return noise.isConstant() ? noise.draw(Draw.ofConstants()) : null;
    }

    /** Whether the scene adds noise. */
    boolean isThere() {
        return !noise.isConstant() || common() != null;
    }

    /** Whether one standard deviation holds for all pixels of all stamps. */
    boolean isUniform() {
        return common() != null && common().isUniform();
    }

    /** What a file's header can say of it: its kind, and the numbers that hold for all stamps. */
    Map<String, Object> cards() {
        Map<String, Object> cards = new LinkedHashMap<>();
        Noise one = common();
        if (one == null) {
            cards.put("NOISETYP", isThere() ? "VARIES" : "NONE");
            if (!isThere()) {
                cards.put("NOISESIG", 0.0);
            }
        } else if (one instanceof PoissonNoise poisson) {
            cards.put("NOISETYP", "POISSON");
            cards.put("SKYLEVEL", poisson.sky());
        } else if (one instanceof CcdNoise ccd) {
            cards.put("NOISETYP", "CCD");
            cards.put("SKYLEVEL", ccd.sky());
            cards.put("GAIN", ccd.gain());
            cards.put("RDNOISE", ccd.readNoise());
        } else {
            cards.put(
                    "NOISETYP",
                    one instanceof GaussianNoise ? "GAUSSIAN" : one instanceof PhotonNoise ? "PHOTONS" : "CORRELATED");
        }
        if (isUniform()) {
            cards.put("NOISESIG", Math.sqrt(one.variance(0)));
        }
        if (background > 0) {
            cards.put("SKYLEFT", background);
        }
        return cards;
    }
}
