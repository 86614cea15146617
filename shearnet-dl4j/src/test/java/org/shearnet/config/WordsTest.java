package org.shearnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.shearnet.benchmark.Metrics;
import org.shearnet.estimate.Estimators;
import org.shearnet.estimate.NamedMetacal;
import org.shearnet.estimate.NamedPriors;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Architectures;
import org.shearnet.train.Losses;

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
        String right = "\n" + Architectures.WORDS.markdown() + Losses.WORDS.markdown() + Estimators.METHODS.markdown()
                + NamedPriors.WORDS.markdown() + NamedMetacal.TARGETS.markdown() + flags() + Metrics.markdown();
        if ("write".equals(System.getProperty("shearnet.docs"))) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + right + text.substring(end));
        } else {
            assertThat(text.substring(begin, end))
                    .as("docs/experiments.md is stale")
                    .isEqualTo(right);
        }
    }

    /** What the column {@code flags} means, method by method. */
    private static String flags() {
        StringBuilder out =
                new StringBuilder("### Flags\n\nWhat the bits of the column `flags` mean; the header of each catalogue"
                        + " says it, too. 0 is a good measurement.\n\n| method | bits |\n|---|---|\n");
        for (String keys :
                List.of("network, network: june2025", "ngmix", "admom", "regauss", "pgauss", "admom, metacal: true")) {
            String yaml = "{method: " + keys + "}";
            ShearEstimator estimator =
                    Estimators.parse(YamlReader.parse("e", yaml)).make(NetworkEstimator::find);
            String bits = new TreeMap<>(estimator.flagNames())
                    .entrySet().stream()
                            .map(flag -> flag.getKey() + " " + flag.getValue().replace("|", "\\|"))
                            .collect(Collectors.joining("; "));
            out.append("| `" + keys + "` | " + bits + " |\n");
        }
        return out.append("\n`metacal` and `ksigma` have those of `ngmix`.\n\n").toString();
    }
}
