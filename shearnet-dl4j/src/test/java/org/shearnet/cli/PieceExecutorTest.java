package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces as a cluster's processes do them. */
class PieceExecutorTest {

    private static final String SCENE = """
            gal: {type: Gaussian, sigma: 0.5, flux: {type: Random, min: 1, max: 5}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 15, pixel_scale: 0.3, random_seed: 4, noise: {type: Gaussian, sigma: 0.01}}
            output: {nimages: 30}
            """;

    @TempDir
    private Path folder;

    private Path scene;

    @BeforeEach
    void write() throws IOException {
        scene = Files.writeString(folder.resolve("scene.yaml"), SCENE);
    }

    @AfterEach
    void giveBack() {
        PieceThread.restore();
    }

    private PieceTask task(int number, int of, String target, boolean file, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--piece", number + "/" + of));
        return new PieceTask(
                number,
                of,
                List.of("simulate", "scene.yaml", "-o", "whole.fits", "--spark", "local"),
                all,
                folder.toString(),
                folder.toString(),
                folder.resolve(target).toString(),
                file);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Two attempts at once: the later one finds the piece done, and leaves nothing. */
    @Test
    void theFirstOfTwoAttemptsCounts() throws Exception {
        PieceTask task = task(1, 2, "1.fits", true, "simulate", scene.toString());
        Thread[] threads = new Thread[2];
        List<PieceOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < threads.length; i++) {
            int attempt = i;
            threads[i] = new Thread(() -> {
                try {
                    PieceOutcome outcome = PieceExecutor.run(task, attempt);
                    synchronized (outcomes) {
                        outcomes.add(outcome);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(outcomes).hasSize(2).allMatch(outcome -> outcome.code() == 0);
        assertThat(files()).containsExactly("1.fits", "scene.yaml");
        Files.setLastModifiedTime(folder.resolve("1.fits"), java.nio.file.attribute.FileTime.fromMillis(1000));
        PieceExecutor.run(task, 7);
        assertThat(Files.getLastModifiedTime(folder.resolve("1.fits")).toMillis())
                .isEqualTo(1000);
    }

    /** Its words are those of the whole, whoever does it and where. */
    @Test
    void piecesOfTwoThreadsAreTheWhole() throws IOException {
        PieceExecutor.run(task(1, 2, "1.fits", true, "simulate", scene.toString()), 0);
        PieceExecutor.run(task(2, 2, "2.fits", true, "simulate", scene.toString()), 1);
        PieceThread.restore();
        assertThat(CommandRun.of(
                                "merge -o " + folder.resolve("merged.fits"),
                                folder.resolve("2.fits"),
                                folder.resolve("1.fits"))
                        .code())
                .isZero();
        String header = new String(
                Files.readAllBytes(folder.resolve("merged.fits")), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(header).contains("'shearnet simulate scene.yaml'");
    }

    @Test
    void whatNoAttemptMendsIsAnOutcomeAndTheRestAFailure() throws IOException {
        Files.writeString(scene, SCENE.replace("Gaussian, sigma: 0.5", "Gaussien, sigma: 0.5"));
        PieceOutcome outcome = PieceExecutor.run(task(1, 2, "1.fits", true, "simulate", scene.toString()), 0);
        assertThat(outcome.code()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(outcome.why()).contains("Gaussien").doesNotContain("\n");
        Files.writeString(folder.resolve("file"), "no folder");
        Files.writeString(scene, SCENE + "name: job\nbenchmark: {galaxies: 60, estimators: [{method: admom}]}\n");
        PieceTask task = task(1, 2, "file/1", false, "benchmark", scene.toString());
        assertThatThrownBy(() -> PieceExecutor.run(task, 0)).isInstanceOf(IOException.class);
        assertThat(files()).containsExactly("file", "scene.yaml");
    }

    /** What a piece prints is kept for the process that asked for it, and out of this one's way. */
    @Test
    void whatAPieceTellsIsKept() throws IOException {
        PieceThread thread = PieceThread.begin(List.of("simulate"), folder, folder.resolve("1"));
        System.out.println("a result");
        System.err.println("a note");
        System.err.println();
        PieceThread.end();
        assertThat(thread.lines()).containsExactly("a note");
        assertThat(PieceThread.current()).isNull();
    }

    @Test
    void withoutSparkOneLineSaysHowToBuildIt() {
        CommandRun run = CommandRun.of("simulate " + scene + " -o " + folder.resolve("x.fits") + " --spark local[2]");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .startsWith(
                        "shearnet: --spark: built without Apache Spark; build it once with: mvn -Pspark -DskipTests package");
        run = CommandRun.of("simulate " + scene + " -o " + folder.resolve("x.fits") + " --pieces 3");
        assertThat(run.err()).contains("--pieces is for --spark");
    }
}
