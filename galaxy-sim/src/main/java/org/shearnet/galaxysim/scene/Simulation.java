package org.shearnet.galaxysim.scene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.shearnet.galaxysim.fits.StampLayout;
import org.shearnet.galaxysim.fits.StampWriter;

/**
 * Renders a scene into a stamps file, in order, over several threads; memory does not grow with the number of stamps, and
 * the numbers do not depend on the number of threads, nor on where a run is cut.
 */
public final class Simulation {

    /** Stamps that a thread renders at a time, and fewer where they are large. */
    private static final int MOST_IN_BATCH = 32;

    /** What the images of all batches that are ahead of the writer may take (bytes), but for one stamp a batch. */
    private static final long AHEAD_BYTES = 256L << 20;

    /** How often one who waits for a batch looks whether another failed (milliseconds). */
    private static final long LOOK_MILLISECONDS = 20;

    /** What hears of progress. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after each batch of stamps.
         *
         * @param done stamps that are ready
         * @param total all stamps
         */
        void at(long done, long total);
    }

    /**
     * What to render.
     *
     * @param first number of the first galaxy
     * @param count how many
     * @param threads how many at once
     * @param doublePrecision 64-bit pixels
     * @param psfSize side of the PSF images (pixels); 0 for none
     */
    public record Options(long first, long count, int threads, boolean doublePrecision, int psfSize) {

        /**
         * Rejects numbers of stamps that no file holds.
         *
         * @param first number of the first galaxy
         * @param count how many
         * @param threads how many at once
         * @param doublePrecision 64-bit pixels
         * @param psfSize side of the PSF images (pixels); 0 for none
         */
        public Options {
            if (first < 0 || count < 0 || threads < 1 || psfSize < 0) {
                throw new IllegalArgumentException("cannot render " + count + " galaxies from " + first + " with "
                        + threads + " threads and PSF images of " + psfSize);
            }
        }

        /**
         * {@return all that the scene asks for, PSF images as large as the stamps}
         *
         * @param scene what to draw
         * @param threads threads at work
         */
        public static Options of(Scene scene, int threads) {
            return new Options(0, scene.count(), threads, false, scene.hasPsf() ? Math.min(scene.nx(), scene.ny()) : 0);
        }
    }

    /** Purpose of the stream that a stamp's noise is drawn from. */
    public static final String NOISE = "noise";

    private record Batch(
            long from,
            SceneGalaxy[] galaxies,
            double[][] images,
            double[][] weights,
            double[][] psfs,
            List<List<Double>> truth) {}

    /**
     * How far rendering runs ahead of writing.
     *
     * @param ahead batches at most
     * @param size stamps of each
     */
    record Batches(int ahead, int size) {

        static Batches of(long stampBytes, int threads) {
            int ahead = (int) Math.max(1, Math.min(2L * threads + 1, AHEAD_BYTES / stampBytes));
            return new Batches(ahead, (int) Math.max(1, Math.min(MOST_IN_BATCH, AHEAD_BYTES / ahead / stampBytes)));
        }
    }

    private Simulation() {}

    /**
     * Renders.
     *
     * @param scene what to draw
     * @param options how much to draw, and how
     * @param target the file, which appears whole or not at all
     * @param provenance cards for its primary header
     * @param progress told after every few stamps
     * @throws CancellationException where the thread is interrupted
     * @throws IOException where the file cannot be written
     */
    public static void run(Scene scene, Options options, Path target, Map<String, String> provenance, Progress progress)
            throws IOException {
        boolean psf = scene.hasPsf() && options.psfSize() > 0;
        boolean psfEach = psf && psfEach(scene);
        StampLayout layout = layout(scene, options, provenance);
        ThreadLocal<SceneRenderer> renderers = ThreadLocal.withInitial(() -> new SceneRenderer(scene));
        ExecutorService pool = RenderThreads.of(options.threads());
        try (StampWriter writer = new StampWriter(target, layout)) {
            Batches batches = Batches.of(stampBytes(scene, options, psfEach), options.threads());
            ArrayDeque<Future<Batch>> ahead = new ArrayDeque<>();
            AtomicReference<Error> failure = new AtomicReference<>();
            long submitted = 0;
            long done = 0;
            while (done < options.count()) {
                while (submitted < options.count() && ahead.size() < batches.ahead) {
                    long from = submitted;
                    int some = (int) Math.min(batches.size, options.count() - from);
                    ahead.add(pool.submit(() -> {
                        try {
                            return batch(scene, renderers.get(), options, from, some, psfEach);
                        } catch (Error e) {
                            failure.compareAndSet(null, e);
                            throw e;
                        }
                    }));
                    submitted += some;
                }
                Batch batch = take(ahead.remove(), failure);
                write(writer, batch);
                done += batch.galaxies.length;
                progress.at(done, options.count());
            }
            if (psf && !psfEach && options.count() > 0) {
                double[] image = new double[options.psfSize() * options.psfSize()];
                new SceneRenderer(scene).psfImage(scene.draw(options.first()), image, options.psfSize());
                writer.psf(0, image);
            }
            writer.commit();
        } finally {
            pool.shutdownNow();
        }
    }

    /** What a stamp takes until it is written (bytes). */
    private static long stampBytes(Scene scene, Options options, boolean psfEach) {
        long pixels = (long) scene.nx() * scene.ny();
        long psf = psfEach ? (long) options.psfSize() * options.psfSize() : 0;
        return Double.BYTES * (pixels * (scene.writesWeights() ? 2 : 1) + psf);
    }

    private static boolean psfEach(Scene scene) {
        return !scene.hasOnePsfImage();
    }

    /**
     * {@return whether one image of the PSF holds for all stamps}
     *
     * @param scene what to draw
     * @param options how much to draw, and how
     */
    public static boolean sharesPsf(Scene scene, Options options) {
        return scene.hasPsf() && options.psfSize() > 0 && !psfEach(scene);
    }

    /**
     * {@return what the file of a simulation holds}
     *
     * @param scene what to draw
     * @param options how much to draw, and how
     * @param provenance cards of the header
     */
    public static StampLayout layout(Scene scene, Options options, Map<String, String> provenance) {
        boolean psf = scene.hasPsf() && options.psfSize() > 0;
        return new StampLayout(
                options.count(),
                scene.nx(),
                scene.ny(),
                scene.pixelScale(),
                scene.imageCards(),
                options.doublePrecision(),
                scene.writesWeights(),
                scene.output().badpix(),
                false,
                psf ? psfEach(scene) ? options.count() : Math.min(1, options.count()) : 0,
                psf ? options.psfSize() : 0,
                truthColumns(scene),
                provenance);
    }

    /** Columns of TRUTH: those of the scene, then S/N and noise of each stamp. */
    private static List<StampLayout.Column> truthColumns(Scene scene) {
        List<StampLayout.Column> columns = new ArrayList<>(scene.truthColumns());
        columns.add(new StampLayout.Column("s2n", ""));
        columns.add(new StampLayout.Column("noise_sigma", "ct"));
        return columns;
    }

    private static Batch batch(
            Scene scene, SceneRenderer renderer, Options options, long from, int some, boolean psfEach) {
        Batch batch = new Batch(
                from,
                new SceneGalaxy[some],
                new double[some][scene.grid().size()],
                new double[scene.writesWeights() ? some : 0][scene.grid().size()],
                psfEach ? new double[some][options.psfSize() * options.psfSize()] : new double[0][],
                new ArrayList<>(some));
        for (int i = 0; i < some; i++) {
            long index = options.first() + from + i;
            SceneGalaxy galaxy = scene.draw(index);
            batch.galaxies[i] = galaxy;
            renderer.image(galaxy, batch.images[i]);
            long noiseIndex = scene.noiseIndex(index);
            if (batch.weights.length > 0) {
                renderer.weights(noiseIndex, batch.images[i], scene.output().objectVariance(), batch.weights[i]);
            }
            List<Double> truth = scene.truth(galaxy);
            truth.add(renderer.s2n(noiseIndex, batch.images[i]));
            truth.add(renderer.noiseSigma(noiseIndex));
            batch.truth.add(truth);
            renderer.addNoise(noiseIndex, NOISE, batch.images[i]);
            if (psfEach) {
                renderer.psfImage(galaxy, batch.psfs[i], options.psfSize());
            }
        }
        return batch;
    }

    private static void write(StampWriter writer, Batch batch) throws IOException {
        for (int i = 0; i < batch.galaxies.length; i++) {
            long at = batch.from + i;
            writer.image(at, batch.images[i]);
            if (batch.psfs.length > 0) {
                writer.psf(at, batch.psfs[i]);
            }
            if (batch.weights.length > 0) {
                writer.weight(at, batch.weights[i]);
            }
            writer.truth(at, batch.galaxies[i].index(), batch.truth.get(i));
        }
    }

    /** The next batch, or at once what any other of them failed with: out of memory, say. */
    private static Batch take(Future<Batch> future, AtomicReference<Error> failure) {
        try {
            while (true) {
                try {
                    return future.get(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw RenderThreads.thrown(e);
        }
    }
}
