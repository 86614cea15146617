package org.shearnet.ngmix.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Priors against NGMix's logarithms (computed on 2026-11-23 with NGMix 2.4.2-dev, commit 9f0237f), and their slopes. */
class PriorGoldenTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;
    /** Of ln p, relative and absolute; measured worst 2e-13. */
    private static final double EXACT = 1e-11;

    static Stream<Arguments> priors() {
        return Stream.of(
                Arguments.of(new Prior.Flat(-1, 5), new double[] {-1.1, -1.0, 0.0, 5.0, 5.1}, new double[] {
                    NONE, 0.0, 0.0, 0.0, NONE
                }),
                Arguments.of(
                        new Prior.TwoSidedErf(-1, 0.1, 1000, 1),
                        new double[] {-2.0, -1.2, -1.05, -1.0, -0.9, 0.0, 500.0, 999.0, 1000.0, 1000.7, 1003.0, 1010.0},
                        new double[] {
                            NONE,
                            -6.058088445176578,
                            -1.4281583103970306,
                            -0.6931471805599453,
                            -0.08191486288187486,
                            0.0,
                            0.0,
                            -0.08191486288187474,
                            -0.6931471805599453,
                            -1.825733694074384,
                            -11.41351022253863,
                            NONE
                        }),
                Arguments.of(new Prior.Normal(0.5, 0.2), new double[] {-1.0, 0.3, 0.5, 0.9}, new double[] {
                    -28.124999999999996, -0.5, -0.0, -2.0
                }),
                Arguments.of(new Prior.LogNormal(1.2, 0.4, 0), new double[] {-0.1, 0.2, 0.8, 1.2, 3.0}, new double[] {
                    NONE, -12.666209728333106, -0.29052060432995486, -0.11853058011505463, -5.477327897480116
                }),
                Arguments.of(
                        new Prior.LogNormal(1.2, 0.4, -0.3), new double[] {-0.35, 0.2, 0.8, 1.2, 3.0}, new double[] {
                            NONE, -2.44257955708072, -0.023942437711336695, -0.6895443163254983, -6.492288231196181
                        }),
                Arguments.of(new Prior.Sinh(1, 2), new double[] {-3.0, 0.0, 1.0, 2.0, 9.0}, new double[] {
                    -6.577058209004121, -0.13577015870381096, -0.0, -0.13577015870381096, -372.3697903130445
                }),
                Arguments.of(
                        new Prior.TruncatedNormal(1, 2, 0, 4),
                        new double[] {-0.1, 0.0, 1.0, 3.9, 4.1},
                        new double[] {NONE, -0.125, -0.0, -1.05125, NONE}));
    }

    @ParameterizedTest
    @MethodSource("priors")
    void agreesWithNgmix(Prior prior, double[] x, double[] reference) {
        for (int i = 0; i < x.length; i++) {
            double found = prior.lnProbability(x[i]);
            if (reference[i] == NONE) {
                assertThat(found).as("at %s", x[i]).isEqualTo(NONE);
            } else {
                assertThat(found)
                        .as("at %s", x[i])
                        .isCloseTo(reference[i], within(EXACT * (1 + Math.abs(reference[i]))));
            }
        }
    }

    /** The residual's slope is that of the residual, and the residual passes the peak without a kink. */
    @ParameterizedTest
    @MethodSource("priors")
    void slopesAreThoseOfTheResiduals(Prior prior, double[] x, double[] reference) {
        for (int i = 0; i < x.length; i++) {
            double h = 1e-5;
            double slope = (prior.residual(x[i] + h) - prior.residual(x[i] - h)) / (2 * h);
            if (reference[i] != NONE && !Double.isNaN(slope)) {
                assertThat(prior.slope(x[i])).as("at %s", x[i]).isCloseTo(slope, within(1e-5 * (1 + Math.abs(slope))));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.0, 0.0, 0.0",
        "0.1, 0.1, -0.05, -0.6501575644137202",
        "0.1, 0.3, 0.4, -13.07536414490356",
        "0.1, -0.7, 0.6, -46.294239969771745",
        "0.1, 0.8, 0.7, -Infinity",
        "0.3, 0.0, 0.0, 0.0",
        "0.3, 0.1, -0.05, -0.09460200885816461",
        "0.3, 0.3, 0.4, -1.9642530337924506",
        "0.3, -0.7, 0.6, -8.516462191993982",
        "0.3, 0.8, 0.7, -Infinity"
    })
    void shapePriorAgreesWithNgmix(double sigma, double g1, double g2, double reference) {
        double found = new ShapePrior.BernsteinArmstrong(sigma).lnProbability(g1, g2);
        if (reference == NONE) {
            assertThat(found).isEqualTo(NONE);
        } else {
            assertThat(found).isCloseTo(reference, within(EXACT * (1 + Math.abs(reference))));
        }
    }

    /** NGMix's PriorSimpleSep: centre (0.1, -0.2) of widths 0.3, 0.4; shape BA 0.3; T erf; two fluxes. */
    @Test
    void jointPriorAgreesWithNgmix() {
        JointPrior prior = new JointPrior(
                new ShapePrior.BernsteinArmstrong(0.3),
                Arrays.asList(
                        new Prior.Normal(0.1, 0.3),
                        new Prior.Normal(-0.2, 0.4),
                        null,
                        null,
                        new Prior.TwoSidedErf(-1, 0.1, 1000, 1),
                        new Prior.Normal(30, 10),
                        new Prior.Flat(-10, 1e5)));
        double[] parameters = {0.05, 0.02, 0.1, -0.05, -0.95, 33, 40};
        assertThat(prior.lnProbability(parameters)).isCloseTo(-0.5788489305314389, within(EXACT));
        double[][] identity = new double[7][7];
        for (int i = 0; i < 7; i++) {
            identity[i][i] = 1;
        }
        double square = prior.addTo(parameters, identity, new double[7][7], new double[7]);
        assertThat(-0.5 * square).isCloseTo(-0.5788489305314389, within(EXACT));
    }

    @Test
    void impossibleWidthsAreRefused() {
        assertThatThrownBy(() -> new Prior.Flat(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Prior.Normal(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Prior.LogNormal(-1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Prior.TwoSidedErf(0, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShapePrior.Gaussian(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
