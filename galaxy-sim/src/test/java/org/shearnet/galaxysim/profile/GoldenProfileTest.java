package org.shearnet.galaxysim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.render.GoldenStamps;
import org.shearnet.galaxysim.yaml.YamlNode;

/** What every profile promises, and GalSim's values of it. */
class GoldenProfileTest {

    /** Transform over flux; measured 1.7e-7 but for n = 6, where GalSim's own table is off by 6.4e-6. */
    private static final double K_VALUE = 5e-7;

    private static final double K_VALUE_N6 = 1e-5;

    /** Surface brightness over that at r = 0.01; measured 1e-7, Kolmogorov (a table to 1e-5 in GalSim) 1.02e-5. */
    private static final double X_VALUE = 2e-5;

    private static final double ROUNDING = 1e-12;

    static Stream<String> names() {
        return GoldenStamps.root().get("profiles").items().stream()
                .map(p -> p.get("name").text());
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsItsPromises(String name) {
        YamlNode node = GoldenStamps.root().get("profiles").items().stream()
                .filter(p -> p.get("name").text().equals(name))
                .findFirst()
                .orElseThrow();
        LightProfile profile = GoldenStamps.profile(node.get("params"));
        double flux = profile.flux();
        double[] k = node.get("k").numbers();
        double[] golden = node.get("ha_kvalue").numbers();
        double tolerance = flux * (name.equals("ser6.0") ? K_VALUE_N6 : K_VALUE);
        for (int i = 0; i < k.length; i++) {
            assertThat(profile.kValue(k[i], 0).re()).isCloseTo(golden[i], within(tolerance));
        }
        double[] r = node.get("r").numbers();
        double[] brightness = node.get("xvalue").numbers();
        for (int i = 0; i < r.length; i++) {
            assertThat(profile.xValue(r[i], 0)).isCloseTo(brightness[i], within(X_VALUE * brightness[1]));
        }
        assertThat(profile.kValue(0, 0).re()).isCloseTo(flux, within(ROUNDING * flux));
        LightProfile moved = profile.shear(0.2, -0.1).shear(-0.2, 0.1).shift(0.3, -0.2);
        for (double q : new double[] {0.1, 1, 4}) {
            double base = profile.kValue(q, 0.5 * q).re();
            double phase = -(q * 0.3 - 0.5 * q * 0.2);
            assertThat(moved.kValue(q, 0.5 * q).re()).isCloseTo(base * Math.cos(phase), within(1e-8 * flux));
            assertThat(moved.kValue(q, 0.5 * q).im()).isCloseTo(base * Math.sin(phase), within(1e-8 * flux));
        }
        assertThat(profile.withFlux(7).flux()).isCloseTo(7, within(ROUNDING));
        assertThat(profile.magnify(1.5).flux()).isCloseTo(1.5 * flux, within(ROUNDING * flux));
        assertThat(profile.dilate(2).kValue(0.5, 0).re())
                .isCloseTo(profile.kValue(1, 0).re(), within(1e-8 * flux));
        double maxK = profile.maxK(1e-3);
        assertThat(profile.kValue(1.01 * maxK, 0).abs()).isLessThan(2e-3 * flux);
        assertThat(profile.stepK(5e-3, 5))
                .isCloseTo(
                        node.get("stepk").number(),
                        within(0.25 * node.get("stepk").number()));
    }
}
