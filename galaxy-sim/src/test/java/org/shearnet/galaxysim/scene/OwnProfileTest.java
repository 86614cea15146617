package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.ProfileType;
import org.shearnet.galaxysim.profile.RadialProfile;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlReader;

/** A profile takes its class and one line. */
class OwnProfileTest {

    /** Flux in the stamp of all; measured 3e-6. */
    private static final double LEFT_OUT = 1e-4;

    /** Quadratic fall-off, I(r) = flux (r^2 / 2 s^2) exp(-r^2 / 2 s^2) / (2 pi s^2): a blurred ring. */
    static final class BlurredRing extends RadialProfile {

        static final ProfileType TYPE = new ProfileType(
                "BlurredRing",
                "a ring, blurred",
                Keys.none().must("width", "arcsec"),
                n -> new BlurredRing(n.get("width"), 1));

        private final double s;

        BlurredRing(double s, double flux) {
            super(flux);
            if (!(s > 0)) {
                throw new IllegalArgumentException("width must be positive, not " + s);
            }
            this.s = s;
        }

        @Override
        protected double unitK(double ksq) {
            double z = 0.5 * ksq * s * s;
            return (1 - z) * Math.exp(-z);
        }

        @Override
        protected double unitX(double r) {
            double z = 0.5 * r * r / (s * s);
            return z * Math.exp(-z) / (2 * Math.PI * s * s);
        }

        @Override
        protected double unitExtent(double surfaceBrightness) {
            double z = 1;
            for (int i = 0; i < 60; i++) {
                z = Math.max(1, -Math.log(surfaceBrightness * 2 * Math.PI * s * s / z));
            }
            return s * Math.sqrt(2 * z);
        }

        @Override
        public double halfLightRadius() {
            return s * Math.sqrt(2 * 1.6783469900166605);
        }

        @Override
        public BlurredRing withFlux(double flux) {
            return new BlurredRing(s, flux);
        }

        @Override
        public double maxK(double threshold) {
            return Math.sqrt(-3 * Math.log(threshold)) / s;
        }

        @Override
        public double stepK(double threshold, double minHalfLightRadii) {
            return Math.PI / (minHalfLightRadii * halfLightRadius());
        }

        @Override
        public double meanSquareRadius() {
            return 4 * s * s;
        }
    }

    private static final SceneWords WORDS = SceneWords.standard().withProfile(BlurredRing.TYPE);

    private static Scene scene(String gal, SceneWords words) {
        String yaml = "gal: " + gal + "\npsf: {type: BlurredRing, width: 0.01}\n"
                + "image: {size: 65, pixel_scale: 0.2, random_seed: 1}";
        return SceneParser.parse(YamlReader.parse("ring.yaml", yaml), null, words);
    }

    @Test
    void isReadAndDrawnAsAllOthers() {
        Scene scene = scene("{type: BlurredRing, width: {type: Random, min: 1, max: 1.5}, flux: 7}", WORDS);
        SceneGalaxy galaxy = scene.draw(3);
        double[] image = new double[65 * 65];
        new SceneRenderer(scene).image(galaxy, image);
        double width = galaxy.drawn().get(0);
        assertThat(galaxy.halfLightRadius()).isCloseTo(width * 1.8321, within(1e-3));
        assertThat(Arrays.stream(image).sum()).isCloseTo(7, within(7 * LEFT_OUT));
        double centre = image[32 * 65 + 32];
        double crest = image[32 * 65 + 32 + (int) Math.round(Math.sqrt(2) * width / 0.2)];
        assertThat(crest).isGreaterThan(10 * centre);
    }

    @Test
    void itsKeysAreChecked() {
        assertThatThrownBy(() -> scene("{type: BlurredRing, width: 1, beta: 3}", WORDS))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "ring.yaml:1: gal.beta: unknown key 'beta' of BlurredRing: it belongs to Moffat");
        assertThatThrownBy(() -> scene("{type: BlurredRing, width: -1}", WORDS))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ring.yaml:1: gal: width must be positive, not -1.0");
        assertThatThrownBy(() -> scene("{type: Gaussian, width: 1}", WORDS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("it belongs to BlurredRing");
    }

    @Test
    void othersDoNotKnowIt() {
        assertThatThrownBy(() -> scene("{type: Gaussian, sigma: 1}", SceneWords.standard()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown type 'BlurredRing'");
        assertThatThrownBy(() -> WORDS.withProfile(BlurredRing.TYPE)).isInstanceOf(IllegalArgumentException.class);
    }
}
