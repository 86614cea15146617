package org.shearnet.galaxysim.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of several documents, templates, and keys that hold anchors alone. */
class DocumentsTest {

    @TempDir
    Path folder;

    private static final String THREE = "a: {b: 1, c: 2}\nd: 3\n---\na: {b: 5}\n---\nd: {e: 4}\n";

    @ParameterizedTest
    @CsvSource({"1, 1, 2, 3", "2, 5, 2, 3", "3, 1, 2, e"})
    void laterDocumentsStandOverTheFirst(int document, String b, String c, String d) {
        YamlNode root = YamlReader.parse("three.yaml", THREE, document);
        assertThat(root.get("a").get("b").text()).isEqualTo(b);
        assertThat(root.get("a").get("c").text()).isEqualTo(c);
        YamlNode last = root.get("d");
        assertThat(last.isMap() ? last.keys().iterator().next() : last.text()).isEqualTo(d);
    }

    @Test
    void severalDocumentsAreNamedAsSuch() {
        assertThatThrownBy(() -> YamlReader.parse("three.yaml", THREE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("three.yaml: holds 3 documents")
                .hasMessageContaining("--document");
        for (int absent : new int[] {-1, 4}) {
            assertThatThrownBy(() -> YamlReader.parse("three.yaml", THREE, absent))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("counted from 1 to 3");
        }
        assertThat(YamlReader.parse("one.yaml", "---\na: 1\n---\n", 1).get("a").text())
                .isEqualTo("1");
        assertThatThrownBy(() -> YamlReader.parse("two.yaml", "[1]\n---\na: 1", 2))
                .hasMessageContaining("mapping");
    }

    /** Asks for some keys and refuses the rest. */
    private static void ask(YamlNode root, String... keys) {
        for (String key : keys) {
            assertThat(root.has(key)).isTrue();
        }
        root.rejectUnknown();
    }

    @Test
    void keysThatHoldAnchorsInUseMayStay() {
        ask(YamlReader.parse("a.yaml", "vars: [&x 1, {y: &y 2}]\na: *x\nb: *y"), "a", "b");
        ask(YamlReader.parse("a.yaml", "vars: &v {x: 1, y: 2}\na: {<<: *v}"), "a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'vars: [&x 1, 2]\na: *x' | vars",
                "'vars: [&x 1]\na: 3' | vars",
                "'vars: 1\na: 3' | vars",
                "'vars: []\na: 3' | vars",
                "'a: 3\nb: {c: &x 1, d: 2, e: *x}' | b"
            })
    void otherKeysAreRefused(String text, String key) {
        assertThatThrownBy(() -> ask(YamlReader.parse("a.yaml", text), "a"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key '" + key + "'");
    }

    @ParameterizedTest
    @CsvSource({"'a: &x {b: *x}'", "'a: &x [1, *x]'", "'a: &x {b: {c: [*x]}}'"})
    void anchorInItselfIsNamed(String text) {
        assertThatThrownBy(() -> YamlReader.parse("loop.yaml", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("loop.yaml:1")
                .hasMessageContaining("&x contains itself");
    }

    @Test
    void anchorsThatMultiplyAreStopped() {
        StringBuilder text = new StringBuilder("a0: &a0 [1, 1]\n");
        for (int i = 1; i < 22; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> YamlReader.parse("bomb.yaml", text.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 100000 values");
    }

    @Test
    void templatesAreReplaced() throws Exception {
        Files.writeString(folder.resolve("base.yaml"), "gal: {type: Gaussian, sigma: 2, flux: 1}\nimage: {size: 9}\n");
        Path file = folder.resolve("own.yaml");
        Files.writeString(file, "template: base.yaml\ngal.flux: 7\nimage: {size: 5, more: 1}\n");
        YamlNode whole = YamlReader.read(file);
        assertThat(whole.get("gal").get("flux").text()).isEqualTo("7");
        assertThat(whole.get("gal").get("sigma").text()).isEqualTo("2");
        assertThat(whole.get("image").get("size").text()).isEqualTo("5");
        Files.writeString(
                file, "x: {template: 'base.yaml:gal', flux: ''}\ny: {template: ':z.0', k: 3}\nz: [{k: 1, l: 2}]\n");
        YamlNode parts = YamlReader.read(file);
        assertThat(parts.get("x").keys()).containsExactly("type", "sigma");
        assertThat(parts.get("x").get("sigma").path()).isEqualTo("x.sigma");
        assertThat(parts.get("y").get("k").text()).isEqualTo("3");
        assertThat(parts.get("y").get("l").path()).isEqualTo("y.l");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "template: none.yaml | names the file none.yaml, which only a configuration may",
                "'a: {template: '':b.c''}\nb: {d: 1}' | there is no 'c'",
                "'a: {template: '':b''}\nb: 1' | is not a mapping",
                "'a: {b: {template: '':a''}}' | contains itself",
                "'a: {template: '':b''}\nb: {x: {template: '':a''}}' | contains itself",
                "'a: {template: '':b'', c: ''''}\nb: {d: 1}' | there is no 'c' to take away"
            })
    void templatesThatNameNothingAreRefused(String text, String why) {
        assertThatThrownBy(() -> YamlReader.parse("own.yaml", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("own.yaml:")
                .hasMessageContaining(why);
    }

    @Test
    void templatesOfAbsentFilesAreRefused() throws Exception {
        Path own = Files.writeString(folder.resolve("own.yaml"), "template: none.yaml\n");
        assertThatThrownBy(() -> YamlReader.read(own))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no file none.yaml");
    }
}
