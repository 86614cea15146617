package org.shearnet.galaxysim.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncludesTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeScene() throws IOException {
        write("scenes/base.yaml", """
                values: {size: &size {sigma: 0.5}}
                gal:
                  type: Gaussian
                  <<: *size
                  ellip: {type: G1G2, g1: 0.1, g2: 0.2}
                psf: {type: Gaussian, sigma: 0.25}
                image: {size: 53, pixel_scale: 0.141}
                """);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private YamlNode read(String text) throws IOException {
        write("main.yaml", text);
        return YamlReader.read(folder.resolve("main.yaml"));
    }

    private String yaml(String text) throws IOException {
        return read(text).toYaml();
    }

    private static String plain(String text) {
        return YamlReader.parse("plain.yaml", text).toYaml();
    }

    @Test
    void sectionsStandWhereTheIncludeStood() throws IOException {
        assertThat(yaml("name: x\ninclude: scenes/base.yaml\ntrain: {epochs: 3}\n"))
                .isEqualTo(plain("""
                        name: x
                        gal: {type: Gaussian, ellip: {type: G1G2, g1: 0.1, g2: 0.2}, sigma: 0.5}
                        psf: {type: Gaussian, sigma: 0.25}
                        image: {size: 53, pixel_scale: 0.141}
                        train: {epochs: 3}
                        """));
    }

    @Test
    void keysBesideItAreMergedMappingByMapping() throws IOException {
        String beside = "include: scenes/base.yaml\npsf: {sigma: null, fwhm: 0.6}\ngal: {ellip: {g2: 0}, flux: 2}\n";
        assertThat(yaml(beside)).isEqualTo(plain("""
                        gal: {type: Gaussian, ellip: {type: G1G2, g1: 0.1, g2: 0}, sigma: 0.5, flux: 2}
                        psf: {type: Gaussian, fwhm: 0.6}
                        image: {size: 53, pixel_scale: 0.141}
                        """));
        assertThat(yaml("include: scenes/base.yaml\npsf:\n")).doesNotContain("psf");
    }

    @Test
    void sectionTakesThatSection() throws IOException {
        assertThat(yaml("gal: {include: scenes/base.yaml, flux: 3}\nimage: {size: 20}\n"))
                .isEqualTo(plain("""
                        gal: {type: Gaussian, ellip: {type: G1G2, g1: 0.1, g2: 0.2}, sigma: 0.5, flux: 3}
                        image: {size: 20}
                        """));
    }

    @Test
    void includedFilesIncludeRelativeToThemselves() throws IOException {
        write("scenes/deep/other.yaml", "include: ../base.yaml\npsf: {sigma: 0.3}\n");
        write("scenes/two.yaml", "include: deep/other.yaml\n");
        YamlNode root = read("include: scenes/two.yaml\n");
        assertThat(root.get("psf").get("sigma").number()).isEqualTo(0.3);
        assertThat(root.get("gal").get("sigma").number()).isEqualTo(0.5);
    }

    @Test
    void whatAFileBringsIsNamedByItsFile() throws IOException {
        YamlNode sigma = read("include: scenes/base.yaml\n").get("psf").get("sigma");
        assertThat(sigma.where()).isEqualTo(folder.resolve("scenes/base.yaml") + ":6: psf.sigma");
    }

    @Test
    void templatesSeeWhatIsIncluded() throws IOException {
        assertThat(read("include: scenes/base.yaml\nother: {template: ':gal', flux: 9}\n")
                        .get("other")
                        .get("sigma")
                        .number())
                .isEqualTo(0.5);
        write("scenes/t.yaml", "include: base.yaml\ngal: {flux: 4}\n");
        YamlNode root = read("gal: {template: 'scenes/t.yaml:gal'}\n");
        assertThat(root.get("gal").get("flux").number()).isEqualTo(4);
        assertThat(root.get("gal").get("sigma").number()).isEqualTo(0.5);
    }

    @Test
    void overridesReachWhatIsIncluded() throws IOException {
        YamlNode root = YamlReader.override(read("include: scenes/base.yaml\n"), "psf.sigma=0.4");
        assertThat(root.get("psf").get("sigma").number()).isEqualTo(0.4);
        assertThat(root.get("psf").get("type").text()).isEqualTo("Gaussian");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "include: scenes/none.yaml | main.yaml:1: include: no file scenes/none.yaml beside main.yaml",
                "include: main.yaml | main.yaml:1: include: includes itself: main.yaml -> main.yaml",
                "include: a.yaml | b.yaml:1: include: includes itself: main.yaml -> a.yaml -> b.yaml -> a.yaml",
                "include: t.yaml | main.yaml:1: include: includes itself: main.yaml -> t.yaml -> main.yaml",
                "include: [a.yaml] | main.yaml:1: include: expected a single value, found a list",
                "include: experiment.yaml | experiment.yaml:1: name: 'name' is no section of a scene",
                "include: empty.yaml | empty.yaml: expected a mapping",
                "include: two.yaml | two.yaml: holds 2 documents",
                "stamp: {include: scenes/base.yaml} | stamp.include: scenes/base.yaml has no section 'stamp'",
                "include: scenes | include: no file scenes beside main.yaml",
                "include: deep0.yaml | more than 16 files that include each other"
            })
    void whatCannotBeIncludedIsOneLine(String text, String why) throws IOException {
        write("a.yaml", "include: b.yaml\n");
        write("b.yaml", "include: a.yaml\n");
        write("t.yaml", "gal: {template: '" + folder.resolve("main.yaml") + "'}\n");
        write("experiment.yaml", "name: x\ngal: {type: Gaussian}\n");
        write("empty.yaml", "");
        write("two.yaml", "gal: {}\n---\ngal: {}\n");
        for (int i = 0; i < 20; i++) {
            write("deep" + i + ".yaml", "include: deep" + (i + 1) + ".yaml\n");
        }
        write("deep20.yaml", "gal: {}\n");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    /** Six sections of sixteen levels would be read 6^16 times, and hold as many values. */
    @Test
    void whatIsIncludedIsCountedInAll() throws IOException {
        String sections = "";
        for (String section : new String[] {"gal", "psf", "image", "input", "output", "stamp"}) {
            sections += section + ": {include: NEXT}\n";
        }
        for (int i = 0; i < 12; i++) {
            write("f" + i + ".yaml", sections.replace("NEXT", "f" + (i + 1) + ".yaml"));
        }
        StringBuilder large = new StringBuilder();
        for (String section : new String[] {"gal", "psf", "image", "input", "output", "stamp"}) {
            large.append(section).append(": {a: [").append("1,".repeat(2_500)).append("]}\n");
        }
        write("f12.yaml", large.toString());
        assertThatThrownBy(() -> read("include: f0.yaml\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 100000 values");
    }

    @Test
    void textsIncludeNothing() {
        assertThatThrownBy(() -> YamlReader.parse("text.yaml", "include: scenes/base.yaml\n"))
                .hasMessage("text.yaml:1: include: names the file scenes/base.yaml, which only a configuration may");
    }
}
