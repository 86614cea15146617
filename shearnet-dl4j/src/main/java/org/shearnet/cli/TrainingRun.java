package org.shearnet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shearnet.config.Experiment;
import org.shearnet.config.Provenance;
import org.shearnet.data.SceneStamps;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.net.Backend;
import org.shearnet.net.LayerRow;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.report.LearningCurve;
import org.shearnet.report.SummaryFiles;
import org.shearnet.train.Metrics;
import org.shearnet.train.RunState;
import org.shearnet.train.TrainJob;
import org.shearnet.train.TrainListener;
import org.shearnet.train.TrainOptions;
import org.shearnet.train.Trainer;

/** Trains an experiment's network into its run folder, with progress for people and a checkpoint on Ctrl-C. */
final class TrainingRun {

    /** Provenance entry of a model that tells which scene, network and training it comes from. */
    static final String TRAINING_HASH = "TRAINHSH";

    private final Experiment experiment;
    private final Path run;
    private final int threads;
    private final Start start;

    /** What becomes of an earlier training in the run folder. */
    enum Start {
        /** It is left alone, and this one refused. */
        NEW,
        /** It goes on. */
        RESUME,
        /** It is replaced. */
        FRESH
    }

    TrainingRun(Experiment experiment, Path run, int threads, Start start) {
        this.experiment = experiment;
        this.run = run;
        this.threads = threads;
        this.start = start;
    }

    /** Trains and returns the model file. */
    Path train() throws IOException {
        MemoryNeed.checkTraining(
                experiment, parameters(experiment), Runtime.getRuntime().maxMemory());
        Provenance provenance = experiment
                .addTo(Provenance.of(CommandLineText.get()))
                .with(TRAINING_HASH, experiment.trainingHash())
                .with("NOISE", noise())
                .with("BACKEND", Backend.summary());
        String yaml = experiment.root().toYaml();
        TrainJob job = new TrainJob(
                experiment.network(),
                experiment.train(),
                new SceneStamps(experiment.scene(), accuracy(experiment.network())),
                yaml,
                provenance.entries(),
                run,
                threads);
        Trainer.Result result;
        FolderLock own = FolderLock.of(run);
        try {
            check(job);
            System.err.println("shearnet: training at pixel noise " + noise());
            result = fit(job, provenance);
        } finally {
            own.close();
        }
        System.err.printf(
                Locale.ROOT,
                "shearnet: trained %s, %d epochs, best held-out RMSE of g %.4f%n",
                experiment.name(),
                result.epochs(),
                result.bestShearRmse());
        return run.resolve("model.zip");
    }

    /**
     * The layers of an experiment's network on its stamps.
     *
     * @throws ConfigException where there is no network, or it does not fit the stamps
     */
    static List<LayerRow> layers(Experiment experiment) {
        if (experiment.network() == null) {
            throw new ConfigException(experiment.file() + ": has no section 'network', so there is nothing to train");
        }
        SceneStamps stamps = new SceneStamps(experiment.scene(), RenderAccuracy.DEFAULT);
        if (experiment.train().data().augment()
                && stamps.stamp().height() != stamps.stamp().width()) {
            throw experiment.root().get("train").get("augment").error("only square stamps can be turned");
        }
        if (experiment.network().takesPsf() && !stamps.hasPsf()) {
            throw experiment.root().get("network").error("this network needs a PSF; the scene has no 'psf'");
        }
        try {
            return Network.layers(experiment.network(), stamps.stamp(), stamps.psf());
        } catch (IllegalArgumentException e) {
            throw experiment.root().get("network").error(e.getMessage());
        }
    }

    /** How many parameters an experiment's network has; refuses what {@link #layers} does. */
    static long parameters(Experiment experiment) {
        return layers(experiment).stream().mapToLong(LayerRow::parameters).sum();
    }

    /** Corrections to moments reach the renderer's default error; other networks do not, and want many stamps. */
    private static RenderAccuracy accuracy(NetworkSpec network) {
        return network.corrects() && !network.deconvolves() ? RenderAccuracy.HIGH : RenderAccuracy.DEFAULT;
    }

    /** The noise levels, and where they come from. */
    private String noise() {
        TrainOptions options = experiment.train();
        String range = options.data().noiseLow() == options.data().noiseHigh()
                ? String.format(Locale.ROOT, "%.4g", options.data().noiseLow())
                : String.format(
                        Locale.ROOT,
                        "%.4g to %.4g",
                        options.data().noiseLow(),
                        options.data().noiseHigh());
        return range + " (" + experiment.trainNoise() + ")";
    }

    /** Whether this training may write into its folder. */
    private void check(TrainJob job) throws IOException {
        RunState state = RunState.of(run);
        if (start == Start.FRESH || !state.isTaken()) {
            return;
        }
        if (start == Start.NEW) {
            if (state.epochs() >= 0 && !state.belongsTo(job)) {
                throw new ConfigException(ConfigurationChange.first(run.resolve("config.yaml"), experiment));
            }
            throw new UsageException(run + ": holds " + state + " already; go on with --resume (more epochs: --set"
                    + " train.epochs=N), start over with --fresh, or give the experiment another name");
        }
        if (!state.checkpoint()) {
            throw new UsageException(run + ": holds a trained network but no checkpoint to go on from; start over with"
                    + " --fresh, or give the experiment another name");
        }
        if (state.epochs() >= 0) {
            if (!state.belongsTo(job)) {
                throw new ConfigException(ConfigurationChange.first(run.resolve("config.yaml"), experiment));
            }
            if (state.epochs() > experiment.train().stopping().epochs()) {
                throw new ConfigException(experiment.file() + ": train.epochs: "
                        + experiment.train().stopping().epochs()
                        + " epochs are asked for, and " + run + " has completed " + state.epochs()
                        + " already; give at least as many");
            }
        }
    }

    private void describe(TrainJob job, Provenance provenance) throws IOException {
        Files.createDirectories(run);
        AtomicFile.write(run.resolve("config.yaml"), file -> Files.writeString(file, job.scene()));
        SummaryFiles.provenance(run.resolve("provenance.json"), provenance);
    }

    private Trainer.Result fit(TrainJob job, Provenance provenance) throws IOException {
        try (Watcher watcher =
                new Watcher("train " + experiment.name(), job.options().data().batch())) {
            Trainer trainer = Trainer.of(job, watcher, new Drawer());
            describe(job, provenance);
            Interrupts.onRequest(trainer::requestStop);
            Trainer.Result result = trainer.train(start == Start.RESUME);
            if (result.outcome() == Trainer.Outcome.INTERRUPTED) {
                throw new InterruptedRunException("interrupted after " + result.epochs()
                        + " epochs; a checkpoint is saved, go on with: "
                        + CommandLineText.resuming());
            }
            return result;
        } finally {
            Interrupts.onRequest(Thread.currentThread()::interrupt);
        }
    }

    /** Draws the learning curve before there is a model, which a benchmark takes for the end of the training. */
    private final class Drawer implements TrainListener {

        @Override
        public void trained() {
            try {
                LearningCurve.draw(run.resolve("metrics.csv"), run.resolve("learning-curve.png"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Turns training events into progress, from the step on that a resumed training begins with. */
    static final class Watcher implements TrainListener, AutoCloseable {

        private final String task;
        private final int batch;
        private ProgressLine line;

        Watcher(String task, int batch) {
            this.task = task;
            this.batch = batch;
        }

        @Override
        public void step(Step step) {
            long steps = (long) step.epoch() * step.steps() + step.step();
            if (line == null) {
                line = new ProgressLine(task, "stamps", (long) step.epochs() * step.steps() * batch, steps * batch);
            }
            line.say(
                    String.format(Locale.ROOT, "epoch %d/%d, loss %.4f", step.epoch() + 1, step.epochs(), step.loss()));
            line.reach((steps + 1) * batch);
        }

        @Override
        public void epoch(Metrics metrics) {
            if (line != null) {
                line.say(String.format(
                        Locale.ROOT,
                        "epoch %d, loss %.4f, held-out RMSE %.4f",
                        metrics.epoch(),
                        metrics.loss(),
                        metrics.shearRmse()));
            }
        }

        @Override
        public void close() {
            if (line != null) {
                line.close();
            }
        }
    }
}
