package org.shearnet.train;

import java.util.List;
import org.shearnet.data.StampSource;
import org.shearnet.data.StampStatistics;
import org.shearnet.net.Backend;
import org.shearnet.net.Graph;
import org.shearnet.net.Model;
import org.shearnet.net.ModelFile;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.parallel.Workers;

/** The training loop. Everything else listens, or stands in a class of its own. */
public final class Trainer {

    /** Arrays of a checkpoint of every training: weights, and three of the optimiser. */
    private static final int OPTIMISER_ARRAYS = 4;

    private static final int STATISTICS_STAMPS = 2048;

    private final TrainJob job;
    private final List<TrainListener> listeners;
    private final TrainOptions options;
    private final RunFolder folder;
    private final Normalisation normalisation;
    private final Graph graph;
    private final FlatArray weights;
    private final Draws draws;
    private final Steps steps;
    private final Validation validation;
    private final ObjectiveState objective;
    private final Workers workers;
    private final ResidentMemory memory = new ResidentMemory();

    private int epoch;
    private int step;
    private double lossSum;
    private double normSum;

    private double bestFigure = Double.POSITIVE_INFINITY;
    private double bestRmse = Double.POSITIVE_INFINITY;
    private int sinceBest;
    private double secondsBefore;
    private long startedAt;
    private long stampsDone;
    private volatile boolean stopRequested;

    /** How a training ended. */
    public enum Outcome {
        /** All epochs were run. */
        COMPLETED,
        /** The held-out error had not fallen for {@link TrainOptions.Stopping#patience()} epochs. */
        STOPPED_EARLY,
        /** A stop was asked for; a checkpoint to resume from is saved, and no model. */
        INTERRUPTED
    }

    /**
     * What came of a training.
     *
     * @param model the best weights by held-out shear error; null where interrupted
     * @param epochs epochs completed
     * @param bestShearRmse held-out root mean square error of g1 and g2 of the best weights
     */
    public record Result(Outcome outcome, Model model, int epochs, double bestShearRmse) {}

    private Trainer(TrainJob job, List<TrainListener> listeners) {
        Backend.enter();
        this.job = job;
        this.listeners = List.copyOf(listeners);
        options = job.options();
        folder = new RunFolder(job.folder());
        draws = new Draws(options, job.source());
        objective = new ObjectiveState(job.network().outputs(), options);
        draws.epoch(0);
        normalisation = StampStatistics.measure(
                job.network(),
                job.source(),
                i -> draws.statistics((int) i),
                Math.min(STATISTICS_STAMPS, options.data().stamps()));
        graph = Network.build(job.network(), job.source().stamp(), job.source().psf(), options.seed());
        weights = new FlatArray(graph.params());
        steps = steps(job.network(), options, normalisation, job.source(), graph, objective.tasks());
        workers = Backend.workers(job.threads());
        validation =
                new Validation(job.network(), options, normalisation, job.source(), graph, draws, workers.threads());
    }

    /** Steps on the device that was chosen, or on the processor. */
    static Steps steps(
            NetworkSpec spec,
            TrainOptions options,
            Normalisation normalisation,
            StampSource source,
            Graph graph,
            TaskWeights tasks) {
        int batch = options.data().batch();
        Device device = Devices.chosen();
        if (device != null) {
            return new DeviceSteps(device, spec, options, normalisation, source, graph, tasks, batch);
        }
        Shards shards = new Shards(spec, options, normalisation, source, graph, tasks, batch);
        return new HostSteps(shards, options.optimiser(), new FlatArray(graph.params()));
    }

    /** A training that may be asked to stop. */
    public static Trainer of(TrainJob job, TrainListener... listeners) {
        return new Trainer(job, List.of(listeners));
    }

    /** Asks the training to stop after the step it is in; for any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Trains, and writes checkpoints, metrics and the model into the run folder.
     *
     * @param resume whether to continue from the last checkpoint, if there is one; else what an earlier training left is
     *     replaced
     * @throws DivergedException where a loss or gradient is not finite
     * @throws org.shearnet.galaxysim.fits.BadDataException where the checkpoint is damaged or of another training
     */
    public Result train(boolean resume) {
        startedAt = System.nanoTime();
        try (workers;
                validation;
                steps) {
            if (resume && folder.hasCheckpoint()) {
                restore(folder.resume(job.fingerprint(), lengths()));
            } else {
                folder.clear();
            }
            while (epoch < options.stopping().epochs() && !earlyStop()) {
                draws.epoch(epoch);
                for (; step < options.data().steps(); step++) {
                    if (stopRequested || Thread.interrupted()) {
                        folder.writeLast(checkpoint(steps.weights()));
                        return new Result(Outcome.INTERRUPTED, null, epoch, bestRmse);
                    }
                    trainStep();
                }
                finishEpoch();
            }
        }
        return finish();
    }

    private boolean earlyStop() {
        return options.stopping().patience() > 0
                && sinceBest >= options.stopping().patience();
    }

    private void trainStep() {
        boolean last = step + 1 == options.data().steps();
        Shards.BatchLoss losses = steps.gradient(workers, batch(step), last ? null : batch(step + 1));
        double loss = objective.total(losses);
        long before = steps.steps();
        double rate = options.learningRate(before);
        double norm = steps.move(workers, options.data().batch(), rate);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new DivergedException("training diverged in epoch " + (epoch + 1) + ", step " + (step + 1)
                    + " (loss " + loss + ", gradient norm " + norm + ", learning rate " + rate
                    + "): lower train.learning_rate or train.clip");
        }
        lossSum += loss;
        normSum += norm;
        objective.step(losses, before, rate);
        stampsDone += options.data().batch();
        long left =
                (long) (options.stopping().epochs() - epoch) * options.data().steps() - step - 1;
        double pace = stampsDone / seconds();
        TrainListener.Step report = new TrainListener.Step(
                epoch,
                options.stopping().epochs(),
                step,
                options.data().steps(),
                loss,
                pace,
                left * options.data().batch() / pace);
        listeners.forEach(listener -> listener.step(report));
    }

    /** A batch of this epoch. */
    private Steps.Batch batch(int number) {
        int of = epoch;
        int first = number * options.data().batch();
        return new Steps.Batch(
                (long) of * options.data().stamps() + first,
                i -> draws.training(of, first + i),
                i -> draws.change(of, first + i));
    }

    private void finishEpoch() {
        float[] raw = steps.weights();
        weights.write(0, steps.average(), raw.length);
        Validation.Result held = validation.measure(workers, objective.tasks());
        weights.write(0, raw, raw.length);
        double figure = options.stopping().select() == TrainOptions.Select.LOSS ? held.loss() : held.shearRmse();
        boolean best = figure < bestFigure;
        memory.tidy();
        Metrics metrics = new Metrics(
                epoch + 1,
                options.learningRate(steps.steps() - 1),
                lossSum / options.data().steps(),
                held.loss(),
                held.shearRmse(),
                held.shearRmseByNoise(),
                held.zeroRmse(),
                normSum / options.data().steps(),
                best,
                objective.endEpoch(draws.progress(
                        epoch, options.data().steps() * options.data().batch() - 1)),
                secondsBefore + seconds(),
                stampsDone / seconds(),
                memory.mib());
        bestFigure = best ? figure : bestFigure;
        bestRmse = best ? held.shearRmse() : bestRmse;
        sinceBest = best ? 0 : sinceBest + 1;
        epoch++;
        step = 0;
        lossSum = 0;
        normSum = 0;
        if (best) {
            folder.writeBest(new Checkpoint(job.fingerprint(), epoch, 0, progress(), new float[][] {steps.average()}));
        }
        folder.append(metrics);
        folder.writeLast(checkpoint(raw));
        listeners.forEach(listener -> listener.epoch(metrics));
    }

    private Result finish() {
        float[] best = folder.readBest(job.fingerprint(), bestFigure, weights.length());
        Model model = new Model(
                job.network(),
                job.source().stamp(),
                job.source().psf(),
                normalisation,
                best,
                job.scene(),
                job.provenance());
        listeners.forEach(TrainListener::trained);
        ModelFile.write(model, folder.model());
        Outcome outcome = epoch < options.stopping().epochs() ? Outcome.STOPPED_EARLY : Outcome.COMPLETED;
        return new Result(outcome, model, epoch, bestRmse);
    }

    private double seconds() {
        return (System.nanoTime() - startedAt) * 1e-9;
    }

    private Checkpoint.Progress progress() {
        return new Checkpoint.Progress(
                steps.steps(), lossSum, normSum, bestFigure, bestRmse, sinceBest, secondsBefore + seconds());
    }

    private Checkpoint checkpoint(float[] raw) {
        float[][] state = steps.state();
        float[] moving = objective.toArray();
        float[][] arrays = moving.length == 0
                ? new float[][] {raw, state[0], state[1], state[2]}
                : new float[][] {raw, state[0], state[1], state[2], moving};
        return new Checkpoint(job.fingerprint(), epoch, step, progress(), arrays);
    }

    /** Lengths of a checkpoint's arrays. */
    private int[] lengths() {
        int n = weights.length();
        int moving = objective.toArray().length;
        return moving == 0 ? new int[] {n, n, n, n} : new int[] {n, n, n, n, moving};
    }

    private void restore(Checkpoint checkpoint) {
        epoch = checkpoint.epoch();
        step = checkpoint.step();
        Checkpoint.Progress at = checkpoint.progress();
        lossSum = at.lossSum();
        normSum = at.normSum();
        bestFigure = at.bestFigure();
        bestRmse = at.bestRmse();
        sinceBest = at.sinceBest();
        secondsBefore = at.seconds();
        float[][] arrays = checkpoint.arrays();
        steps.restore(arrays[0], at.optimiserSteps(), new float[][] {arrays[1], arrays[2], arrays[3]});
        if (arrays.length > OPTIMISER_ARRAYS) {
            objective.restore(arrays[OPTIMISER_ARRAYS]);
        }
    }
}
