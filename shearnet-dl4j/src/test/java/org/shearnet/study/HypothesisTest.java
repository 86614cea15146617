package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.yaml.ConfigException;

/** How claims are read. */
class HypothesisTest {

    private static final String VARY = """
            vary:
              network.pooling: [average, maximum, none]
              train.learning_rate: [1.0e-3, 0.002, 2.5e-3]
              network.dense: [[128], [64, 64]]
              length: {v1.5: {train.epochs: 2}, 2000: {train.epochs: 3, train.stamps: 64}}
            repeat: 2
            """;

    @TempDir
    private Path folder;

    private Hypothesis parse(String text) throws IOException {
        return StudyFiles.parse(folder, VARY + "hypotheses:\n  - \"" + text + "\"\n")
                .hypotheses()
                .get(0);
    }

    @Test
    void aClaimHasSidesSignFactorAndLevel() throws IOException {
        Hypothesis one = parse("why: pooling causes it: none < 0.5 * average @ 1e-5");
        assertThat(one.claim()).isEqualTo("why: pooling causes it");
        assertThat(one.test()).isEqualTo("none < 0.5 * average @ 1e-5");
        assertThat(one.left()).isEqualTo(Map.of("network.pooling", "none"));
        assertThat(one.right()).isEqualTo(Map.of("network.pooling", "average"));
        assertThat(one.less()).isTrue();
        assertThat(one.factor()).isEqualTo(0.5);
        assertThat(one.level()).isEqualTo(1e-5);
    }

    @Test
    void claimFactorAndLevelMayBeLeftOut() throws IOException {
        Hypothesis one = parse("maximum>average");
        assertThat(one.claim()).isEmpty();
        assertThat(one.test()).isEqualTo("maximum>average");
        assertThat(one.less()).isFalse();
        assertThat(one.factor()).isEqualTo(1);
        assertThat(one.level()).isNaN();
    }

    @Test
    void variantsMayBeNumbersHaveDotsBeListsAndNameSeveralKeys() throws IOException {
        Hypothesis one = parse("x: 1e-3 < 2e-1 * 0.002 @ 0.001");
        assertThat(one.left()).isEqualTo(Map.of("train.learning_rate", "1.0e-3"));
        assertThat(one.right()).isEqualTo(Map.of("train.learning_rate", "0.002"));
        assertThat(one.factor()).isEqualTo(0.2);
        Hypothesis two = parse("x: v1.5, maximum > learning_rate=0.002, pooling = none");
        assertThat(two.left()).isEqualTo(Map.of("length", "v1.5", "network.pooling", "maximum"));
        assertThat(two.right()).isEqualTo(Map.of("train.learning_rate", "0.002", "network.pooling", "none"));
        assertThat(parse("64+64 < 1.1 * network.dense=128").right()).isEqualTo(Map.of("network.dense", "128"));
        assertThat(parse("2e3 < v1.5").left()).isEqualTo(Map.of("length", "2000"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "average = none | no comparison",
                "average < none < maximum | no comparison",
                "average < none * 2 | no comparison",
                "averag < none | unknown variant 'averag'; did you mean 'average'?",
                "average < 3e-3 | unknown variant '3e-3'",
                "average < average | with itself",
                "average, none < maximum | two variants of network.pooling",
                "average < 0 * none | no positive number",
                "average < none @ 1e-4 | no level 1e-4 in the benchmark of",
                "poling=average < none | unknown key 'poling'",
                "average < 1.2.3 * none | no positive number",
                "average < | no comparison",
            })
    void whatIsWrongIsSaidWithItsLine(String text, String words) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("study.yaml:10")
                .hasMessageContaining("hypotheses[0]")
                .hasMessageContaining(words);
    }
}
