package org.shearnet.galaxysim.scene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.shearnet.galaxysim.fits.MedsWriter;
import org.shearnet.galaxysim.fits.StampLayout;

/** Renders the objects of a scene, each in several exposures and bands, into MEDS files, one a band. */
public final class MedsSimulation {

    /** Objects that are in memory at a time, for each thread. */
    private static final int AHEAD = 16;

    private MedsSimulation() {}

    /**
     * {@return whether a scene's output is of this type}
     *
     * @param scene a scene
     */
    public static boolean isOf(Scene scene) {
        return scene.output().meds() != null;
    }

    /**
     * {@return the files that are written, one a band}
     *
     * @param scene a scene
     * @param target the name without a band: where bands have names, {@code NAME_band.fits} are written
     */
    public static List<Path> files(Scene scene, Path target) {
        return scene.output().meds().bands().keySet().stream()
                .map(band -> {
                    String name = target.getFileName().toString();
                    int dot = name.indexOf('.') < 0 ? name.length() : name.indexOf('.');
                    return band.isEmpty()
                            ? target
                            : target.resolveSibling(name.substring(0, dot) + "_" + band + name.substring(dot));
                })
                .toList();
    }

    /**
     * Renders.
     *
     * @param scene what to draw
     * @param first number of the first galaxy
     * @param count how many
     * @param threads how many at once
     * @param target the name of the files, see {@link #files}
     * @param provenance cards for the primary headers
     * @param progress told after every few objects
     * @throws IOException where a file cannot be written
     */
    public static void run(
            Scene scene,
            long first,
            long count,
            int threads,
            Path target,
            Map<String, String> provenance,
            Simulation.Progress progress)
            throws IOException {
        List<StampLayout.Column> columns = new ArrayList<>(scene.truthColumns());
        columns.add(new StampLayout.Column("flux_band", "ct"));
        columns.add(new StampLayout.Column("neighbours", ""));
        MedsPlan plan = scene.output().meds();
        MedsWriter.Layout layout = new MedsWriter.Layout(count, plan.exposures(), scene.nx(), scene.nx(), columns);
        ThreadLocal<MedsObject.Drawer> drawers = ThreadLocal.withInitial(() -> new MedsObject.Drawer(scene));
        ExecutorService pool = RenderThreads.of(threads);
        List<MedsWriter> writers = new ArrayList<>();
        try {
            List<String> bands = List.copyOf(plan.bands().keySet());
            for (Path file : files(scene, target)) {
                Map<String, String> cards = new LinkedHashMap<>(provenance);
                if (!bands.get(writers.size()).isEmpty()) {
                    cards.put("BAND", bands.get(writers.size()));
                }
                writers.add(new MedsWriter(file, layout, cards));
            }
            int some = AHEAD * threads;
            for (long from = 0; from < count; from += some) {
                List<Callable<MedsObject>> tasks = new ArrayList<>();
                for (long i = from; i < Math.min(count, from + some); i++) {
                    long index = first + i;
                    tasks.add(() -> drawers.get().draw(index, first, count));
                }
                long at = from;
                for (Future<MedsObject> drawn : pool.invokeAll(tasks)) {
                    drawn.get().write(writers, at++);
                }
                progress.at(at, count);
            }
            for (MedsWriter writer : writers) {
                writer.commit();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw RenderThreads.thrown(e);
        } finally {
            pool.shutdownNow();
            for (MedsWriter writer : writers) {
                writer.close();
            }
        }
    }
}
