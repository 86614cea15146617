package org.shearnet.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.fits.FitsTable;

/**
 * Keeps what an estimator said of a batch of stamps, and what is true of its galaxies, so that an interrupted or repeated benchmark
 * measures only what it has not measured yet. A file is used again only for the same estimator, scene, seed, batch and program.
 */
public final class MeasurementStore {

    private static final String WALL = "MSGALAXY";
    private static final String CPU = "MSCPU";
    private static final String THREADS = "THREADS";
    private static final String TRUTHS = "truths";

    /** In place of an estimator's label, for what is true of the galaxies whoever measures them. */
    public static final String OF_ALL = "";

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
     * @param identities for each estimator's label, a text that changes whenever its answers could; for {@link #OF_ALL} one that changes
     *     whenever the truths could
     * @param threads how many threads measure, kept beside the times
     */
    public static MeasurementStore in(Path folder, Map<String, String> identities, int threads) {
        return new MeasurementStore(folder, identities, threads);
    }

    /** How many estimates and truths were taken from files. */
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
        KeptTable kept = KeptTable.of(folder.resolve(label), batch, identities.get(label));
        try {
            if (kept.isThere()) {
                FitsTable table = kept.read(Catalogue.NAME);
                ShapeEstimate[] estimates = Catalogue.read(table);
                reused.addAndGet(estimates.length);
                return new Timed(
                        estimates,
                        table.header().number(WALL, Double.NaN),
                        table.header().number(CPU, Double.NaN),
                        (int) table.header().number(THREADS, 0));
            }
            Timed timed = timed(stamps, measure);
            kept.forgetOthers();
            Map<String, String> cards = kept.cards(timed.estimates.length);
            cards.put(WALL, Double.toString(timed.wallMs));
            cards.put(CPU, Double.toString(timed.cpuMs));
            cards.put(THREADS, Integer.toString(timed.threads));
            Catalogue.write(kept.file(), timed.estimates, Map.of(), cards);
            return timed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The truths of a batch of galaxies from its file, or found now and kept.
     *
     * @param find finds them
     */
    GalaxyTruth[] truths(String batch, Supplier<GalaxyTruth[]> find) {
        if (folder == null) {
            return find.get();
        }
        KeptTable kept = KeptTable.of(folder.resolve(TRUTHS), batch, identities.get(OF_ALL));
        try {
            if (kept.isThere()) {
                GalaxyTruth[] truths = TruthTable.read(kept.read(TruthTable.NAME));
                reused.addAndGet(truths.length);
                return truths;
            }
            GalaxyTruth[] truths = find.get();
            kept.forgetOthers();
            TruthTable.write(kept.file(), truths, kept.cards(truths.length));
            return truths;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
