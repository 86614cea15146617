package org.shearnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Trainings and benchmarks that name no noise level take the scene's. */
class SceneNoiseTest {

    private static Experiment experiment(String noise, String sections) {
        String yaml = """
                gal: {type: Gaussian, sigma: 0.5, flux: {type: Random, min: 1000, max: 5000}}
                psf: {type: Gaussian, sigma: 0.3}
                image: {type: Single, size: 25, pixel_scale: 0.2, random_seed: 2 NOISE}
                network: {architecture: mlp}
                """.replace("NOISE", noise.isEmpty() ? "" : ", noise: {" + noise + "}");
        return Experiment.of(Path.of("e.yaml"), YamlReader.parse("e.yaml", yaml + sections));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: Gaussian, sigma: 12 | 12 | the scene's own",
                "type: Gaussian, variance: 9 | 3 | the scene's own",
                "type: Poisson, sky_level_pixel: 100 | 10 | the photons of the galaxies are left out",
                "type: Poisson, sky_level: 2500 | 10 | the photons of the galaxies are left out",
                "type: CCD, sky_level_pixel: 64, gain: 4, read_noise: 12 | 5 | the photons of the galaxies are left out",
                "type: CCD, gain: 2, read_noise: 8 | 4 | read-out's level"
            })
    void theLevelIsTheScenesOwn(String noise, double sigma, String words) {
        Experiment experiment = experiment(noise, "");
        assertThat(experiment.benchmark().noise().unit()).isEqualTo(NoiseLevels.Unit.SIGMA);
        assertThat(experiment.benchmark().noise().values()).containsExactly(sigma);
        assertThat(experiment.train().data().noiseLow()).isEqualTo(sigma);
        assertThat(experiment.train().data().noiseHigh()).isEqualTo(sigma);
        assertThat(experiment.benchmarkNoise()).contains(words);
        assertThat(experiment.trainNoise()).contains(words);
    }

    @Test
    void noiseThatVariesGivesItsRange() {
        Experiment experiment = experiment("type: Gaussian, sigma: {type: Random, min: 2, max: 8}", "");
        assertThat(experiment.train().data().noiseLow()).isCloseTo(2, within(0.05));
        assertThat(experiment.train().data().noiseHigh()).isCloseTo(8, within(0.05));
        assertThat(experiment.benchmark().noise().values()).hasSize(3);
        assertThat(experiment.benchmark().noise().values()[1]).isCloseTo(5, within(0.3));
    }

    @Test
    void withoutNoiseTheLevelsAreSignalToNoise() {
        for (String none : new String[] {"", "type: Gaussian, sigma: 0"}) {
            Experiment experiment = experiment(none, "");
            assertThat(experiment.benchmark().noise().unit()).isEqualTo(NoiseLevels.Unit.S2N);
            assertThat(experiment.benchmark().noise().values()).containsExactly(1000, 200, 50, 20);
            // S/N of the median galaxy: flux / (sigma sqrt(4 pi s^2)) with s^2 = (0.5^2 + 0.3^2) / 0.2^2 + 1 / 12
            // pixels^2
            double signal = 3000 / Math.sqrt(4 * Math.PI * (8.5 + 1. / 12));
            assertThat(experiment.train().data().noiseLow() / (signal / 1000)).isCloseTo(1, within(0.1));
            assertThat(experiment.train().data().noiseHigh()
                            / experiment.train().data().noiseLow())
                    .isCloseTo(50, within(0.5));
            assertThat(experiment.trainNoise()).contains("S/N 1000, 200, 50, 20");
        }
    }

    @Test
    void levelsThatAreNamedStayAndPhotonsWithoutSkyAreRefused() {
        String named = "train: {noise_sigma: [1, 5]}\nbenchmark: {noise_sigma: [7]}\n";
        Experiment experiment = experiment("type: Poisson", named);
        assertThat(experiment.train().data().noiseHigh()).isEqualTo(5);
        assertThat(experiment.benchmark().noise().values()).containsExactly(7);
        assertThat(experiment.trainNoise()).isEqualTo("train.noise_sigma");
        assertThatThrownBy(() -> experiment("type: Poisson", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("e.yaml: image.noise: photon noise without sky");
    }

    @Test
    void anotherLevelOfTheSceneIsAnotherTraining() {
        String one = experiment("type: Gaussian, sigma: 12", "").trainingHash();
        assertThat(experiment("type: Gaussian, sigma: 13", "").trainingHash()).isNotEqualTo(one);
        String named = "train: {noise_sigma: [1, 5]}\n";
        assertThat(experiment("type: Gaussian, sigma: 12", named).trainingHash())
                .isNotEqualTo(one);
    }
}
