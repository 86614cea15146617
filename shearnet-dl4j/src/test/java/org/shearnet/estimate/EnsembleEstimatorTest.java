package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

class EnsembleEstimatorTest {

    private static final int N = 2000;

    /** Of a variance of {@value #N} x 2 numbers from 5 members (per cent); measured 0.5 and 0.6. */
    private static final double SPREAD_TOLERANCE = 10;

    /** Answers 0.1 plus an error of its own, and states an error. */
    private record Member(double error, long seed, double said, int flags) implements ShearEstimator {

        @Override
        public String label() {
            return "member";
        }

        @Override
        public Map<Integer, String> flagNames() {
            return Map.of(4, "ODD");
        }

        @Override
        public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
            Random random = new Random(seed);
            ShapeEstimate[] estimates = new ShapeEstimate[stamps.count()];
            for (int i = 0; i < estimates.length; i++) {
                estimates[i] = ShapeEstimate.of(
                                new ShapeEstimate.Shape(
                                        0.1 + error * random.nextGaussian(),
                                        -0.3 + error * random.nextGaussian(),
                                        said,
                                        said,
                                        0),
                                ShapeEstimate.Light.of(1.7, 3.3))
                        .withFlags(flags);
            }
            return estimates;
        }
    }

    private static ShapeEstimate[] answers(List<Member> members) {
        Stamps stamps = new Stamps(0, 1, 1, 1, new double[N][1], null, new double[N], 1, 1, null, null, 1);
        int[] counted = new int[1];
        ShapeEstimate[] answers = new EnsembleEstimator("e", members).estimate(stamps, 1, k -> counted[0] += k);
        assertThat(counted[0]).isEqualTo(N);
        return answers;
    }

    @Test
    void membersThatAgreeHaveNoDoubt() {
        List<Member> members = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            members.add(new Member(0.013, 3, 0.02, 0));
        }
        ShapeEstimate[] alone = answers(members.subList(0, 2));
        for (ShapeEstimate e : answers(members)) {
            assertThat(e.spread().g1()).isZero();
            assertThat(e.spread().g2()).isZero();
            assertThat(e.g1Err()).isCloseTo(0.02, offset(1e-15));
            assertThat(e.size()).isEqualTo(1.7);
        }
        assertThat(answers(members)[5].g1()).isEqualTo(alone[5].g1());
    }

    @Test
    void theSpreadIsTheMembersOwnError() {
        double own = 0.04;
        double said = 0.03;
        List<Member> members = new ArrayList<>();
        for (int k = 0; k < 5; k++) {
            members.add(new Member(own, 11 + k, said, 0));
        }
        double spread = 0;
        double variance = 0;
        double meanSquare = 0;
        for (ShapeEstimate e : answers(members)) {
            spread += (Math.pow(e.spread().g1(), 2) + Math.pow(e.spread().g2(), 2)) / (2 * N);
            variance += (Math.pow(e.g1Err(), 2) + Math.pow(e.g2Err(), 2)) / (2 * N);
            meanSquare += (Math.pow(e.g1() - 0.1, 2) + Math.pow(e.g2() + 0.3, 2)) / (2 * N);
        }
        assertThat(spread).isCloseTo(own * own, withPercentage(SPREAD_TOLERANCE));
        assertThat(variance).isCloseTo(spread + said * said, withPercentage(1e-6));
        // the mean of five is better than one
        assertThat(meanSquare).isCloseTo(own * own / 5, withPercentage(SPREAD_TOLERANCE));
    }

    @Test
    void whoStatesNoErrorAddsNone() {
        ShapeEstimate e = answers(List.of(new Member(0.1, 1, Double.NaN, 0), new Member(0.1, 2, Double.NaN, 0)))[0];
        assertThat(e.g1Err()).isEqualTo(e.spread().g1()).isPositive();
    }

    @Test
    void aFlagOfAMemberIsThatOfAll() {
        ShapeEstimate e = answers(List.of(new Member(0.1, 1, 0.1, 4), new Member(0.1, 2, 0.1, 0)))[0];
        assertThat(e.ok()).isFalse();
        assertThat(e.flags()).isEqualTo(4);
        assertThat(e.g1()).isNaN();
        assertThat(e.last().g1()).isFinite();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ensemble: 1 | 2",
                "ensemble: 3, refine: 1 | error is that of the fit",
                "dropout: 3, metacal: true | would be lost",
                "network: survey, dropout: 3, calibrate: analytic | one network without dropout",
                "network: survey, ensemble: 3, calibrate: [analytic, scale] | one network without dropout",
                "calibrate: [scale, conformal] | one calibration too many",
                "calibrate: sclae | sclae",
                "calibrate: analytic, refine: 1 | refined or metacalibrated"
            })
    void whatDoesNotGoTogetherIsRefused(String keys, String why) {
        assertThatThrownBy(() -> Estimators.parse(YamlReader.parse("e.yaml", "{method: network, " + keys + "}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("e.yaml:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "method: ngmix, calibrate: analytic | is for networks of moments before the PSF",
                "method: admom, calibrate: scale | states no errors",
                "method: ngmix, ensemble: 2 | unknown key 'ensemble' of ngmix"
            })
    void otherMethodsRefuseThemByName(String keys, String why) {
        assertThatThrownBy(() -> Estimators.parse(YamlReader.parse("e.yaml", "{" + keys + "}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }

    @Test
    void everyMethodWithErrorsMayBeCalibrated() {
        for (String keys : List.of(
                "method: ngmix",
                "method: metacal",
                "method: pgauss",
                "method: ksigma",
                "method: fpfs",
                "method: network")) {
            EstimatorSpec spec = Estimators.parse(YamlReader.parse("e.yaml", "{" + keys + ", calibrate: conformal}"));
            assertThat(spec.calibration()).isEqualTo(ErrorCalibration.CONFORMAL);
            assertThat(spec.label()).endsWith("-conformal");
        }
        EstimatorSpec both = Estimators.parse(
                YamlReader.parse("e.yaml", "{method: network, network: survey, calibrate: [analytic, scale]}"));
        assertThat(both.method().responds()).isTrue();
        assertThat(both.calibration()).isEqualTo(ErrorCalibration.SCALE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network: june2025, dropout: 3 | was trained without dropout",
                "network: survey, dropout: 3 | double precision",
                "network: june2025, ensemble: 2 | is one network"
            })
    void shippedNetworksHaveNeither(String keys, String why) {
        EstimatorSpec spec = Estimators.parse(YamlReader.parse("e.yaml", "{method: network, " + keys + "}"));
        assertThatThrownBy(() -> spec.make(NetworkEstimator::find))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }
}
