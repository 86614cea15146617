package org.shearnet.galaxysim.scene;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.PhotonNoise;
import org.shearnet.galaxysim.render.StampGrid;
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
            StampGrid grid,
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
                ? new NoiseWords(values, area, background, grid).parse(words, image.get("noise"))
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

    /** Standard deviation that holds for all pixels of all stamps, NaN where there is none. */
    double commonSigma() {
        return common() == null ? Double.NaN : common().commonSigma();
    }

    /** What a file's header can say of it: its kind, and the numbers that hold for all stamps. */
    Map<String, Object> cards() {
        Noise one = common();
        Map<String, Object> cards = new LinkedHashMap<>();
        if (one != null) {
            cards.putAll(one.cards());
        } else if (isThere()) {
            cards.put("NOISETYP", "VARIES");
        } else {
            cards.put("NOISETYP", "NONE");
            cards.put("NOISESIG", 0.0);
        }
        if (!Double.isNaN(commonSigma())) {
            cards.put("NOISESIG", commonSigma());
        }
        if (background > 0) {
            cards.put("SKYLEFT", background);
        }
        return cards;
    }
}
