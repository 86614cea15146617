package org.shearnet.ngmix.em;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.GoldenFits;
import org.shearnet.ngmix.GoldenObservations;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Expectation maximisation against NGMix on golden observation a, and on mixtures drawn here. */
class EmFitterTest {
    private static final GMix START = GMix.of(100, 0.02, -0.01, 0.2, 0.01, 0.22);
    /**
     * Of fluxes and sizes, relative, and of centres over the size; NGMix cuts the Gaussians at chi^2 = 25 here: measured worst
     * 3e-3.
     */
    private static final double REFERENCE = 6e-3;
    /** T of two Gaussians together; at fixed covariances it depends on how far along the valley a fit has come: 7.3e-2. */
    private static final double TWO_GAUSSIANS = 0.1;

    static List<String> cases() throws Exception {
        return GoldenFits.lines("em.csv");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithNgmix(String line) {
        String[] cell = line.split(",");
        EmOptions.Vary vary = switch (cell[1]) {
            case "fixcen" -> EmOptions.Vary.FIXED_CENTRES;
            case "fixcov" -> EmOptions.Vary.FIXED_COVARIANCES;
            case "fluxonly" -> EmOptions.Vary.FLUXES;
            default -> EmOptions.Vary.ALL;
        };
        double[] guess = GoldenFits.numbers(cell[2]);
        double[] reference = GoldenFits.numbers(cell[7]);
        EmOptions options = EmOptions.defaults().withVary(vary).withTolerance(Double.parseDouble(cell[4]));
        EmResult r = new EmFitter(options)
                .fit(GoldenObservations.named(cell[0]), GMix.of(GoldenFits.numbers(cell[3])), GMix.of(guess));
        assertThat(r.flags()).isZero();
        assertThat(r.sky()).isCloseTo(Double.parseDouble(cell[6]), within(1e-12));
        double[] found = r.mixture().parameters();
        if (guess.length > 6) {
            // which Gaussian holds which part of the galaxy is open: hundreds of rounds along a flat valley
            GMix whole = GMix.of(reference);
            assertThat(r.mixture().flux() / whole.flux()).isCloseTo(1, within(REFERENCE));
            assertThat(r.mixture().t() / whole.t()).isCloseTo(1, within(TWO_GAUSSIANS));
            return;
        }
        for (int i = 0; i < found.length; i++) {
            double scale = i % 6 == 1 || i % 6 == 2 ? Math.sqrt(reference[3]) : Math.max(reference[i], reference[5]);
            boolean held = i % 6 == 0
                    ? false
                    : i % 6 < 3
                            ? vary == EmOptions.Vary.FIXED_CENTRES || vary == EmOptions.Vary.FLUXES
                            : vary == EmOptions.Vary.FIXED_COVARIANCES || vary == EmOptions.Vary.FLUXES;
            assertThat((found[i] - reference[i]) / scale)
                    .as("%s %s parameter %d", cell[0], cell[1], i)
                    .isCloseTo(0, within(held ? 0 : REFERENCE));
            if (held) {
                assertThat(found[i]).isEqualTo(guess[i]);
            }
        }
    }

    @Test
    void findsTwoGaussians() {
        GMix truth = GMix.of(60, 0.3, -0.4, 0.15, 0.02, 0.12, 40, -0.5, 0.6, 0.25, -0.03, 0.3);
        Jacobian jacobian = Jacobian.centred(45, 47, 0.141);
        Observation o = Observation.ofNoise(45, 47, truth.image(45, 47, jacobian), 1e-4, jacobian);
        GMix start = GMix.of(50, 0.2, -0.3, 0.2, 0, 0.2, 50, -0.4, 0.5, 0.2, 0, 0.2);
        EmOptions options = EmOptions.defaults().withTolerance(1e-10).withMaxIterations(5000);
        EmResult r = new EmFitter(options).fit(o, start);
        assertThat(r.flags()).isZero();
        double[] found = r.mixture().parameters();
        double[] expected = truth.parameters();
        for (int i = 0; i < found.length; i++) {
            // the reference's own suite asks for 1e-3
            assertThat(found[i]).isCloseTo(expected[i], within(1e-3 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void aConstantImageIsFlagged() {
        Observation flat = Observation.ofNoise(9, 9, new double[81], 1, Jacobian.centred(9, 9, 0.2));
        assertThat(Flag.LOW_DETERMINANT.in(new EmFitter().fit(flat, START).flags()))
                .isTrue();
    }
}
