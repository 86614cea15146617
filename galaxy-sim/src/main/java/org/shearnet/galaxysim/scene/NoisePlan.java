package org.shearnet.galaxysim.scene;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.noise.CcdNoise;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.PhotonNoise;
import org.shearnet.galaxysim.noise.PoissonNoise;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The noise of a scene, and the sky that stays in its images. */
final class NoisePlan {

    private final Drawn<Noise> noise;
    private final double background;

    /**
     * @param words the kinds of noise
     * @param area of a pixel (arcsec^2)
     * @param photons whether galaxies are made of photons
     */
    NoisePlan(
            YamlNode image,
            Vocabulary<NoiseWords, Drawn<Noise>> words,
            Values values,
            double area,
            int nx,
            int ny,
            boolean photons) {
        Drawn<Double> sky = NoiseWords.sky(image, values, area);
        if (!sky.isConstant()) {
            throw image.get(image.has("sky_level") ? "sky_level" : "sky_level_pixel")
                    .error("one sky level for all stamps, please");
        }
        background = sky.draw(Draw.ofConstants());
        if (!(background >= 0)) {
            throw image.error("sky_level must not be negative, as " + background);
        }
        Drawn<Noise> read = image.has("noise")
                ? new NoiseWords(values, area, background, nx, ny).parse(words, image.get("noise"))
                : Drawn.constant(null);
        noise = photons ? read.map(PhotonNoise::new) : read;
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
