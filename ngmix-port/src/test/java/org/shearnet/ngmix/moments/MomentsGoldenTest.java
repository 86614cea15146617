package org.shearnet.ngmix.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.ngmix.GoldenFits;
import org.shearnet.ngmix.GoldenObservations;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Moments against NGMix's. */
class MomentsGoldenTest {
    /** Relative; fixed weights, measured worst 2e-13. */
    private static final double FIXED_WEIGHT = 1e-10;
    /**
     * In errors; NGMix stops its adaptive weights at 1e-3 in T and cuts them at chi^2 = 25: measured worst 6.8e-2, at signal
     * to noise 5000.
     */
    private static final double ADAPTIVE = 0.1;
    /** Relative, of errors and rho4. */
    private static final double ADAPTIVE_ERRORS = 5e-3;

    static List<String> cases() throws Exception {
        return GoldenFits.lines("moments.csv");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithNgmix(String line) {
        String[] cell = line.split(",");
        Observation o = GoldenObservations.named(cell[0]);
        double[] ref =
                Arrays.stream(cell).skip(2).mapToDouble(Double::parseDouble).toArray();
        double size = Double.parseDouble(cell[1].replaceAll("[a-z_T]", ""));
        boolean adaptive = cell[1].startsWith("admom");
        MomentsResult r = adaptive ? new AdmomFitter().measure(o, size) : new GaussMom(size).measure(o);
        assertThat(r.flags()).isEqualTo((int) ref[0]);
        double tolerance = adaptive ? ADAPTIVE : FIXED_WEIGHT;
        assertThat((r.e1() - ref[1]) / ref[3]).isCloseTo(0, within(tolerance));
        assertThat((r.e2() - ref[2]) / ref[4]).isCloseTo(0, within(tolerance));
        assertThat((r.t() - ref[5]) / ref[6]).isCloseTo(0, within(tolerance));
        double relative = adaptive ? ADAPTIVE_ERRORS : FIXED_WEIGHT;
        assertThat(r.e1Error() / ref[3]).isCloseTo(1, within(relative));
        assertThat(r.tError() / ref[6]).isCloseTo(1, within(relative));
        // NGMix's adaptive flux is the weighted sum, half the flux of the matched Gaussian
        assertThat(r.flux() / ref[7]).isCloseTo(adaptive ? 2 : 1, within(relative));
        assertThat(r.s2n() / ref[10]).isCloseTo(1, within(relative));
        if (adaptive) {
            assertThat(r.rho4() / ref[9]).isCloseTo(1, within(relative));
        }
    }

    @Test
    void adaptiveMomentsOfAGaussianAreItsOwn() {
        Jacobian jacobian = new Jacobian(20.3, 19.6, 0.21, -0.02, 0.015, 0.19);
        double[] image =
                MixtureModel.GAUSS.mixture(0.03, -0.05, 0.2, -0.1, 0.8, 50).image(41, 40, jacobian);
        MomentsResult r = new AdmomFitter().measure(Observation.ofNoise(41, 40, image, 1e-3, jacobian));
        assertThat(r.g()[0]).isCloseTo(0.2, within(1e-8));
        assertThat(r.g()[1]).isCloseTo(-0.1, within(1e-8));
        assertThat(r.t()).isCloseTo(0.8, within(1e-8));
        assertThat(r.flux()).isCloseTo(50, within(1e-4));
        assertThat(r.rho4()).isCloseTo(2, within(1e-6));
    }
}
