package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

class ModelFileTest {

    /** Measured: 0.1 s; without the limits 15 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Shape STAMP = new Shape(13, 11, 1);

    @TempDir
    private Path folder;

    private Model model;
    private Path file;

    @BeforeEach
    void save() {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.parse(
                YamlReader.parse("network", "architecture: enhanced\nchannels: [2]\ndense: [3]\ninputs: [log_flux]"));
        float[] weights = new FlatArray(Network.build(spec, STAMP, STAMP, 1).params()).toArray();
        Normalisation normalisation = new Normalisation(
                ImageScale.ZSCORE,
                0.1,
                0.30000000000000004,
                0,
                1,
                List.of(-2.5),
                List.of(0.75),
                List.of(0.0, 1e-17, 0.5, 3.0),
                List.of(0.26, 0.27, 1.0, 1e-3),
                new Domain(0.141, 1e-5, 1e-2, 0.25, 0.25));
        model = new Model(
                spec,
                STAMP,
                STAMP,
                normalisation,
                weights,
                "gal: {type: Gaussian}\n",
                Map.of("command", "train \"a\" \\ b", "seed", "7"));
        file = folder.resolve("model.zip");
        ModelFile.write(model, file);
    }

    @Test
    void whatIsSavedIsLoaded() {
        Model loaded = ModelFile.read(file);
        assertThat(loaded.weights()).isEqualTo(model.weights());
        assertThat(loaded).usingRecursiveComparison().isEqualTo(model);
    }

    @Test
    void everyAlteredMemberIsNoticed() throws IOException {
        for (String member : List.of("weights.f32", "graph.json", "scene.yaml", "provenance.yaml")) {
            Path altered = rewrite(member, bytes -> {
                bytes[bytes.length / 2] ^= 1;
                return bytes;
            });
            assertThatThrownBy(() -> ModelFile.read(altered))
                    .as(member)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining(member);
        }
    }

    @Test
    void aGraphOfAnotherMakeIsRefusedThoughItsHashFits() throws IOException {
        byte[] graph = "{\"@class\":\"javax.swing.JEditorPane\"}".getBytes(StandardCharsets.UTF_8);
        Path foreign = rewrite("graph.json", bytes -> graph);
        String hash = java.util.HexFormat.of().formatHex(sha256(graph));
        Path consistent = rewrite(
                foreign,
                "model.yaml",
                bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replaceAll("graph.json: [0-9a-f]+", "graph.json: " + hash)
                        .getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ModelFile.read(consistent))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("graph.json is not the graph");
    }

    @Test
    void foreignAndDamagedFilesAreRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.zip"), "not a zip");
        assertThatThrownBy(() -> ModelFile.read(text))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("text.zip");
        Path cut = folder.resolve("cut.zip");
        byte[] whole = Files.readAllBytes(file);
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 100));
        assertThatThrownBy(() -> ModelFile.read(cut)).isInstanceOf(BadDataException.class);
        assertThatThrownBy(() -> ModelFile.read(folder.resolve("absent.zip")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("no such file");
        Path other = folder.resolve("other.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
            zip.putNextEntry(new ZipEntry("configuration.json"));
        }
        assertThatThrownBy(() -> ModelFile.read(other))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("model.yaml");
    }

    @Test
    void aLaterFormatIsRefusedByName() throws IOException {
        Path later = rewrite(
                "model.yaml",
                bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replace("shearnet-model 4", "shearnet-model 5")
                        .getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ModelFile.read(later))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("shearnet-model 5")
                .hasMessageContaining("shearnet-model 4");
    }

    @Test
    void aMemberThatClaimsToBeHugeIsNotRead() throws IOException {
        Path swollen = rewrite("weights.f32", bytes -> new byte[50_000_000]);
        assertThatThrownBy(() -> ModelFile.read(swollen))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("larger than it can be");
    }

    @Test
    void weightsThatNoTrainingEndsWithAreRefused() throws IOException {
        for (float absurd : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e9f}) {
            float[] weights = model.weights().clone();
            weights[5] = absurd;
            ModelFile.write(
                    new Model(
                            model.spec(),
                            STAMP,
                            STAMP,
                            model.normalisation(),
                            weights,
                            model.scene(),
                            model.provenance()),
                    file);
            assertThatThrownBy(() -> ModelFile.read(file))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("weights.f32: parameter 5 is " + absurd);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'stamp: [13, 11]' | 'stamp: [13.5, 11]' | whole numbers from 1 to 4096",
                "'1.0E-5, 0.01' | '0.01, 1.0E-5' | lowest noise is above the highest",
                "'psf: [0.0, 1.0]' | 'psf: [0.0, -1.0]' | must be positive",
                "'image: [0.1,' | 'image: [1e300,' | no number of stamps",
                "'side_mean: [-2.5]' | 'side_mean: [.nan]' | not a finite number",
                "'dense: [3]' | 'dense: [1048576, 1048576, 1048576]' | parameters is not read",
            })
    void numbersThatNoTrainingGivesAreRefused(String was, String is, String words) throws IOException {
        Path altered = rewrite("model.yaml", bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            assertThat(text).contains(was);
            return text.replace(was, is).getBytes(StandardCharsets.UTF_8);
        });
        assertThatThrownBy(() -> ModelFile.read(altered))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(altered.toString());
    }

    @Test
    void megabytesOfDigitsAreNotReadAsANumber() throws IOException {
        String digits = "1" + "0".repeat(7_000_000);
        Path swollen = rewrite("model.yaml", bytes -> ("format: " + digits).getBytes(StandardCharsets.UTF_8));
        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThatThrownBy(() -> ModelFile.read(swollen))
                        .isInstanceOf(BadDataException.class)
                        .hasMessageContaining("model.yaml is larger than it can be"));
        String zeros = "0." + "0".repeat(900_000) + "1e900001";
        Path packed = rewrite(
                "model.yaml",
                bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replace("stamp: [13, 11]", "stamp: [13, " + zeros + "]")
                        .getBytes(StandardCharsets.UTF_8));
        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThatThrownBy(() -> ModelFile.read(packed))
                        .isInstanceOf(BadDataException.class)
                        .hasMessageContaining("characters is not a number"));
    }

    @Test
    void membersThatAreNoneOfAModelAreRefused() throws IOException {
        Path more = rewrite("../../evil.sh", bytes -> new byte[] {1});
        assertThatThrownBy(() -> ModelFile.read(more))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("6 members, not 5");
    }

    @Test
    void aSceneNamesNoFiles() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.yaml"), "password: 1\n");
        ModelFile.write(
                new Model(
                        model.spec(),
                        STAMP,
                        STAMP,
                        model.normalisation(),
                        model.weights(),
                        "gal: {template: '" + secret + "'}\n",
                        Map.of()),
                file);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("which only a configuration may");
    }

    private Path rewrite(String member, UnaryOperator<byte[]> change) throws IOException {
        return rewrite(file, member, change);
    }

    private Path rewrite(Path from, String member, UnaryOperator<byte[]> change) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(from.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        members.compute(member, (name, bytes) -> change.apply(bytes));
        Path to = Files.createTempFile(folder, "altered", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to))) {
            for (Map.Entry<String, byte[]> entry : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return to;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
