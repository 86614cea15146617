package org.shearnet.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;

/** Studies of a base that is never trained: their runs are made up. */
final class StudyFiles {

    static final String BASE = """
            gal: {type: Gaussian, sigma: 0.5, flux: 1}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 4}
            network: {architecture: enhanced}
            train: {stamps: 256, validation: 32, epochs: 2, batch: 32, noise_sigma: 1.0e-3}
            benchmark: {noise_sigma: [1.0e-5, 1.0e-3], estimators: [{method: network}, {method: ngmix}]}
            """;

    private StudyFiles() {}

    /** Reads a study of {@link #BASE}. */
    static Study parse(Path folder, String text) throws IOException {
        Files.writeString(folder.resolve("base.yaml"), BASE);
        Path file = Files.writeString(folder.resolve("study.yaml"), "name: s\nbase: base.yaml\n" + text);
        return StudyParser.parse(file, UnaryOperator.identity());
    }

    /** A run whose figure at each level is given. */
    static RunResult ok(PlannedRun run, ToDoubleBiFunction<PlannedRun, Double> figure) {
        return ok(run, figure, 0);
    }

    /** A run whose figure at each level is given, and the share of galaxies without an answer. */
    static RunResult ok(PlannedRun run, ToDoubleBiFunction<PlannedRun, Double> figure, double flagged) {
        return new RunResult(
                RunResult.Status.OK,
                "",
                java.util.Arrays.stream(run.levels())
                        .mapToObj(level -> new RunResult.Level(
                                figure.applyAsDouble(run, level), 0.1, Double.NaN, Double.NaN, flagged))
                        .toList(),
                java.util.Map.of("parameters", 5.0, "train_seconds", 1e-9 * System.nanoTime()),
                "abc");
    }

    /** Hears nothing. */
    static final StudyRunner.Listener SILENT = new StudyRunner.Listener() {
        @Override
        public void begins(PlannedRun run, List<Row> rows) {}

        @Override
        public void ended(PlannedRun run, RunResult result) {}
    };

    static StudyRunner runner(Study study, Path folder, StudyRunner.Trial trial) {
        return new StudyRunner(study, folder, "program", "abc", trial, SILENT);
    }

    /** Scatter of a run: a seed's own, which all variants share, and the run's. */
    static double noise(PlannedRun run, long study, double shared, double own) {
        SplittableRandom ofSeed = new SplittableRandom(1000 * study + run.seed());
        SplittableRandom ofRun = new SplittableRandom(
                1000 * study + run.seed() + ((long) run.words().hashCode() << 32));
        return shared * ofSeed.nextGaussian() + own * ofRun.nextGaussian();
    }
}
