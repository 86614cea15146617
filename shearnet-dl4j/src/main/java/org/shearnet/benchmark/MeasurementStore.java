package org.shearnet.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.fits.FitsTable;

/**
 * Keeps what an estimator said of a batch of stamps, so that an interrupted or repeated benchmark measures only what it
 * has not measured yet. A file is used again only for the same estimator, scene, seed, batch and commit.
 */
public final class MeasurementStore {

    private static final String MILLISECONDS = "MSGALAXY";
    private static final int KEY_DIGITS = 16;

    private final Path folder;
    private final Map<String, String> identities;
    private final AtomicLong reused = new AtomicLong();

    private MeasurementStore(Path folder, Map<String, String> identities) {
        this.folder = folder;
        this.identities = Map.copyOf(identities);
    }

    /** A store that keeps nothing. */
    public static MeasurementStore none() {
        return new MeasurementStore(null, Map.of());
    }

    /**
     * A store in a folder.
     *
     * @param identities for each estimator's label, a text that changes whenever its answers could
     */
    public static MeasurementStore in(Path folder, Map<String, String> identities) {
        return new MeasurementStore(folder, identities);
    }

    /** How many estimates were taken from files. */
    public long reused() {
        return reused.get();
    }

    /**
     * Estimates and how long one took.
     *
     * @param estimates one a stamp
     * @param msPerStamp wall time (milliseconds)
     */
    record Timed(ShapeEstimate[] estimates, double msPerStamp) {}

    /** The batch of that name from its file, or measured now and kept. */
    Timed get(String label, String batch, Supplier<ShapeEstimate[]> measure) {
        if (folder == null) {
            return timed(measure);
        }
        String key = Provenance.sha256(identities.get(label) + "\n" + batch).substring(0, KEY_DIGITS);
        Path file = folder.resolve(label).resolve(batch + "-" + key + ".fits");
        try {
            if (Files.exists(file)) {
                FitsTable table = FitsTable.read(file, "CATALOG");
                ShapeEstimate[] estimates = Catalogue.read(table);
                reused.addAndGet(estimates.length);
                return new Timed(estimates, table.header().number(MILLISECONDS, Double.NaN));
            }
            Timed timed = timed(measure);
            Catalogue.write(
                    file,
                    LongStream.range(0, timed.estimates.length).toArray(),
                    timed.estimates,
                    Map.of(),
                    Map.of(MILLISECONDS, Double.toString(timed.msPerStamp)));
            return timed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Timed timed(Supplier<ShapeEstimate[]> measure) {
        long start = System.nanoTime();
        ShapeEstimate[] estimates = measure.get();
        return new Timed(estimates, (System.nanoTime() - start) / 1e6 / estimates.length);
    }
}
