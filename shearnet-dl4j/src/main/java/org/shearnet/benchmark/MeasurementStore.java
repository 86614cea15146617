package org.shearnet.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * Keeps what an estimator said of a batch of stamps, so that an interrupted or repeated benchmark measures only what it
 * has not measured yet. A file is used again only for the same estimator, scene, seed, batch and program.
 */
public final class MeasurementStore {

    private static final String WALL = "MSGALAXY";
    private static final String CPU = "MSCPU";
    private static final String THREADS = "THREADS";
    private static final String IDENTITY = "MEASHASH";
    private static final String ROWS = "MEASROWS";
    private static final int KEY_DIGITS = 16;

    private final Path folder;
    private final Map<String, String> identities;
    private final int threads;
    private final AtomicLong reused = new AtomicLong();

    private MeasurementStore(Path folder, Map<String, String> identities, int threads) {
        this.folder = folder;
        this.identities = Map.copyOf(identities);
        this.threads = threads;
    }

    /** A store that keeps nothing. */
    public static MeasurementStore none(int threads) {
        return new MeasurementStore(null, Map.of(), threads);
    }

    /**
     * A store in a folder.
     *
     * @param identities for each estimator's label, a text that changes whenever its answers could
     * @param threads how many threads measure, kept beside the times
     */
    public static MeasurementStore in(Path folder, Map<String, String> identities, int threads) {
        return new MeasurementStore(folder, identities, threads);
    }

    /** How many estimates were taken from files. */
    public long reused() {
        return reused.get();
    }

    /**
     * Estimates and what they took.
     *
     * @param estimates one a stamp
     * @param wallMs wall time of one (milliseconds)
     * @param cpuMs processor time of one, summed over all threads (milliseconds)
     * @param threads how many threads worked
     */
    record Timed(ShapeEstimate[] estimates, double wallMs, double cpuMs, int threads) {}

    /** The batch of that name from its file, or measured now and kept. Making the stamps is not timed. */
    Timed get(String label, String batch, Supplier<Stamps> stamps, Function<Stamps, ShapeEstimate[]> measure) {
        if (folder == null) {
            return timed(stamps, measure);
        }
        String hash = Sha256.hex(identities.get(label) + "\n" + batch);
        String key = hash.substring(0, KEY_DIGITS);
        Path file = folder.resolve(label).resolve(batch + "-" + key + ".fits");
        try {
            if (Files.exists(file)) {
                FitsTable table = table(file, hash);
                ShapeEstimate[] estimates = Catalogue.read(table);
                reused.addAndGet(estimates.length);
                return new Timed(
                        estimates,
                        table.header().number(WALL, Double.NaN),
                        table.header().number(CPU, Double.NaN),
                        (int) table.header().number(THREADS, 0));
            }
            Timed timed = timed(stamps, measure);
            forgetOthers(file, batch);
            Map<String, String> cards = new LinkedHashMap<>();
            cards.put(IDENTITY, hash);
            cards.put(ROWS, Integer.toString(timed.estimates.length));
            cards.put(WALL, Double.toString(timed.wallMs));
            cards.put(CPU, Double.toString(timed.cpuMs));
            cards.put(THREADS, Integer.toString(timed.threads));
            Catalogue.write(file, timed.estimates, Map.of(), cards);
            return timed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A kept file, as whole as it was written, and written for the very same estimator, scene, seed, batch and program. */
    private static FitsTable table(Path file, String hash) throws IOException {
        try {
            FitsTable table = FitsTableReader.read(file, "CATALOG");
            if (!hash.equals(table.header().has(IDENTITY) ? table.header().text(IDENTITY) : "")
                    || table.header().number(ROWS, -1) != table.rows()) {
                throw new BadDataException(file + ": was altered, or belongs to another measurement");
            }
            return table;
        } catch (BadDataException e) {
            throw new BadDataException(e.getMessage() + "; remove it, or measure anew with --fresh", e);
        }
    }

    /** Removes what another program, scene or estimator left for the same batch. */
    private static void forgetOthers(Path file, String batch) throws IOException {
        if (Files.isDirectory(file.getParent())) {
            try (DirectoryStream<Path> old = Files.newDirectoryStream(
                    file.getParent(),
                    other -> other.getFileName()
                            .toString()
                            .matches(Pattern.quote(batch) + "-[0-9a-f]{" + KEY_DIGITS + "}\\.fits"))) {
                for (Path other : old) {
                    Files.delete(other);
                }
            }
        }
    }

    private Timed timed(Supplier<Stamps> stamps, Function<Stamps, ShapeEstimate[]> measure) {
        Stamps made = stamps.get();
        double cpuStart = cpuMs();
        long start = System.nanoTime();
        ShapeEstimate[] estimates = measure.apply(made);
        double wall = (System.nanoTime() - start) / 1e6;
        double cpu = cpuMs() - cpuStart;
        // of metacalibration's single images nothing is wanted but the response
        estimates = Arrays.stream(estimates)
                .map(e -> e.response() == null ? e : e.withResponseAlone())
                .toArray(ShapeEstimate[]::new);
        return new Timed(estimates, wall / estimates.length, cpu / estimates.length, threads);
    }

    /** Processor time of this process (milliseconds); NaN where the platform does not tell. */
    private static double cpuMs() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getProcessCpuTime() / 1e6
                : Double.NaN;
    }
}
