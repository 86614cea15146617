package org.shearnet.galaxysim.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A small hostile document takes neither minutes nor memory, and the limit it meets is named. */
class YamlLimitsTest {

    /** Slowest of all cases here: 0.6 s on two cores; each was minutes, or out of memory, without its limit. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    static List<Arguments> hostile() {
        String templates = "a0: {x: 1, y: 2}\n"
                + lines(
                        14,
                        i -> "a" + i + ": {"
                                + IntStream.range(0, 8)
                                        .mapToObj(j -> "p" + j + ": {template: ':a" + (i - 1) + "'}")
                                        .collect(Collectors.joining(", "))
                                + "}");
        String twice =
                "a0: &a0 [x]\n" + lines(60, i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]");
        String merged = "a0: &a0 {k: 1}\n"
                + lines(60, i -> "a" + i + ": &a" + i + " {<<: [*a" + (i - 1) + ", *a" + (i - 1) + "]}");
        String longKey = "? " + "x".repeat(400_000) + "\n: [" + "1,".repeat(90_000) + "]\n";
        String many = IntStream.range(0, 20_000).mapToObj(i -> "k" + i + ": 1").collect(Collectors.joining(", "));
        String overwritten = "a: {" + many + "}\nb: {template: ':a', " + many + "}\n";
        return List.of(
                Arguments.of(templates, "more than 100000 values"),
                Arguments.of(twice, "more than 100000 values"),
                Arguments.of(merged, "more than 100000 values"),
                Arguments.of(longKey, "characters in the paths"),
                Arguments.of(overwritten, "entries copied by templates"),
                Arguments.of("a: " + "[".repeat(500_000), "Nesting Depth exceeded max 64"),
                Arguments.of("? [a]\n: 1\n", "hostile.yaml:1: a key must be a single word"),
                Arguments.of("a: " + "x".repeat(5_000_000), "longer than 1048576"),
                Arguments.of("# " + "x".repeat(5_000_000) + "\na: 1\n", "longer than 1048576"));
    }

    private static String lines(int count, java.util.function.IntFunction<String> line) {
        return IntStream.range(1, count).mapToObj(line).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void eachLimitIsNamedInOneLine(String text, String words) throws Exception {
        Path file = Files.writeString(folder.resolve("hostile.yaml"), text);
        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThatThrownBy(() -> YamlReader.read(file))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining("hostile.yaml")
                        .hasMessageContaining(words)
                        .hasMessageNotContaining("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0.", "-", "1_", "1:", "2001-", "0x", "1e", ".", "<", "~", "n"})
    void longScalarsAreReadAtOnce(String start) {
        String text = start + "0".repeat(1_000_000);
        assertTimeoutPreemptively(PATIENCE, () -> {
            YamlNode value = YamlReader.parse("scene.yaml", "a: " + text).get("a");
            assertThat(value.text().length()).isEqualTo(text.length());
            assertThatThrownBy(value::number)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("characters is not a number");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
    void nothingIsNothing(String text) {
        assertThat(YamlReader.parse("scene.yaml", "a: " + text).has("a")).isFalse();
    }

    @Test
    void manyAliasesOfSmallMappingsAreFine() {
        String uses = IntStream.range(0, 500).mapToObj(i -> "- *g").collect(Collectors.joining("\n"));
        YamlNode root = YamlReader.parse("scene.yaml", "g: &g {type: Gaussian, sigma: 1}\nitems:\n" + uses);
        assertThat(root.get("items").items()).hasSize(500);
        assertThat(root.get("items").items().get(499).get("sigma").number()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {".=1", "a..b=1", ".a=1", "a.=1"})
    void pathsOfOverridesHaveNoGaps(String assignment) {
        YamlNode root = YamlReader.parse("scene.yaml", "a: {b: 1}\n");
        assertThatThrownBy(() -> YamlReader.override(root, assignment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a dot between");
    }

    @Test
    void pathsOfOverridesAreNotDeeperThanDocuments() {
        YamlNode root = YamlReader.parse("scene.yaml", "a: [1]\n");
        assertThatThrownBy(() -> YamlReader.override(root, "a" + ".b".repeat(50_000) + "=1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at most 64 keys");
        assertThatThrownBy(() -> YamlReader.override(root, "a.99999999999=1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not a mapping");
    }

    @Test
    void filesWithoutAnEndAreReadNoFurtherThanTheLimit() {
        Path endless = Path.of("/dev/zero");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(endless));
        assertThatThrownBy(() -> YamlReader.read(endless))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -9007199254740993L, 9007199254740993L, 9223372036854775783L, Long.MAX_VALUE})
    void wholeNumbersKeepAllTheirDigits(long number) {
        assertThat(YamlReader.parse("scene.yaml", "seed: " + number).get("seed").integer())
                .isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e30", "9007199254740993.5"})
    void wholeNumbersThatNoLongHoldsAreRefused(String text) {
        YamlNode seed = YamlReader.parse("scene.yaml", "seed: " + text).get("seed");
        assertThatThrownBy(seed::integer).isInstanceOf(ConfigException.class).hasMessageContaining("whole number");
    }
}
