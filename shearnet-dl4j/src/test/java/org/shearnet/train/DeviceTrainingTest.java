package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Model;
import org.shearnet.net.ModelFile;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.cuda.HostKernels;

/** Whole trainings by the GPU's kernels, compiled for this processor. */
class DeviceTrainingTest {

    private static final String PLAIN =
            "stamps: 256\nvalidation: 70\nbatch: 64\nlearning_rate: 1e-3\naugment: true\nfresh: noise\nema: 0.9\nweight_decay: 1e-2\nclip: 0.5\nepochs: ";

    /** Learned weights, response terms, rare galaxies and a curriculum at once. */
    private static final String ALL = "stamps: 256\nvalidation: 70\nbatch: 64\nlearning_rate: 1e-3\n"
            + "weights: learned\nresponse: {weight: 0.3, of: [shear, shift]}\nrare: {of: g}\n"
            + "curriculum: {noise: falling, share: 0.6}\nepochs: ";

    /** Of the largest weight after 12 steps; measured 7e-5 (roundings that the first steps of the optimiser enlarge). */
    private static final double TOLERANCE = 2e-4;

    @TempDir
    private Path folder;

    @AfterEach
    void backToTheProcessor() {
        Devices.choose("cpu");
    }

    private TrainJob job(String run, String options) {
        return new TrainJob(
                NetworkSpec.parse(
                        YamlReader.parse(
                                "network",
                                "architecture: enhanced\nchannels: [4, 8]\ndense: [16]\ninputs: [log_noise, log_flux]\ndropout: 0.2")),
                TrainOptions.parse(YamlReader.parse("train", options)),
                new GaussianStamps(21),
                "gal: {}\n",
                Map.of("seed", "1"),
                folder.resolve(run),
                2);
    }

    private void train(String word, String run, String options) {
        Devices.choose(word);
        assertThat(Trainer.of(job(run, options)).train(false).outcome()).isEqualTo(Trainer.Outcome.COMPLETED);
    }

    private void interrupted(String word, String run, String options) {
        Devices.choose(word);
        Trainer[] trainer = new Trainer[1];
        trainer[0] = Trainer.of(job(run, options), new TrainListener() {
            @Override
            public void step(Step step) {
                if (step.epoch() == 1 && step.step() == 1) {
                    trainer[0].requestStop();
                }
            }
        });
        assertThat(trainer[0].train(false).outcome()).isEqualTo(Trainer.Outcome.INTERRUPTED);
    }

    private Model model(String run) {
        return ModelFile.read(folder.resolve(run).resolve("model.zip"));
    }

    private double difference(String a, String b) {
        float[] expected = model(a).weights();
        float[] found = model(b).weights();
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs(expected[i] - found[i]);
            worst = d <= worst ? worst : d;
        }
        return worst / largest;
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ALL})
    void aDeviceTrainsAsTheProcessorDoes(String options) throws Exception {
        String host = HostKernels.word();
        train("cpu", "cpu", options + 3);
        train(host, "device", options + 3);
        assertThat(difference("cpu", "device")).isPositive().isLessThan(TOLERANCE);
    }

    @Test
    void theSameSeedGivesTheSameModel() throws Exception {
        String host = HostKernels.word();
        train(host, "one", ALL + 2);
        train(host, "two", ALL + 2);
        assertThat(folder.resolve("two/model.zip")).hasSameBinaryContentAs(folder.resolve("one/model.zip"));
    }

    @Test
    void aCheckpointOfOneResumesOnTheOther() throws Exception {
        String host = HostKernels.word();
        train(host, "whole", PLAIN + 3);
        for (String[] pair : new String[][] {{host, "cpu"}, {"cpu", host}, {host, host}}) {
            String run = pair[0].substring(0, 3) + "-" + pair[1].substring(0, 3);
            interrupted(pair[0], run, PLAIN + 3);
            Devices.choose(pair[1]);
            assertThat(Trainer.of(job(run, PLAIN + 3)).train(true).outcome()).isEqualTo(Trainer.Outcome.COMPLETED);
            assertThat(difference("whole", run)).isLessThan(TOLERANCE);
        }
        assertThat(folder.resolve("hos-hos/model.zip")).hasSameBinaryContentAs(folder.resolve("whole/model.zip"));
    }

    @Test
    void aDevicePredictsAsTheProcessorDoes() throws Exception {
        String host = HostKernels.word();
        train("cpu", "run", PLAIN + 1);
        double[] image = new double[21 * 21];
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.exp(-0.05 * (Math.pow(i % 21 - 10.3, 2) + Math.pow(i / 21 - 9.8, 2)));
        }
        double[][] labels = new double[2][];
        for (int d = 0; d < 2; d++) {
            Devices.choose(d == 0 ? "cpu" : host);
            try (var predictor = model("run").predictor(2)) {
                labels[d] = predictor.predict(19, (i, to) -> to.take(image, image, 1e-3))[18].labels();
            }
        }
        for (int k = 0; k < labels[0].length; k++) {
            assertThat(labels[1][k]).isCloseTo(labels[0][k], within(1e-5 * (1 + Math.abs(labels[0][k]))));
        }
    }
}
