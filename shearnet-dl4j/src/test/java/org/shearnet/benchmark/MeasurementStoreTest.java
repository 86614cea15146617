package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.fits.BadDataException;

class MeasurementStoreTest {

    private static final ShapeEstimate FULL = ShapeEstimate.of(
                    new ShapeEstimate.Shape(0.1, -0.2, 0.01, 0.02, 3e-5),
                    new ShapeEstimate.Light(0.5, 0.05, 2, 0.1, 30))
            .at(26.1, 25.9)
            .withPsf(new ShapeEstimate.PsfShape(0.001, -0.002, 0.12))
            .withResponse(new double[] {0.9, 0.01, -0.02, 0.95});

    @TempDir
    private Path folder;

    private final AtomicInteger measured = new AtomicInteger();

    private static Stamps stamps() {
        return null;
    }

    private ShapeEstimate[] measure(Stamps stamps) {
        measured.incrementAndGet();
        return new ShapeEstimate[] {FULL, ShapeEstimate.failed(8), ShapeEstimate.of(0.3, 0, 0.4, 1)};
    }

    @Test
    void whatWasMeasuredIsReadBackNumberForNumber() {
        MeasurementStore store = MeasurementStore.in(folder, Map.of("fit", "identity"), 2);
        store.get("fit", "1.0E-5-0-3", MeasurementStoreTest::stamps, this::measure);
        MeasurementStore.Timed again = store.get("fit", "1.0E-5-0-3", MeasurementStoreTest::stamps, this::measure);
        assertThat(measured).hasValue(1);
        assertThat(store.reused()).isEqualTo(3);
        assertThat(again.wallMs()).isPositive();
        assertThat(again.cpuMs()).isNotNegative();
        assertThat(again.threads()).isEqualTo(2);
        ShapeEstimate first = again.estimates()[0];
        assertThat(first.response()).containsExactly(FULL.response());
        assertThat(first).usingRecursiveComparison().isEqualTo(FULL);
        assertThat(again.estimates()[1].flags()).isEqualTo(8);
        assertThat(again.estimates()[1].ok()).isFalse();
        assertThat(again.estimates()[2].g1()).isEqualTo(0.3);
    }

    @Test
    void theHeadOfAFileIsTheSameInEveryJava() throws IOException {
        MeasurementStore.in(folder, Map.of("fit", "identity"), 2)
                .get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        try (Stream<Path> files = Files.walk(folder)) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .containsSubsequence("MEASHASH=", "MEASROWS=", "MSGALAXY=", "MSCPU   =", "THREADS =");
        }
    }

    @Test
    void anotherIdentityOrBatchIsMeasuredAnew() {
        MeasurementStore.in(folder, Map.of("fit", "one"), 2)
                .get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        MeasurementStore.in(folder, Map.of("fit", "two"), 2)
                .get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        MeasurementStore.in(folder, Map.of("fit", "two"), 2)
                .get("fit", "b", MeasurementStoreTest::stamps, this::measure);
        assertThat(measured).hasValue(3);
    }

    @Test
    void whatAnotherProgramLeftForTheSameBatchGoes() throws IOException {
        for (String program : new String[] {"one", "two"}) {
            MeasurementStore store = MeasurementStore.in(folder, Map.of("fit", program), 2);
            store.get("fit", "0.1-0-3", MeasurementStoreTest::stamps, this::measure);
            store.get("fit", "0.1-0-30", MeasurementStoreTest::stamps, this::measure);
        }
        try (Stream<Path> files = Files.list(folder.resolve("fit"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatBelongsToAnotherMeasurementIsNotTakenUnderItsName() throws IOException {
        MeasurementStore.in(folder, Map.of("fit", "one"), 2)
                .get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        Path one = only();
        byte[] foreign = Files.readAllBytes(one);
        Files.delete(one);
        MeasurementStore store = MeasurementStore.in(folder, Map.of("fit", "two"), 2);
        store.get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        Files.write(only(), foreign);
        assertThatThrownBy(() -> store.get("fit", "a", MeasurementStoreTest::stamps, this::measure))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(only().toString())
                .hasMessageContaining("another measurement")
                .hasMessageContaining("--fresh");
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("fit"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void truthsAreKeptNumberForNumberUntilTheirSceneChanges() throws IOException {
        GalaxyTruth[] truths = {
            new GalaxyTruth(1L << 40, 0.1, -0.2, 0.3, 7, 1e-3, Double.NaN, 1 / 3.0, true, 0.25),
            new GalaxyTruth((1L << 40) + 1, -0.0, 0.2, 0.4, 8, 2e-3, 3e-3, 21, false, 0)
        };
        Supplier<GalaxyTruth[]> find = () -> {
            measured.incrementAndGet();
            return truths;
        };
        MeasurementStore store = MeasurementStore.in(folder, Map.of(MeasurementStore.OF_ALL, "scene"), 2);
        store.truths("0-2", find);
        assertThat(store.truths("0-2", find)).containsExactly(truths);
        assertThat(measured).hasValue(1);
        assertThat(store.reused()).isEqualTo(2);
        MeasurementStore other = MeasurementStore.in(folder, Map.of(MeasurementStore.OF_ALL, "other scene"), 2);
        assertThat(other.truths("0-2", find)).containsExactly(truths);
        assertThat(measured).hasValue(2);
        try (Stream<Path> files = Files.list(folder.resolve("truths"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void noStoreKeepsNothing() {
        MeasurementStore store = MeasurementStore.none(2);
        store.get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        store.get("fit", "a", MeasurementStoreTest::stamps, this::measure);
        assertThat(measured).hasValue(2);
        assertThat(folder).isEmptyDirectory();
    }
}
