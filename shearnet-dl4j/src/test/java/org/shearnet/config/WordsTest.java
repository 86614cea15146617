package org.shearnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shearnet.benchmark.Metrics;
import org.shearnet.estimate.Estimators;
import org.shearnet.net.Architectures;

/** docs/experiments.md has the words that the code has. */
class WordsTest {

    private static final Path DOCUMENT = Path.of("../docs/experiments.md");
    private static final String BEGIN = "<!-- generated from the code: mvn -pl shearnet-dl4j -am test -Dtest=WordsTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dshearnet.docs=write -->\n";
    private static final String END = "<!-- end of what is generated -->\n";

    @Test
    void documentIsWhatTheCodeSays() throws Exception {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length()).isLessThanOrEqualTo(end);
        String right = "\n" + Architectures.WORDS.markdown() + Estimators.METHODS.markdown() + Metrics.markdown();
        if ("write".equals(System.getProperty("shearnet.docs"))) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + right + text.substring(end));
        } else {
            assertThat(text.substring(begin, end))
                    .as("docs/experiments.md is stale")
                    .isEqualTo(right);
        }
    }
}
