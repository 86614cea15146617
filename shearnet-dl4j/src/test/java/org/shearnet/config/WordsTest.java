package org.shearnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.benchmark.Metrics;
import org.shearnet.estimate.Estimators;
import org.shearnet.estimate.NamedMetacal;
import org.shearnet.estimate.NamedPriors;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.StampFlag;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Architectures;
import org.shearnet.train.Losses;

/** The documentation has the words and flags that the code has. */
class WordsTest {

    private static final String BEGIN = "<!-- generated from the code: mvn -pl shearnet-dl4j -am test -Dtest=WordsTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dshearnet.docs=write -->\n";
    private static final String END = "<!-- end of what is generated -->\n";

    @Test
    void wordsAreThoseOfTheCode() throws IOException {
        check(
                Path.of("../docs/experiments.md"),
                Architectures.WORDS.markdown()
                        + Losses.WORDS.markdown()
                        + Estimators.METHODS.markdown()
                        + NamedPriors.WORDS.markdown()
                        + NamedMetacal.TARGETS.markdown()
                        + Metrics.markdown());
    }

    @Test
    void flagsAreThoseOfTheCode() throws IOException {
        check(Path.of("../docs/conventions.md"), StampFlag.markdown() + "\n");
    }

    private static void check(Path document, String right) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length()).isLessThanOrEqualTo(end);
        if ("write".equals(System.getProperty("shearnet.docs"))) {
            Files.writeString(document, text.substring(0, begin) + "\n" + right + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).as(document + " is stale").isEqualTo("\n" + right);
        }
    }

    /** Two meanings of one bit of one estimator would be told apart by nobody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "method: network, network: june2025, refine: 1, metacal: true",
                "method: admom, metacal: true",
                "method: regauss, metacal: true",
                "method: ngmix, psf_model: image, metacal: true"
            })
    void noBitOfAnEstimatorMeansTwoThings(String keys) {
        ShearEstimator estimator =
                Estimators.parse(YamlReader.parse("e", "{" + keys + "}")).make(NetworkEstimator::find);
        ShearEstimator inner = Estimators.parse(YamlReader.parse("e", "{" + keys.replace(", metacal: true", "") + "}"))
                .make(NetworkEstimator::find);
        assertThat(estimator.flagNames().keySet()).allMatch(bit -> Integer.bitCount(bit) == 1);
        assertThat(estimator.flagNames()).hasSize(inner.flagNames().size() + 3).containsAllEntriesOf(inner.flagNames());
    }
}
