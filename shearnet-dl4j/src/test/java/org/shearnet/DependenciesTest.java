package org.shearnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table in SECURITY.md says which versions the build takes. */
class DependenciesTest {

    @ParameterizedTest
    @ValueSource(strings = {"snakeyaml", "nom-tam-fits", "commons-compress", "exp4j", "picocli", "gson", "freemarker"})
    void theTableHasTheVersionsOfTheBuild(String library) throws IOException {
        String build = Files.readString(Path.of("../pom.xml")) + Files.readString(Path.of("pom.xml"));
        Matcher version = Pattern.compile("<" + library + "\\.version>([^<]+)<").matcher(build);
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(Path.of("../SECURITY.md")))
                .contains("| " + library + " | " + version.group(1) + " |");
    }
}
