package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shearnet.net.NetworkSpec.ImageScale;

class NormalisationTest {

    private static float[] scaled(ImageScale scale, double noiseSigma, double... pixels) {
        Normalisation normalisation = new Normalisation(
                scale, 0, 1, 0, 1, List.of(), List.of(), List.of(), List.of(), new Domain(1, 0, 0, 0, 0));
        float[] out = new float[pixels.length];
        normalisation.image(pixels, noiseSigma, out, 0);
        return out;
    }

    @Test
    void aStampOverItsFluxSumsToOne() {
        float[] of = scaled(ImageScale.FLUX, 1e-3, 1, 2, 3, 4);
        assertThat(of[0] + of[1] + of[2] + of[3]).isCloseTo(1, offset(1e-6f));
        assertThat(of[3]).isCloseTo(0.4f, offset(1e-6f));
    }

    @Test
    void aStampWhoseNoiseSumsToNothingStaysOfTheOrderOfOne() {
        assertThat(scaled(ImageScale.FLUX, 0.5, 0.5, -0.5, 0.6, -0.6)).containsOnly(0.5f, -0.5f, 0.6f, -0.6f);
    }

    @Test
    void unscaledPixelsStay() {
        assertThat(scaled(ImageScale.NONE, 1, 3, -4)).containsExactly(3, -4);
    }
}
