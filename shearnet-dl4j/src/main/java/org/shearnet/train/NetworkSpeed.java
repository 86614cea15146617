package org.shearnet.train;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampSource;
import org.shearnet.data.Symmetry;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.AuxiliaryFeatures;
import org.shearnet.net.Backend;
import org.shearnet.net.Domain;
import org.shearnet.net.Graph;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.Predictor;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.parallel.Workers;

/**
 * Stamps per second of this machine: a whole optimiser step (forward, backward, AdamW) and inference, on stamps that lie
 * ready in memory. Drawing them is not counted.
 */
public final class NetworkSpeed {

    private static final int REPETITIONS = 5;

    private static final double WARM_UP_SECONDS = 1;

    private static final int MOST_WARM_UPS = 20;

    /** Its share of the time of one core. */
    private static final double COMPILER_AT_REST = 0.02;

    private NetworkSpeed() {}

    /**
     * Medians of {@value #REPETITIONS} repetitions.
     *
     * @param trainPerSecond stamps trained on
     * @param inferPerSecond stamps predicted for, batch by batch
     */
    public record Row(String network, int batch, int threads, double trainPerSecond, double inferPerSecond) {}

    /**
     * Measures a network.
     *
     * @param seconds length of a repetition; before them it warms up until the compiler is at rest
     */
    public static Row measure(NetworkSpec spec, Shape stamp, int batch, int threads, double seconds) {
        Backend.enter();
        TrainOptions options = options(batch);
        Normalisation normalisation = plain(spec);
        StampSource still = new StillStamps(stamp);
        Graph graph = Network.build(spec, stamp, stamp, 1);
        try (Workers workers = Backend.workers(threads)) {
            Shards shards = new Shards(spec, options, normalisation, still, graph, batch);
            AdamW optimiser = new AdamW(options.optimiser(), new FlatArray(graph.params()), shards.gradients());
            double train = rate(batch, seconds, () -> {
                shards.gradient(workers, i -> new StampBatch.Draw(i, 0, 1e-3, Symmetry.IDENTITY));
                optimiser.step(workers, batch, 1e-6);
            });
            Predictor predictor = new Predictor(spec, normalisation, stamp, stamp, graph, workers);
            double[] image = new double[stamp.size()];
            still.painter().paint(0, image);
            double infer = rate(
                    batch, seconds, () -> predictor.predict(batch, (i, receiver) -> receiver.take(image, image, 1e-3)));
            return new Row(spec.architecture().name(), batch, threads, train, infer);
        }
    }

    /**
     * Measures the same network made of Deeplearning4j's own layers, one thread.
     *
     * @throws IllegalArgumentException where there is no such twin
     */
    public static Row stock(NetworkSpec spec, Shape stamp, int batch, double seconds) {
        Backend.enter();
        double[] rates = StockNetworks.measure(spec, stamp, batch, work -> rate(batch, seconds, work));
        return new Row(spec.architecture().name() + "-stock", batch, 1, rates[0], rates[1]);
    }

    private static double rate(int stamps, double seconds, Runnable work) {
        warmUp(work);
        List<Double> rates = new ArrayList<>();
        for (int r = 0; r < REPETITIONS; r++) {
            rates.add(once(stamps, seconds, work));
        }
        Collections.sort(rates);
        return rates.get(REPETITIONS / 2);
    }

    /** Works until Java's compiler, which works beside at first and takes its share of the cores, has come to rest. */
    private static void warmUp(Runnable work) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long compiled;
        long spent = compiler.getTotalCompilationTime();
        int round = 0;
        do {
            compiled = spent;
            once(1, WARM_UP_SECONDS, work);
            spent = compiler.getTotalCompilationTime();
            round++;
        } while (spent - compiled > 1e3 * WARM_UP_SECONDS * COMPILER_AT_REST && round < MOST_WARM_UPS);
    }

    private static double once(int stamps, double seconds, Runnable work) {
        long start = System.nanoTime();
        long done = 0;
        double elapsed;
        do {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted");
            }
            work.run();
            done += stamps;
            elapsed = (System.nanoTime() - start) * 1e-9;
        } while (elapsed < seconds);
        return done / elapsed;
    }

    private static TrainOptions options(int batch) {
        return TrainOptions.parse(YamlReader.parse(
                "speed",
                "{stamps: " + batch + ", batch: " + batch + ", epsilon: 1e-8, ema: 0.999, noise_sigma: 1e-3}"));
    }

    private static Normalisation plain(NetworkSpec spec) {
        return new Normalisation(
                spec.imageScale(),
                0,
                1,
                0,
                1,
                Collections.nCopies(AuxiliaryFeatures.count(spec), 0.0),
                Collections.nCopies(AuxiliaryFeatures.count(spec), 1.0),
                Collections.nCopies(spec.outputs().size(), 0.0),
                Collections.nCopies(spec.outputs().size(), 1.0),
                new Domain(1, 1e-3, 1e-3, 1, 1));
    }

    /** One stamp of noise, again and again. */
    private record StillStamps(Shape stamp) implements StampSource {

        @Override
        public Shape psf() {
            return stamp;
        }

        @Override
        public double pixelScale() {
            return 1;
        }

        @Override
        public Painter painter() {
            double[] ready = new RandomStreams(1)
                    .stream(0, "speed").doubles(stamp.size()).toArray();
            double[] truth = new double[Label.values().length];
            Arrays.fill(truth, 0.1);
            return new Painter() {
                @Override
                public double[] paint(long galaxy, double[] image) {
                    System.arraycopy(ready, 0, image, 0, ready.length);
                    return truth;
                }

                @Override
                public void paintPsf(long galaxy, double[] image) {
                    System.arraycopy(ready, 0, image, 0, ready.length);
                }

                @Override
                public void addNoise(long galaxy, long realisation, double sigma, double[] image) {
                    // the stamp is noise already
                }
            };
        }
    }
}
