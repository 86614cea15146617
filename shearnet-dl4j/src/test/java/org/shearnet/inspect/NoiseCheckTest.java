package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shearnet.net.Model;

class NoiseCheckTest {

    /** A thousand draws give a variance to 4.5 %; measured 4.2 %. */
    private static final double DRAWN = 0.15;

    private final Model model = KeptStudyTest.network("{architecture: enhanced, channels: [4, 6], dense: [96]}\n")
            .model();
    private final List<InspectedGalaxy> galaxies = List.of(InspectedGalaxy.draw(KeptStudyTest.scene(), 1));

    private NoiseCheck check(double sigma) {
        List<NoiseCheck> all = NoiseCheck.of(model, galaxies, List.of("dense1"), sigma, new double[6], 2);
        assertThat(all).hasSize(1);
        assertThat(all.get(0).layer()).isEqualTo("dense1");
        return all.get(0);
    }

    @Test
    void underFaintNoiseDrawsSayWhatGradientsSay() {
        NoiseCheck faint = check(1e-5);
        assertThat(faint.gradients()).isBetween(1e-3, 0.99);
        assertThat(faint.draws()).isCloseTo(faint.gradients(), within(DRAWN * faint.gradients()));
    }

    @Test
    void underStrongNoiseRectifiersSwitchAndGradientsSayTooMuch() {
        NoiseCheck strong = check(0.1);
        assertThat(strong.draws())
                .isLessThan((1 - 2 * DRAWN) * strong.gradients())
                .isPositive();
    }
}
