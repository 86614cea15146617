package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.estimate.ShapeEstimate;

class MeasurementStoreTest {

    private static final ShapeEstimate FULL = new ShapeEstimate(
            0, 0.1, -0.2, 0.01, 0.02, 3e-5, 0.5, 0.05, 2, 0.1, 30, 26.1, 25.9, 0.001, -0.002, 0.12, new double[] {
                0.9, 0.01, -0.02, 0.95
            });

    @TempDir
    private Path folder;

    private final AtomicInteger measured = new AtomicInteger();

    private ShapeEstimate[] measure() {
        measured.incrementAndGet();
        return new ShapeEstimate[] {FULL, ShapeEstimate.failed(8), ShapeEstimate.of(0.3, 0, 0.4, 1)};
    }

    @Test
    void whatWasMeasuredIsReadBackNumberForNumber() {
        MeasurementStore store = MeasurementStore.in(folder, Map.of("fit", "identity"));
        store.get("fit", "1.0E-5-0-3", this::measure);
        MeasurementStore.Timed again = store.get("fit", "1.0E-5-0-3", this::measure);
        assertThat(measured).hasValue(1);
        assertThat(store.reused()).isEqualTo(3);
        assertThat(again.msPerStamp()).isPositive();
        ShapeEstimate first = again.estimates()[0];
        assertThat(first.response()).containsExactly(FULL.response());
        assertThat(first).usingRecursiveComparison().isEqualTo(FULL);
        assertThat(again.estimates()[1].flags()).isEqualTo(8);
        assertThat(again.estimates()[1].ok()).isFalse();
        assertThat(again.estimates()[2].g1()).isEqualTo(0.3);
    }

    @Test
    void anotherIdentityOrBatchIsMeasuredAnew() {
        MeasurementStore.in(folder, Map.of("fit", "one")).get("fit", "a", this::measure);
        MeasurementStore.in(folder, Map.of("fit", "two")).get("fit", "a", this::measure);
        MeasurementStore.in(folder, Map.of("fit", "two")).get("fit", "b", this::measure);
        assertThat(measured).hasValue(3);
    }

    @Test
    void noStoreKeepsNothing() {
        MeasurementStore store = MeasurementStore.none();
        store.get("fit", "a", this::measure);
        store.get("fit", "a", this::measure);
        assertThat(measured).hasValue(2);
        assertThat(folder).isEmptyDirectory();
    }
}
