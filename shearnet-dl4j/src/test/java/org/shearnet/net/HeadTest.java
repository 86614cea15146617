package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

class HeadTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"dilated", "skip"})
    void aModelFileKeepsItsWindows(String architecture) {
        Model without = LocalNetworkTest.model(
                "architecture: " + architecture + "\nchannels: [4, 4]\nhead: weighted-moments\nactivation: tanh\n");
        Model model = new Model(
                without.spec(),
                without.stamp(),
                without.psf(),
                without.normalisation(),
                without.weights(),
                "gal: {}",
                Map.of());
        Path file = folder.resolve("model.zip");
        ModelFile.write(model, file);
        Model read = ModelFile.read(file);
        assertThat(read.spec()).isEqualTo(model.spec());
        assertThat(read.spec().toYaml()).contains("head: weighted-moments");
        double[] pixels = LocalNetworkTest.galaxy();
        assertThat(predicted(read, pixels)).isEqualTo(predicted(model, pixels));
    }

    private static double[] predicted(Model model, double[] pixels) {
        try (Predictor predictor = model.predictor(1)) {
            return predictor.predict(1, (i, receiver) -> receiver.take(pixels, pixels, 1e-3))[0].labels();
        }
    }

    /** Every map begins with the same round window, and has three numbers of its own. */
    @Test
    void windowsBeginRound() {
        NetworkSpec spec = NetworkSpec.parse(
                YamlReader.parse("n", "architecture: dilated\nchannels: [5]\nhead: weighted-moments\n"));
        Shape stamp = new Shape(53, 53, 1);
        Graph graph = Network.build(spec, stamp, stamp, 1);
        float[] windows = new FlatArray(graph.getLayer("weightedmoments1").params()).toArray();
        assertThat(windows).hasSize(15).containsOnly(0);
    }

    @Test
    void aHeadThatThereIsNotIsRefused() {
        assertThatThrownBy(() ->
                        NetworkSpec.parse(YamlReader.parse("n", "architecture: dilated\nhead: weighted_moments\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown head 'weighted_moments'; did you mean 'weighted-moments'?");
        assertThatThrownBy(() ->
                        NetworkSpec.parse(YamlReader.parse("n", "architecture: enhanced\nhead: weighted-moments\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("it belongs to dilated, skip");
    }
}
