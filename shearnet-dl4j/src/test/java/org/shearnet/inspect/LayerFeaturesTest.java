package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

class LayerFeaturesTest {

    /** Measured 0.2 %: a linear reader of 2,100 galaxies cannot better a network that is at the bound. */
    private static final double OWN = 0.02;

    private static final LayerFeatures.Options LINEAR =
            new LayerFeatures.Options(3000, 1e-4, List.of("dense1", LocalNetwork.ANSWER), true, false);

    private static Usable june2025(LayerFeatures.Options options, AtomicInteger done) {
        Model model = NetworkEstimator.find("june2025", "june2025").model();
        Scene scene = Experiment.of(
                        java.nio.file.Path.of("june2025.yaml"), YamlReader.parse("june2025.yaml", model.scene()))
                .scene();
        assertThat(LayerFeatures.steps(model, options))
                .isEqualTo(2 * options.layers().size());
        return LayerFeatures.probe(model, scene, options, 2, done::addAndGet);
    }

    @Test
    void aReaderOfTheShippedNetworksAnswerIsAsGoodAsTheNetworkAndNoneOfARandomOneIs() {
        AtomicInteger done = new AtomicInteger();
        Usable usable = june2025(LINEAR, done);
        assertThat(done).hasValue(4);
        assertThat(usable.own()).isBetween(0.9 * usable.bound(), 1.2 * usable.bound());
        Probe answer = usable.of(Probe.LINEAR).get(LocalNetwork.ANSWER);
        assertThat(answer.rmse()).isCloseTo(usable.own(), within(OWN * usable.own()));
        assertThat(answer.numbers()).isEqualTo(answer.read());
        Map<String, Double> shares = usable.shares();
        assertThat(shares.keySet()).containsExactly("dense1", LocalNetwork.ANSWER);
        assertThat(shares.get(LocalNetwork.ANSWER)).isBetween(0.7, 1.0);
        // random weights: the moments' own shapes are all that is answered, and those are right to a few per cent only
        assertThat(usable.of(Probe.UNTRAINED + Probe.LINEAR)
                        .get(LocalNetwork.ANSWER)
                        .rmse())
                .isGreaterThan(3 * usable.own());
    }
}
