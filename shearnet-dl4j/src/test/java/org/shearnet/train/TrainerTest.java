package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.data.Change;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Model;
import org.shearnet.net.ModelFile;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Predictor;

class TrainerTest {

    private static final String OPTIONS =
            "stamps: 256\nvalidation: 70\nbatch: 64\nlearning_rate: 1e-3\naugment: true\nfresh: noise\nepochs: ";

    @TempDir
    private Path folder;

    private TrainJob job(String run, String options, int threads) {
        return job(run, options, threads, "");
    }

    private TrainJob job(String run, String options, int threads, String more) {
        return new TrainJob(
                NetworkSpec.parse(YamlReader.parse(
                        "network",
                        "architecture: enhanced\nchannels: [4, 8]\ndense: [16]\ninputs: [log_noise, log_flux]" + more)),
                TrainOptions.parse(YamlReader.parse("train", options)),
                new GaussianStamps(21),
                "gal: {}\n",
                Map.of("seed", "1"),
                folder.resolve(run),
                threads);
    }

    @Test
    void lossFallsAndBeatsAnsweringZero() {
        List<Metrics> metrics = new ArrayList<>();
        Trainer.of(
                        job("run", "stamps: 2048\nvalidation: 256\nbatch: 64\nepochs: 6\nlearning_rate: 5e-3", 2),
                        new TrainListener() {
                            @Override
                            public void epoch(Metrics m) {
                                metrics.add(m);
                            }
                        })
                .train(false);
        assertThat(metrics).hasSize(6);
        assertThat(metrics.get(5).loss()).isLessThan(0.5 * metrics.get(0).loss());
        assertThat(metrics.get(5).shearRmse()).isLessThan(0.5 * metrics.get(5).zeroRmse());
    }

    @Test
    void threadsChangeNoNumber() throws IOException {
        Trainer.of(job("one", OPTIONS + 2, 1)).train(false);
        Trainer.of(job("three", OPTIONS + 2, 3)).train(false);
        assertThat(folder.resolve("three/model.zip")).hasSameBinaryContentAs(folder.resolve("one/model.zip"));
    }

    @Test
    void stoppedAndResumedEqualsUninterrupted() throws IOException {
        Trainer.of(job("whole", OPTIONS + 4, 2)).train(false);

        TrainJob cut = job("cut", OPTIONS + 4, 2);
        Trainer[] trainer = new Trainer[1];
        trainer[0] = Trainer.of(cut, new TrainListener() {
            @Override
            public void step(Step step) {
                if (step.epoch() == 1 && step.step() == 2) {
                    trainer[0].requestStop();
                }
            }
        });
        Trainer.Result stopped = trainer[0].train(false);
        assertThat(stopped.outcome()).isEqualTo(Trainer.Outcome.INTERRUPTED);
        assertThat(folder.resolve("cut/model.zip")).doesNotExist();

        Trainer.Result resumed = Trainer.of(cut).train(true);
        assertThat(resumed.outcome()).isEqualTo(Trainer.Outcome.COMPLETED);
        assertThat(folder.resolve("cut/model.zip")).hasSameBinaryContentAs(folder.resolve("whole/model.zip"));
        assertThat(numbers("cut")).isEqualTo(numbers("whole"));
    }

    private static final String DROPOUT = "\ndropout: 0.3";

    @Test
    void droppedNumbersFollowTheStampWhateverTheThreads() throws IOException {
        Trainer.of(job("one", OPTIONS + 2, 1, DROPOUT)).train(false);
        Trainer.of(job("three", OPTIONS + 2, 3, DROPOUT)).train(false);
        assertThat(folder.resolve("three/model.zip")).hasSameBinaryContentAs(folder.resolve("one/model.zip"));
        Trainer.of(job("none", OPTIONS + 2, 1)).train(false);
        assertThat(ModelFile.read(folder.resolve("none/model.zip")).weights())
                .isNotEqualTo(ModelFile.read(folder.resolve("one/model.zip")).weights());
    }

    @Test
    void aTrainingWithDropoutGoesOnAsIfItHadNotStopped() throws IOException {
        Trainer.of(job("whole", OPTIONS + 3, 2, DROPOUT)).train(false);
        TrainJob cut = job("cut", OPTIONS + 3, 2, DROPOUT);
        Trainer[] trainer = new Trainer[1];
        trainer[0] = Trainer.of(cut, new TrainListener() {
            @Override
            public void step(Step step) {
                if (step.epoch() == 1 && step.step() == 2) {
                    trainer[0].requestStop();
                }
            }
        });
        assertThat(trainer[0].train(false).outcome()).isEqualTo(Trainer.Outcome.INTERRUPTED);
        Trainer.of(cut).train(true);
        assertThat(folder.resolve("cut/model.zip")).hasSameBinaryContentAs(folder.resolve("whole/model.zip"));
    }

    private static final String ALL = "stamps: 256\nvalidation: 70\nbatch: 64\nlearning_rate: 1e-3\n"
            + "weights: learned\nresponse: {weight: 0.3, of: [shear, shift]}\nrare: {of: g}\n"
            + "curriculum: {noise: falling, share: 0.6}\nepochs: ";

    /** Learned weights, response terms, rare galaxies and a curriculum at once. */
    @Test
    void whatMovesBesideTheWeightsGoesOnToo() throws IOException {
        Trainer.of(job("whole", ALL + 3, 2)).train(false);
        Trainer.of(job("one", ALL + 3, 1)).train(false);
        assertThat(folder.resolve("one/model.zip")).hasSameBinaryContentAs(folder.resolve("whole/model.zip"));

        TrainJob cut = job("cut", ALL + 3, 2);
        Trainer[] trainer = new Trainer[1];
        trainer[0] = Trainer.of(cut, new TrainListener() {
            @Override
            public void step(Step step) {
                if (step.epoch() == 1 && step.step() == 1) {
                    trainer[0].requestStop();
                }
            }
        });
        assertThat(trainer[0].train(false).outcome()).isEqualTo(Trainer.Outcome.INTERRUPTED);
        Trainer.of(cut).train(true);
        assertThat(folder.resolve("cut/model.zip")).hasSameBinaryContentAs(folder.resolve("whole/model.zip"));
        assertThat(numbers("cut")).isEqualTo(numbers("whole"));
        assertThat(numbers("whole").get(0))
                .endsWith("best,noise_low,noise_high,response_deviation,weight_g1,weight_g2,weight_sigma,weight_flux");
    }

    @Test
    void theModelComesLast() {
        List<String> there = new ArrayList<>();
        Trainer.of(job("run", OPTIONS + 1, 1), new TrainListener() {
                    @Override
                    public void trained() {
                        for (String file : List.of("metrics.csv", "checkpoints/last.ckpt", "model.zip")) {
                            if (Files.exists(folder.resolve("run").resolve(file))) {
                                there.add(file);
                            }
                        }
                    }
                })
                .train(false);
        assertThat(there).containsExactly("metrics.csv", "checkpoints/last.ckpt");
    }

    @Test
    void theTextThatTellsTrainingsApartIsTheSameInEveryJava() {
        TrainOptions options =
                job("run", OPTIONS + "1\nweights: {flux: 0.3, sigma: 0.2}", 1).options();
        assertThat(options.objective().weights().keySet()).containsExactly(Label.values());
        assertThat(options.text()).containsSubsequence("G1=1.0", "G2=1.0", "SIGMA=0.2", "FLUX=0.3");
    }

    /** Written down before these options were composed of smaller records. */
    @Test
    void checkpointsOfFormerVersionsAreStillTheirs() {
        TrainOptions options = TrainOptions.parse(YamlReader.parse(
                "train", "{loss: huber, huber_threshold: 3, epochs: 7, noise_sigma: [1e-5, 0.01], weights: {g2: 2}}"));
        assertThat(options.text())
                .isEqualTo(
                        "TrainOptions[stamps=20000, validation=2000, epochs=1, batch=128, loss=HUBER, huberThreshold=3.0,"
                                + " weights={G1=1.0, G2=2.0, SIGMA=0.1, HALF_LIGHT_RADIUS=0.1, FLUX=0.1}, noisePivot=0.0,"
                                + " learningRate=0.002, warmup=0.05, schedule=COSINE, finalLearningRate=0.001, weightDecay=0.0,"
                                + " epsilon=1.0E-12, clip=1.0, ema=0.99, select=RMSE, patience=0, fresh=GALAXIES, augment=false,"
                                + " noiseLow=1.0E-5, noiseHigh=0.01, seed=1]");
    }

    /** The rows of metrics.csv without the columns that tell time and memory, which come last. */
    private List<String> numbers(String run) throws IOException {
        List<String> rows = Files.readAllLines(folder.resolve(run).resolve("metrics.csv"));
        int columns = List.of(rows.get(0).split(",")).indexOf("seconds");
        return rows.stream()
                .map(row -> String.join(",", List.of(row.split(",")).subList(0, columns)))
                .toList();
    }

    @Test
    void anotherSeedGivesAnotherModel() throws IOException {
        Trainer.of(job("a", OPTIONS + 1, 1)).train(false);
        Trainer.of(job("b", OPTIONS + 1 + "\nseed: 2", 1)).train(false);
        assertThat(Files.mismatch(folder.resolve("a/model.zip"), folder.resolve("b/model.zip")))
                .isNotNegative();
    }

    @Test
    void savedModelAnswersAsTheTrainedOne() {
        Model trained = Trainer.of(job("run", OPTIONS + 1, 1)).train(false).model();
        Model loaded = ModelFile.read(folder.resolve("run/model.zip"));
        assertThat(loaded.spec()).isEqualTo(trained.spec());
        assertThat(loaded.normalisation()).isEqualTo(trained.normalisation());
        assertThat(loaded.provenance()).isEqualTo(trained.provenance());
        assertThat(loaded.scene()).isEqualTo("gal: {}\n");
        double[][] a = predictions(trained, 1, 0, 150);
        assertThat(predictions(loaded, 2, 0, 150)).isDeepEqualTo(a);
        assertThat(predictions(loaded, 1, 77, 5)).isDeepEqualTo(Arrays.copyOfRange(a, 77, 82));
    }

    private static double[][] predictions(Model model, int threads, long first, int count) {
        GaussianStamps stamps = new GaussianStamps(21);
        try (Predictor predictor = model.predictor(threads)) {
            return Arrays.stream(predictor.predict(count, (i, receiver) -> {
                        double[] image = new double[21 * 21];
                        stamps.painter().paint(first + i, Change.NONE, image);
                        receiver.take(image, null, 1e-3);
                    }))
                    .map(Predictor.Prediction::labels)
                    .toArray(double[][]::new);
        }
    }

    @Test
    void theBestWeightsOfAnotherTrainingAreNotTaken() throws IOException {
        Trainer.of(job("other", OPTIONS + 1 + "\nseed: 2", 1)).train(false);
        TrainJob job = job("run", OPTIONS + 1, 1);
        Trainer.of(job).train(false);
        Path best = folder.resolve("run/checkpoints/best.ckpt");
        byte[] own = Files.readAllBytes(best);
        Files.copy(folder.resolve("other/checkpoints/best.ckpt"), best, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Trainer.of(job).train(true))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("best.ckpt: belongs to another network");
        Checkpoint mine = Checkpoint.read(Files.write(best, own));
        Checkpoint.Progress p = mine.progress();
        new Checkpoint(
                        mine.fingerprint(),
                        1,
                        0,
                        new Checkpoint.Progress(p.optimiserSteps(), 0, 0, 0.5 * p.bestFigure(), p.bestRmse(), 0, 1),
                        mine.arrays())
                .write(best);
        assertThatThrownBy(() -> Trainer.of(job).train(true))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("not of the same course");
    }

    @Test
    void checkpointsOfOtherSizesAreRefused() throws IOException {
        TrainJob job = job("run", OPTIONS + 1, 1);
        Trainer.of(job).train(false);
        Path last = folder.resolve("run/checkpoints/last.ckpt");
        Checkpoint whole = Checkpoint.read(last);
        float[] few = new float[3];
        float[] nan = whole.arrays()[0].clone();
        nan[7] = Float.NaN;
        float[][] arrays = whole.arrays();
        for (float[][] foreign : List.of(new float[][] {few}, new float[][] {few, few, few, few}, new float[][] {
            nan, arrays[1], arrays[2], arrays[3]
        })) {
            new Checkpoint(whole.fingerprint(), 1, 0, whole.progress(), foreign).write(last);
            assertThatThrownBy(() -> Trainer.of(job).train(true))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("last.ckpt: holds");
        }
        new Checkpoint(whole.fingerprint(), 1, 0, whole.progress(), new float[9][1]).write(last);
        assertThatThrownBy(() -> Checkpoint.read(last))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("9 arrays");
    }

    @Test
    void aHalfWrittenCheckpointLeavesThePreviousOne() throws IOException {
        TrainJob job = job("run", OPTIONS + 2, 1);
        Trainer.of(job).train(false);
        Path last = folder.resolve("run/checkpoints/last.ckpt");
        byte[] whole = Files.readAllBytes(last);
        // what a killed writer leaves behind
        Files.write(last.resolveSibling("last.ckpt.part"), Arrays.copyOf(whole, whole.length / 2));
        assertThat(Trainer.of(job).train(true).outcome()).isEqualTo(Trainer.Outcome.COMPLETED);
        Files.write(last, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> Trainer.of(job).train(true))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("last.ckpt");
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefused() {
        Trainer.of(job("run", OPTIONS + 1, 1)).train(false);
        assertThatThrownBy(() ->
                        Trainer.of(job("run", OPTIONS + 1 + "\nclip: 2", 1)).train(true))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("another network, scene or training");
    }

    @Test
    void divergenceStopsTraining() {
        String wild = "stamps: 256\nvalidation: 70\nbatch: 64\nclip: 0\nwarmup: 0\nlearning_rate: 10\nepochs: 40\n"
                + "weight_decay: 1";
        assertThatThrownBy(() -> Trainer.of(job("run", wild, 1)).train(false))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("learning_rate");
    }

    @Test
    void trainingStopsEarlyWhereNothingImproves() {
        String still = "stamps: 256\nvalidation: 70\nbatch: 64\nschedule: constant\nwarmup: 0\nlearning_rate: 0\n"
                + "patience: 2\nepochs: 50";
        Trainer.Result result = Trainer.of(job("run", still, 1)).train(false);
        assertThat(result.outcome()).isEqualTo(Trainer.Outcome.STOPPED_EARLY);
        assertThat(result.epochs()).isEqualTo(3);
    }
}
