package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** An estimator with a knob of its own takes its class and one line. */
class OwnEstimatorTest {

    /** Says the same of every galaxy. */
    record Constant(double g1) implements EstimatorMethod {

        static final Keys KEYS = Keys.none().must("g1", "what it says");

        static Constant parse(YamlNode section, Void nothing) {
            return new Constant(section.get("g1").number());
        }

        @Override
        public String label() {
            return "constant";
        }

        @Override
        public ShearEstimator make(String label, Networks networks) {
            return new ShearEstimator() {
                @Override
                public String label() {
                    return label;
                }

                @Override
                public Map<Integer, String> flagNames() {
                    return Map.of();
                }

                @Override
                public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
                    return IntStream.range(0, stamps.count())
                            .mapToObj(i -> ShapeEstimate.of(g1, 0, 1, 1))
                            .toArray(ShapeEstimate[]::new);
                }
            };
        }
    }

    private static final Vocabulary<Void, EstimatorMethod> WITH_OWN =
            Estimators.METHODS.register("constant", "says the same of every galaxy", Constant.KEYS, Constant::parse);

    @Test
    void itsWordAndItsKnobMakeIt() {
        EstimatorMethod method = WITH_OWN.parsePart(YamlReader.parse("e.yaml", "{method: constant, g1: 0.1}"), null);
        Stamps stamps =
                new Stamps(0, 3, 3, 1, new double[2][9], null, new double[] {1, 1}, 3, 3, new double[1][9], null, 1);
        ShapeEstimate[] answers = method.make("mine", null).estimate(stamps, 1, done -> {});
        assertThat(answers).hasSize(2).allMatch(answer -> answer.g1() == 0.1);
        assertThat(WITH_OWN.markdown()).contains("`constant`").contains("g1");
        assertThat(Estimators.names()).doesNotContain("constant");
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> WITH_OWN.parse(YamlReader.parse("e.yaml", "{method: constant, g2: 0.1}"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("e.yaml:1");
        assertThatThrownBy(() -> WITH_OWN.parse(YamlReader.parse("e.yaml", "{method: admom, g1: 0.1}"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key 'g1' of admom: it belongs to constant");
    }
}
