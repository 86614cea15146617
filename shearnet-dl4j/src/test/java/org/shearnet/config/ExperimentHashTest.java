package org.shearnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.yaml.YamlReader;

/** What a training and kept measurements depend on. */
class ExperimentHashTest {

    private static Experiment experiment(String size) {
        return Experiment.of(
                Path.of("e.yaml"),
                YamlReader.parse(
                        "e.yaml",
                        "eval_variables: {fsize: " + size + "}\n"
                                + "gal: {type: Gaussian, sigma: $size}\n"
                                + "psf: {type: Gaussian, sigma: 0.25}\n"
                                + "image: {size: 21, pixel_scale: 0.2, random_seed: 1, noise: {type: Gaussian, sigma: 1.0e-3}}\n"));
    }

    @Test
    void variablesOfExpressionsArePartOfTheScene() {
        assertThat(experiment("0.5").trainingHash())
                .isNotEqualTo(experiment("0.6").trainingHash());
        assertThat(experiment("0.5").sceneHash()).isNotEqualTo(experiment("0.6").sceneHash());
        assertThat(experiment("0.5").sceneHash()).isEqualTo(experiment("0.5").sceneHash());
    }
}
