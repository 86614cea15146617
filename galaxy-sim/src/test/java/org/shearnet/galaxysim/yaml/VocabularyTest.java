package org.shearnet.galaxysim.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {

    private static final Vocabulary<Double, Double> LOSSES = Vocabulary.<Double, Double>of("Losses", "train.loss")
            .under("loss")
            .unlessNamed("square")
            .orBareWord()
            .register("square, l2", "the square", Keys.none(), (node, x) -> x * x)
            .register(
                    "huber",
                    "square near 0, straight beyond",
                    Keys.none().may("threshold", "1 unless given"),
                    (node, x) -> Math.min(x * x, node.number("threshold", 1) * Math.abs(x)))
            .register(
                    "power",
                    "a power",
                    Keys.none().oneOf("of x", "exponent", "root").must("scale", ""),
                    (node, x) -> node.number("scale", 1) * Math.pow(Math.abs(x), node.number("exponent", 2)))
            .withCommon("every loss", Keys.none().may("weight", ""), "read by the trainer")
            .refusing(new Vocabulary.Refusals("Torch", Set.of("nll"), Map.of("reduction", "it is the mean")));

    private static YamlNode node(String yaml) {
        return YamlReader.parse("t.yaml", "loss: " + yaml).get("loss");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "huber | 3",
                "l2 | 9",
                "{} | 9",
                "{loss: huber} | 3",
                "{loss: huber, threshold: 2} | 6",
                "{loss: power, exponent: 3, scale: 2} | 54"
            })
    void wordsDispatch(String yaml, double value) {
        assertThat(LOSSES.parse(node(yaml), 3.0)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hubr | t.yaml:1: loss: unknown loss 'hubr'; did you mean 'huber'? (supported: square, l2, huber, power)",
                "{loss: hubr} | t.yaml:1: loss.loss: unknown loss 'hubr'; did you mean 'huber'? (supported: square, l2, huber,"
                        + " power)",
                "{loss: nll} | t.yaml:1: loss.loss: Torch's nll is not supported here (supported: square, l2, huber, power)",
                "{loss: huber, treshold: 2} | t.yaml:1: loss.treshold: unknown key 'treshold'; did you mean 'threshold'?"
                        + " (supported: threshold, weight, loss)",
                "{loss: huber, exponent: 2} | t.yaml:1: loss.exponent: unknown key 'exponent' of huber: it belongs to power"
                        + " (supported: threshold, weight, loss)",
                "{threshold: 2} | t.yaml:1: loss.threshold: unknown key 'threshold' of square: it belongs to huber (supported:"
                        + " weight, loss)",
                "{loss: square, reduction: sum} | t.yaml:1: loss.reduction: it is the mean",
                "[huber] | t.yaml:1: loss: expected a mapping (key: value), found a list"
            })
    void whatIsWrongIsNamed(String yaml, String message) {
        assertThatThrownBy(() -> LOSSES.parse(node(yaml), 3.0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    /** A common key is for the caller to read: what no one reads is not ignored. */
    @Test
    void commonKeysMustBeRead() {
        assertThatThrownBy(() -> LOSSES.parse(node("{loss: huber, weight: 3}"), 3.0))
                .hasMessageContaining("unknown key 'weight'");
        YamlNode node = node("{loss: huber, weight: 3}");
        assertThat(LOSSES.parsePart(node, 3.0)).isEqualTo(3);
        assertThat(node.number("weight", 1)).isEqualTo(3);
        node.rejectUnknown();
    }

    @Test
    void alternativesExcludeEachOther() {
        Keys.Entry entry = LOSSES.find("power").keys().entries().get(0);
        assertThat(entry.given(node("{root: 2}"))).containsExactly("root");
        assertThatThrownBy(() -> entry.given(node("{root: 2, exponent: 2}")))
                .hasMessage("t.yaml:1: loss.root: give exponent or root, not both");
        assertThatThrownBy(() -> entry.given(node("{}"))).hasMessage("t.yaml:1: loss: 'exponent' or 'root' is missing");
        Keys.Entry together = Keys.none().oneOf("", "a", "b+c").entries().get(0);
        assertThat(together.given(node("{b: 1, c: 2}"))).containsExactly("b", "c");
        assertThatThrownBy(() -> together.given(node("{b: 1}"))).hasMessage("t.yaml:1: loss: 'c' is missing");
    }

    @Test
    void registeringMakesANewVocabulary() {
        Vocabulary<Double, Double> more = LOSSES.register("none", "nothing", Keys.none(), (node, x) -> 0.0);
        assertThat(more.parse(node("none"), 3.0)).isZero();
        assertThat(LOSSES.find("none")).isNull();
        assertThatThrownBy(() -> LOSSES.register("l2", "again", Keys.none(), (node, x) -> 0.0))
                .hasMessage("Losses: the word 'l2' is taken");
    }

    @Test
    void listsItself() {
        assertThat(LOSSES.help())
                .contains("square              the square")
                .contains("power               a power: exponent | root, scale")
                .contains("huber               square near 0, straight beyond: [threshold]");
        assertThat(LOSSES.markdown()).isEqualTo("""
                        ### Losses

                        Train.loss.

                        | | keys | |
                        |---|---|---|
                        | `square`, `l2` |  | the square |
                        | `huber` | optional: `threshold` (1 unless given) | square near 0, straight beyond |
                        | `power` | `exponent` or `root` (of x); `scale` | a power |
                        | `every loss` | optional: `weight` | read by the trainer |

                        """);
    }
}
