package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** A training meets what an earlier one left. */
@ResourceLock(Resources.SYSTEM_ERR)
class TrainCommandTest {

    private static final String YAML = """
            name: tiny
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 13, pixel_scale: 0.2, random_seed: 4, noise: {type: Gaussian, sigma: 1.0e-3}}
            network: {architecture: mlp, dense: [8]}
            train: {stamps: 128, validation: 32, epochs: 2, batch: 32, noise_sigma: 1.0e-3}
            benchmark: {galaxies: 24, noise_sigma: [1.0e-3], samples: 0, estimators: [{method: network}]}
            """;

    @TempDir
    private Path folder;

    private Path config;
    private Path run;
    private String complaint;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("tiny.yaml"), YAML);
        run = folder.resolve("runs/tiny");
    }

    private int command(String name, String... more) {
        List<String> words = new ArrayList<>(List.of(
                name, config.toString(), "--runs", folder.resolve("runs").toString()));
        words.addAll(List.of(more));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream usual = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return Main.execute(words.toArray(new String[0]));
        } finally {
            System.setErr(usual);
            complaint = said.toString(StandardCharsets.UTF_8).strip();
        }
    }

    private int train(String... more) {
        return command("train", more);
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(run.resolve(name));
    }

    private List<String> rates() throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).stream()
                .skip(1)
                .map(row -> row.split(",")[1])
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "unet, 13, 13, ",
        "unet, 17, 8, ",
        "unet, 13, 3, '2 pixels does not fit'",
        "d4, 13, 9, 'only square stamps can be turned'",
        "enhanced, 3, 3, '2 pixels does not fit'",
        "multiscale, 9, 8, ",
        "fork, 9, 14, "
    })
    void dryRunAndTrainingAgreeOnWhatFits(String architecture, String nx, String ny, String complaintOrNone) {
        String[] changes = {
            "--set",
            "network={architecture: " + architecture + "}",
            "--set",
            "train.epochs=1",
            "--set",
            "image={type: Single, xsize: " + nx + ", ysize: " + ny + ", pixel_scale: 0.2, random_seed: 4}"
        };
        for (String[] how : new String[][] {with(changes, "--dry-run"), changes}) {
            int code = train(how);
            if (complaintOrNone == null) {
                assertThat(code).as(complaint).isZero();
            } else {
                assertThat(code).as(complaint).isEqualTo(ExitCode.BAD_CONFIG);
                assertThat(complaint)
                        .contains("network", "does not fit stamps of " + ny + " rows and " + nx, complaintOrNone)
                        .doesNotContain("\n");
                assertThat(run).doesNotExist();
            }
        }
    }

    @Test
    void stampsThatAreNotSquareCannotBeTurned() {
        // 16 x 25 pixels are as many as 20 x 20
        assertThat(train(
                        "--set",
                        "train.augment=true",
                        "--set",
                        "image.size=null",
                        "--set",
                        "image.xsize=16",
                        "--set",
                        "image.ysize=25"))
                .as(complaint)
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint).contains("train.augment", "only square stamps");
    }

    @Test
    void whatIsThereIsNotReplacedUnlessAskedFor() throws IOException {
        assertThat(train()).as(complaint).isZero();
        byte[] model = file("model.zip");
        byte[] last = file("checkpoints/last.ckpt");
        assertThat(train("--set", "train.clip=3"))
                .as("another training of that name")
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint)
                .contains("train.clip of 3 (there: absent)", "--fresh", "another name")
                .doesNotContain("\n");
        assertThat(train()).isEqualTo(ExitCode.USAGE);
        assertThat(complaint)
                .contains("runs/tiny: holds a trained network of 2 epochs", "--resume", "--fresh")
                .doesNotContain("\n");
        assertThat(file("model.zip")).isEqualTo(model);
        assertThat(file("checkpoints/last.ckpt")).isEqualTo(last);
        assertThat(Files.readString(run.resolve("config.yaml"))).doesNotContain("clip");

        Files.delete(run.resolve("model.zip"));
        assertThat(train()).isEqualTo(ExitCode.USAGE);
        assertThat(complaint).contains("holds an interrupted training of 2 epochs");

        assertThat(train("--fresh", "--resume")).isEqualTo(ExitCode.USAGE);
        assertThat(train("--fresh", "--set", "train.clip=3")).as(complaint).isZero();
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("clip");
        assertThat(file("checkpoints/last.ckpt")).isNotEqualTo(last);

        Files.delete(run.resolve("checkpoints/last.ckpt"));
        assertThat(train("--resume")).isEqualTo(ExitCode.USAGE);
        assertThat(complaint).contains("no checkpoint to go on from").doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "train.clip=3, 'train.clip of 3 (there: absent)'",
        "gal.flux=4, 'gal.flux of 4 (there: type: Random, min: 1, max: 5)'",
        "train.batch=16, 'train.batch of 16 (there: 32)'",
        "network.dense=[9], 'network.dense of - 9 (there: - 8)'",
        "image.random_seed=5, 'image.random_seed of 5 (there: 4)'",
        "train.epochs=1, 'train.epochs: 1 epochs are asked for'"
    })
    void anotherTrainingIsNotResumedAndTheKeyIsNamed(String change, String message) throws IOException {
        assertThat(train()).as(complaint).isZero();
        byte[] last = file("checkpoints/last.ckpt");
        byte[] record = file("config.yaml");
        assertThat(train("--resume", "--set", change)).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint).contains("tiny.yaml: ", message).doesNotContain("\n");
        assertThat(file("checkpoints/last.ckpt")).isEqualTo(last);
        assertThat(file("config.yaml")).isEqualTo(record);
    }

    @Test
    void moreEpochsGoOnWithTheLongerScheduleAndOtherSectionsMayChange() throws IOException {
        assertThat(train("--set", "train.epochs=4")).as(complaint).isZero();
        List<String> whole = rates();
        assertThat(train("--fresh")).as(complaint).isZero();
        byte[] two = file("model.zip");
        assertThat(train("--resume", "--set", "train.epochs=4", "--set", "benchmark.galaxies=30"))
                .as(complaint)
                .isZero();
        assertThat(rates()).hasSize(4);
        assertThat(rates().subList(2, 4)).isEqualTo(whole.subList(2, 4));
        assertThat(rates().get(1)).isNotEqualTo(whole.get(1));
        assertThat(file("model.zip")).isNotEqualTo(two);
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("epochs: 4");
    }

    @Test
    void aConstantRateGoesOnAsIfNeverStopped() throws IOException {
        String[] constant = {"--set", "train.schedule=constant", "--set", "train.warmup=0"};
        assertThat(train(with(constant, "--set", "train.epochs=3")))
                .as(complaint)
                .isZero();
        byte[] whole = file("checkpoints/best.ckpt");
        assertThat(train(with(constant, "--fresh"))).as(complaint).isZero();
        assertThat(train(with(constant, "--resume", "--set", "train.epochs=3")))
                .as(complaint)
                .isZero();
        // the last number of a checkpoint's head is the time it took: compare the weights
        assertThat(weights(file("checkpoints/best.ckpt"))).isEqualTo(weights(whole));
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of(some));
        return all.toArray(new String[0]);
    }

    /** The second half of a checkpoint of one array, without the check sum. */
    private static byte[] weights(byte[] checkpoint) {
        return java.util.Arrays.copyOfRange(checkpoint, checkpoint.length / 2, checkpoint.length - 32);
    }

    @Test
    void benchmarkTrainsWhatIsMissingAndResumesWhatWasInterrupted() throws IOException {
        assertThat(command("benchmark")).as(complaint).isZero();
        byte[] model = file("model.zip");
        Files.delete(run.resolve("model.zip"));
        assertThat(command("benchmark")).as(complaint).isZero();
        assertThat(file("model.zip")).hasSameSizeAs(model);
    }

    @Test
    void aTrainingThatEndedBeforeItsCurveWasDrawnIsNotDone() throws IOException {
        Path curve = run.resolve("learning-curve.png");
        Files.createDirectories(curve);
        assertThat(command("benchmark")).as(complaint).isEqualTo(ExitCode.FAILURE);
        assertThat(run.resolve("checkpoints/last.ckpt")).exists();
        assertThat(run.resolve("model.zip")).doesNotExist();
        Files.delete(curve);
        assertThat(command("benchmark")).as(complaint).isZero();
        assertThat(curve).isRegularFile();
        assertThat(Files.readString(run.resolve("benchmark/report.html"))).contains("Learning curve");
    }

    @Test
    void aFolderInUseIsLeftAlone() throws IOException {
        FolderLock other = FolderLock.of(run);
        try {
            assertThat(train()).isEqualTo(ExitCode.FAILURE);
            assertThat(complaint)
                    .hasLineCount(1)
                    .contains("in use by process " + ProcessHandle.current().pid())
                    .contains("lock");
            assertThat(command("benchmark")).isEqualTo(ExitCode.FAILURE);
            assertThat(complaint).contains("in use by process");
        } finally {
            other.close();
        }
        assertThat(run.resolve("config.yaml")).doesNotExist();
        assertThat(train()).isZero();
        assertThat(run.resolve("lock")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "benchmark, benchmark.galaxies=100000000, at most",
        "benchmark, benchmark.rings=10000000, ''",
        "benchmark, image.size=4000, 1 stamps of 4000 x 4000 pixels",
        "train, train.validation=2000000000, at most",
        "train, 'train.stamps=2147483647', ''",
        "train, network.dense=[1000000], parameters take",
        "train, 'network.dense=[1000000, 1000000]', parameters take"
    })
    void whatCannotFitIsRefusedBeforeTheWork(String command, String set, String words) {
        Experiment experiment = Experiment.of(
                config, YamlReader.override(YamlReader.override(YamlReader.read(config), set), "train.fresh=none"));
        long heap = 100L << 20;
        assertThatThrownBy(() -> {
                    if (command.equals("benchmark")) {
                        MemoryNeed.checkBenchmark(experiment, 2, heap);
                    } else {
                        MemoryNeed.checkTraining(experiment, TrainingRun.parameters(experiment), heap);
                    }
                })
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(set.replaceAll("(.size|.dense)?=.*", ""))
                .hasMessageContaining(words)
                .hasMessageContaining("SHEARNET_HEAP=");
        Experiment fits = Experiment.of(config, YamlReader.read(config));
        MemoryNeed.checkBenchmark(fits, 2, heap);
        MemoryNeed.checkTraining(fits, TrainingRun.parameters(fits), heap);
    }

    @Test
    void whatFitsAloneButNotTogetherIsRefusedToo() {
        String galaxies = "benchmark.galaxies=150000";
        String rings = "benchmark.rings=400000";
        long heap = 100L << 20;
        for (String set : List.of(galaxies, rings)) {
            YamlNode one = YamlReader.override(YamlReader.read(config), set);
            MemoryNeed.checkBenchmark(Experiment.of(config, one), 2, heap);
        }
        YamlNode root = YamlReader.override(YamlReader.override(YamlReader.read(config), galaxies), rings);
        Experiment both = Experiment.of(config, root);
        assertThatThrownBy(() -> MemoryNeed.checkBenchmark(both, 2, heap))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("and all else");
    }
}
