package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.Shape;

/** An architecture with a knob of its own takes its class and one line. */
class OwnArchitectureTest {

    private static final Shape STAMP = new Shape(8, 8, 1);

    /** Fully connected layers, all of one width. */
    record Even(int layers) implements Architecture {

        static final Keys KEYS = Keys.none().may("layers", "how many; 2");

        static Even parse(YamlNode section, Void nothing) {
            return new Even(section.has("layers") ? section.get("layers").count(1, 9) : 2);
        }

        @Override
        public String name() {
            return "even";
        }

        @Override
        public void build(GraphPlan plan) {
            plan.finishWith(plan.stamp());
        }

        @Override
        public Map<String, Object> knobs() {
            return Map.of("layers", layers);
        }

        @Override
        public List<Integer> usualDense() {
            return Collections.nCopies(layers, 16);
        }
    }

    private static final Vocabulary<Void, Architecture> WITH_OWN =
            Architectures.WORDS.register("even", "layers of one width", Even.KEYS, Even::parse);

    @Test
    void itsWordAndItsKnobMakeIt() {
        Architecture three = WITH_OWN.parse(YamlReader.parse("n.yaml", "{architecture: even, layers: 3}"), null);
        NetworkSpec mlp = NetworkSpec.of("mlp");
        NetworkSpec spec = new NetworkSpec(
                three,
                mlp.outputs(),
                three.usualDense(),
                mlp.activation(),
                mlp.inputs(),
                mlp.imageScale(),
                mlp.labelScale(),
                false);
        // 64 pixels to 16, to 16, to 16, to four labels
        assertThat(Network.parameters(spec, STAMP, STAMP)).isEqualTo(65 * 16 + 2 * 17 * 16 + 17 * 4);
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        assertThatThrownBy(
                        () -> WITH_OWN.parse(YamlReader.parse("n.yaml", "{architecture: even, channels: [3]}"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key 'channels' of even");
        assertThatThrownBy(() -> WITH_OWN.parse(YamlReader.parse("n.yaml", "{architecture: mlp, layers: 3}"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("it belongs to even");
    }
}
