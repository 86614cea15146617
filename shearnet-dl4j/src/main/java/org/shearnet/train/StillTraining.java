package org.shearnet.train;

import java.util.Arrays;
import java.util.Collections;
import org.shearnet.data.Change;
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
import org.shearnet.net.engine.Shape;
import org.shearnet.parallel.Workers;

/** Training steps (forward, backward, AdamW) and predictions of a network on stamps that lie ready in memory: what is timed. */
public final class StillTraining implements AutoCloseable {

    private static final double NOISE = 1e-3;
    private static final double RATE = 1e-6;

    private final int batch;
    private final Workers workers;
    private final Steps steps;
    private final Predictor predictor;
    private final double[] image;

    /**
     * A network with its first weights.
     *
     * @param batch stamps a step
     * @param threads of this process; they end with it
     */
    public StillTraining(NetworkSpec spec, Shape stamp, int batch, int threads) {
        Backend.enter();
        this.batch = batch;
        TrainOptions options = options(batch);
        Normalisation normalisation = plain(spec);
        StampSource still = new StillStamps(stamp);
        Graph graph = Network.build(spec, stamp, stamp, 1);
        workers = Backend.workers(threads);
        TaskWeights tasks = new TaskWeights(spec.outputs(), options.objective());
        steps = Trainer.steps(spec, options, normalisation, still, graph, tasks);
        predictor = new Predictor(spec, normalisation, stamp, stamp, graph, workers);
        image = new double[stamp.size()];
        still.painter().paint(0, Change.NONE, image);
    }

    @Override
    public void close() {
        steps.close();
        predictor.close();
    }

    /** One optimiser step; returns the norm of the gradient. */
    public double step() {
        Steps.Batch stamps =
                new Steps.Batch(0, i -> new StampBatch.Draw(i, 0, NOISE, Symmetry.IDENTITY), i -> Change.NONE);
        steps.gradient(workers, stamps, stamps);
        return steps.move(workers, batch, RATE);
    }

    /** Predicts a batch; returns the first label of the first stamp. */
    public double predict() {
        return predictor
                .predict(batch, (i, receiver) -> receiver.take(image, image, NOISE))[0]
                .labels()[0];
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
                public double[] truth(long galaxy) {
                    return truth;
                }

                @Override
                public double[] paint(long galaxy, Change change, double[] image) {
                    System.arraycopy(ready, 0, image, 0, ready.length);
                    return truth;
                }

                @Override
                public void paintPsf(long galaxy, Change change, double[] image) {
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
