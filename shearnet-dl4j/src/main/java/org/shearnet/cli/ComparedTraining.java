package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shearnet.config.Experiment;
import org.shearnet.data.SceneStamps;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.net.DeviceComparison;
import org.shearnet.net.cuda.Precision;
import org.shearnet.train.Metrics;
import org.shearnet.train.TrainJob;
import org.shearnet.train.TrainListener;
import org.shearnet.train.Trainer;

/** One training of an experiment after another, to compare their losses step by step. */
final class ComparedTraining {

    /** Roundings grow as two trainings go on; the loss of the first steps may differ by this share. */
    private static final double EARLY = 1e-5;

    /** The loss of a later step. */
    private static final double LATE = 1e-2;

    private static final int FIRST_STEPS = 10;

    private final Experiment experiment;
    private final Path folder;
    private final int threads;

    ComparedTraining(Experiment experiment, Path folder, int threads) {
        this.experiment = experiment;
        this.folder = folder;
        this.threads = threads;
    }

    /**
     * A training.
     *
     * @param losses of its steps
     * @param rmse held-out error of g1 and g2
     * @param pace stamps a second
     */
    record Run(double[] losses, float[] weights, double rmse, double pace) {

        Map<String, Object> told() {
            return Map.of("losses", losses, "rmse", rmse, "stamps_per_second", pace);
        }

        Difference beside(Run other) {
            double early = 0;
            double all = 0;
            for (int i = 0; i < losses.length; i++) {
                double d = Math.abs(losses[i] - other.losses[i]) / Math.abs(other.losses[i]);
                early = i < FIRST_STEPS ? Math.max(early, d) : early;
                all = Math.max(all, d);
            }
            return new Difference(early, all, DeviceComparison.difference(other.weights, weights));
        }
    }

    /**
     * How two trainings differ.
     *
     * @param early largest relative difference of the loss in the first ten steps
     * @param loss the same in all
     * @param weights largest one, of the largest weight
     */
    record Difference(double early, double loss, double weights) {

        boolean isNone() {
            return early == 0 && loss == 0 && weights == 0;
        }

        boolean isSmall(Precision precision) {
            double scale = precision.tolerance() / Precision.FLOAT32.tolerance();
            return early <= EARLY * scale && loss <= LATE * scale;
        }
    }

    /** Trains on the device chosen. */
    Run run(String name) throws IOException {
        List<Double> losses = new ArrayList<>();
        double[] pace = new double[1];
        TrainJob job = new TrainJob(
                experiment.network(),
                experiment.train(),
                new SceneStamps(experiment.scene(), RenderAccuracy.DEFAULT),
                experiment.root().toYaml(),
                Map.of(),
                folder.resolve(name),
                threads);
        Trainer.Result result = Trainer.of(job, new TrainListener() {
                    @Override
                    public void step(Step step) {
                        losses.add(step.loss());
                    }

                    @Override
                    public void epoch(Metrics metrics) {
                        pace[0] = metrics.stampsPerSecond();
                    }
                })
                .train(false);
        return new Run(
                losses.stream().mapToDouble(Double::doubleValue).toArray(),
                result.model().weights(),
                result.bestShearRmse(),
                pace[0]);
    }
}
