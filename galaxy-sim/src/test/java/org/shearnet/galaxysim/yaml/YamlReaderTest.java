package org.shearnet.galaxysim.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    private static YamlNode parse(String text) {
        return YamlReader.parse("scene.yaml", text);
    }

    @Test
    void misspeltKeyNamesFileLinePathAndNearestKey() {
        YamlNode gal =
                parse("gal:\n  type: Exponential\n  half_light_radus: 0.5\n").get("gal");
        gal.text("type", "");
        gal.find("half_light_radius");
        assertThatThrownBy(gal::rejectUnknown)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("scene.yaml:3: gal.half_light_radus: unknown key 'half_light_radus'")
                .hasMessageContaining("did you mean 'half_light_radius'?");
    }

    @Test
    void missingKeyPointsAtItsMisspelling() {
        YamlNode gal = parse("gal:\n  sgima: 0.5\n").get("gal");
        assertThatThrownBy(() -> gal.get("sigma"))
                .hasMessageStartingWith("scene.yaml:2: gal.sgima")
                .hasMessageContaining("did you mean 'sigma'?");
    }

    @Test
    void readKeysAreNotRefused() {
        YamlNode root = parse("a: 1\nb: [1, 2]\n");
        assertThat(root.get("a").integer()).isEqualTo(1);
        assertThat(root.get("b").numbers()).containsExactly(1, 2);
        root.rejectUnknown();
    }

    @ParameterizedTest
    @CsvSource({"1e-5, 1e-5", "-3, -3", "1_000, 1000", ".5, 0.5", "+2.0E3, 2000"})
    void numbersAsPeopleWriteThem(String text, double value) {
        assertThat(parse("x: " + text).get("x").number()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"abc", ".nan", "1e400", "1d", "1 2"})
    void notANumber(String text) {
        assertThatThrownBy(() -> parse("x: " + text).get("x").number())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("scene.yaml:1: x: ");
    }

    @Test
    void duplicateKeysAreRefused() {
        assertThatThrownBy(() -> parse("a: 1\na: 2\n")).hasMessageContaining("scene.yaml:2: a: the key 'a' stands");
    }

    @Test
    void anchorsAndMergeKeysAreResolved() {
        YamlNode root = parse("base: &b {type: Gaussian, sigma: 1}\ngal:\n  <<: *b\n  sigma: 2\n");
        assertThat(root.get("gal").get("type").text()).isEqualTo("Gaussian");
        assertThat(root.get("gal").get("sigma").number()).isEqualTo(2);
    }

    @Test
    void overridesReachIntoMappingsAndLists() {
        YamlNode root = parse("train: {epochs: 5}\nlist: [{a: 1}, {a: 2}]\n");
        root = YamlReader.override(root, "train.epochs=7");
        root = YamlReader.override(root, "list.1.a=9");
        root = YamlReader.override(root, "new.deep.key=[1, 2]");
        assertThat(root.get("train").get("epochs").integer()).isEqualTo(7);
        assertThat(root.get("list").items().get(1).get("a").number()).isEqualTo(9);
        assertThat(root.get("new").get("deep").get("key").numbers()).containsExactly(1, 2);
        YamlNode bad = YamlReader.override(root, "train.epochs=many");
        assertThatThrownBy(() -> bad.get("train").get("epochs").integer())
                .hasMessageStartingWith("--set train.epochs=many: train.epochs: ");
    }

    @Test
    void brokenYamlNamesItsLine() {
        assertThatThrownBy(() -> parse("a: 1\nb: [1, 2\nc: 3\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("scene\\.yaml:\\d+: not valid YAML: .*");
    }

    @Test
    void effectiveConfigurationReadsBackTheSame() {
        String text = "a: {b: [1, 2e-5, {c: 'x: y'}], d: null, e: \"\"}\nf: -1\ng: 30 deg\n";
        String once = parse(text).toYaml();
        assertThat(parse(once).toYaml()).isEqualTo(once);
        assertThat(parse(once).get("a").get("b").items().get(2).get("c").text()).isEqualTo("x: y");
        assertThat(parse(once).get("g").text()).isEqualTo("30 deg");
        // runs are known again by this text
        assertThat(parse("a: {b: [1, {c: 2.0e-5}], d: []}\ne: a b\n").toYaml())
                .isEqualTo("a:\n  b:\n    - 1\n    - c: 2.0e-5\n  d: []\ne: a b\n");
    }

    @Test
    void aPartOfADocumentIsWrittenAsItStands() {
        YamlNode root = parse("a: [null, x]\nb: 2\n");
        assertThat(root.get("b").toYaml()).isEqualTo("2\n");
        assertThat(root.get("a").items().get(0).toYaml()).isEqualTo("null\n");
        assertThat(root.get("a").toYaml()).isEqualTo("  - null\n  - x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "~",
                "",
                "#x",
                "a #b",
                "tab\there",
                "two\nlines",
                "bell\u0007",
                "yes",
                "1e-5",
                "1.0e-5",
                "0x10",
                "- x",
                "{",
                "é",
                "<<",
                " lead",
                "trail ",
                "a: b",
                "'",
                "\"",
                "\\n",
                "&a",
                "*a",
                "!x",
                "%x",
                "@x",
                "=",
                "?"
            })
    void everyTextReadsBackTheSame(String text) {
        YamlNode root =
                parse("a: {x: " + quoted(text) + ", " + quoted("k" + text) + ": 1}\nlist: [" + quoted(text) + "]\n");
        assertThat(root.get("a").get("x").text()).isEqualTo(text);
        YamlNode again = parse(root.toYaml());
        assertThat(again.get("a").get("x").text()).isEqualTo(text);
        assertThat(again.get("a").get("k" + text).integer()).isEqualTo(1);
        assertThat(again.get("list").items().get(0).text()).isEqualTo(text);
        assertThat(again.toYaml()).isEqualTo(root.toYaml());
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                        .replace("\u0007", "\\a")
                + '"';
    }

    @Test
    void missingAndBinaryFilesAreOneLine(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> YamlReader.read(folder.resolve("no.yaml"))).hasMessageEndingWith("no such file");
        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> YamlReader.read(binary)).isInstanceOf(ConfigException.class);
    }
}
