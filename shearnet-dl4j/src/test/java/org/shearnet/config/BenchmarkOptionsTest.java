package org.shearnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.metacal.TargetPsf;

class BenchmarkOptionsTest {

    private static BenchmarkOptions parse(String yaml) {
        return BenchmarkOptions.parse(
                YamlReader.parse("b.yaml", yaml),
                () -> new NoiseLevels(NoiseLevels.Unit.SIGMA, new double[] {1e-5, 1e-2}));
    }

    @Test
    void levelsBySignalToNoiseBecomeThoseOfTheMedianGalaxyLowestNoiseFirst() {
        NoiseLevels levels = parse("s2n: [20, 100, 50]").noise();
        assertThat(levels.unit()).isEqualTo(NoiseLevels.Unit.S2N);
        assertThat(levels.values()).containsExactly(100, 50, 20);
        assertThat(levels.sigma(50, 0.2234567)).isEqualTo(4.47e-3);
    }

    @Test
    void levelsBySigmaStayAsTheyAre() {
        NoiseLevels levels = parse("noise_sigma: [1.0e-2, 1.0e-5]").noise();
        assertThat(levels.values()).containsExactly(1e-5, 1e-2);
        assertThat(levels.sigma(1e-5, Double.NaN)).isEqualTo(1e-5);
    }

    @Test
    void ringsMayRunAtSeveralLevelsOfTheLadder() {
        assertThat(parse("{noise_sigma: [1.0e-2, 1.0e-5], ring_noise_sigma: 1.0e-2}")
                        .ringNoise())
                .containsExactly(1e-2);
        assertThat(parse("{s2n: [10, 20, 30], ring_s2n: [30, 10]}").ringNoise()).containsExactly(10, 30);
        assertThat(parse("rings: 4").ringNoise()).isEmpty();
    }

    @Test
    void theProfileIsKnownUnlessSaidOtherwise() {
        assertThat(parse("rings: 4").freeIndex()).isFalse();
        assertThat(parse("free_index: true").freeIndex()).isTrue();
    }

    private static EstimatorSpec estimator(String yaml) {
        return parse("estimators: [" + yaml + "]").estimators().get(0);
    }

    @Test
    void metacalibrationIsOnOffOrAMappingOfItsKnobs() {
        assertThat(estimator("{method: admom}").metacal()).isNull();
        assertThat(estimator("{method: admom, metacal: false}").metacal()).isNull();
        assertThat(estimator("{method: admom, metacal: true}").metacal()).isEqualTo(MetacalOptions.defaults());
        assertThat(estimator("{method: metacal}").metacal()).isEqualTo(MetacalOptions.defaults());
        assertThat(estimator("{method: metacal, metacal: {psf: dilate, step: 0.02, fix_noise: false,"
                                + " types: [noshear, 1p_psf]}}")
                        .metacal())
                .isEqualTo(new MetacalOptions(
                        new TargetPsf.Dilate(), 0.02, false, List.of(MetacalType.NOSHEAR, MetacalType.P1_PSF)));
        assertThat(estimator("{method: admom, metacal: {psf: gauss:0.4}}").metacal())
                .isEqualTo(MetacalOptions.defaults().withTarget(TargetPsf.Analytic.ofSigma(0.4)));
    }

    @Test
    void estimatorsThatDifferInTheTargetPsfAreCalledByIt() {
        assertThat(estimator("{method: admom, metacal: true}").label()).isEqualTo("admom-metacal");
        assertThat(estimator("{method: admom, metacal: {psf: azgauss}}").label())
                .isEqualTo("admom-metacal-azgauss");
        assertThat(estimator("{method: metacal, metacal: {psf: dilate}}").label())
                .isEqualTo("metacal-gauss-dilate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{s2n: [10], noise_sigma: [1]} | a second list of noise levels",
                "noise_sigma: [1, 1.0] | names a noise level twice",
                "noise_sigma: [0] | must be positive",
                "{noise_sigma: [1], ring_noise_sigma: 2} | 2.0 is not among the noise levels",
                "{noise_sigma: [1], ring_s2n: 20} | so give 'ring_noise_sigma'",
                "{s2n: [20], ring_noise_sigma: 1} | so give 'ring_s2n'",
                "estimators: [{method: magic}] | magic",
                "estimators: [{method: ngmix, model: gaus}] | unknown model 'gaus'",
                "estimators: [{method: metacal, metacal: true}] | this one is metacalibration already",
                "estimators: [{method: network, prior: ba}] | a prior is for fits and refinements",
                "estimators: [{method: admom, metacal: {psf: galss}}] | unknown target PSF 'galss'; did you mean 'gauss'?",
                "estimators: [{method: admom, metacal: {psf: 'gauss:-1'}}] | a positive number must follow the colon of the target PSF 'gauss:-1', not '-1'",
                "estimators: [{method: admom, metacal: {psf: 'dilate:2'}}] | 'dilate' takes no number",
                "estimators: [{method: admom, metacal: {stepp: 0.1}}] | did you mean 'step'",
                "estimators: [{method: admom, metacal: {step: 0.1}}] | a step in (0, 0.05] is needed, not 0.1",
                "estimators: [{method: admom, metacal: {types: [1p, 1m]}}] | must have noshear among them",
                "estimators: [{method: admom, metacal: {types: [noshear, 3p]}}] | no image '3p'",
                "estimators: [{method: admom, metacal: {types: [noshear, 1p, 1p]}}] | named twice",
                "estimators: [{method: metacal, metacal: {types: [noshear, 1p_psf]}}] | only a dilated PSF",
                "estimators: [{method: admom}, {method: admom}] | a second estimator called 'admom'",
                "estimators: [{method: admom, label: a/b}] | none of them a slash",
                "estimators: [{method: admom, label: '=1+1'}] | the first none of",
                "estimators: [{method: admom, label: '+a'}] | the first none of",
                "estimators: [{method: admom, label: '-a'}] | the first none of",
                "estimators: [{method: admom, label: '@SUM(A1)'}] | the first none of",
                "estimators: [{method: admom, label: ' =a'}] | no blank at an end",
                "estimators: [{method: admom, label: \"a\\u202eb\"}] | control character",
                "estimators: [{method: admom, label: \"a\\x9bb\"}] | control character",
                "estimators: [{method: admom, label: my calibrated}] | kept for calibrated estimators"
            })
    void whatIsWrongIsNamed(String yaml, String complaint) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("b.yaml:1")
                .hasMessageContaining(complaint);
    }
}
