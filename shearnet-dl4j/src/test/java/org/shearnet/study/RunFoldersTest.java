package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.BadDataException;

/** Runs of several folders in one table, and for TensorBoard. */
class RunFoldersTest {

    @TempDir
    private Path folder;

    private Path run(String name, String config, int epochs) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(run.resolve("config.yaml"), "name: " + name.replace('/', '-') + "\n" + config);
        StringBuilder metrics = new StringBuilder("epoch,loss,shear_rmse,seconds,resident_mib\n");
        for (int epoch = 1; epoch <= epochs; epoch++) {
            metrics.append(epoch + "," + 0.5 / epoch + "," + 0.1 / epoch + "," + 2 * epoch + ",\n");
        }
        Files.writeString(run.resolve("metrics.csv"), metrics);
        return run;
    }

    private static void benchmark(Path run, String... rows) throws IOException {
        Files.createDirectories(run.resolve("benchmark"));
        Files.writeString(
                run.resolve("benchmark/summary.csv"),
                "method,noise_sigma,rmse_over_crlb_in_stamp,ms_per_galaxy\n" + String.join("\n", rows) + "\n");
    }

    private List<RunFolders.Run> all() throws IOException {
        List<RunFolders.Run> runs = new ArrayList<>();
        for (Path one : RunFolders.below(List.of(folder))) {
            runs.add(RunFolders.read(one));
        }
        return runs;
    }

    @Test
    void everyRunIsARowAndOnlyKeysThatDifferAreShown() throws IOException {
        benchmark(
                run("study/a-s1", "network: {architecture: mlp, dense: [4, 8]}\ntrain: {seed: 1}\n", 3),
                "network,1.0E-5,100.5,0.25",
                "network,0.001,1.5,0.75",
                "ngmix,1.0E-5,1.01,nan",
                "ngmix,0.001,1.02,3");
        run("study/b-s1", "network: {architecture: mlp, dense: [4, 9]}\ntrain: {seed: 1}\n", 2);
        benchmark(Files.createDirectories(folder.resolve("fits")), "ngmix,0.01,nan,2");
        run(".hidden/c", "train: {seed: 2}\n", 1);
        Files.createDirectories(folder.resolve("study/a-s1/benchmark/measured"));
        RunsTable table = RunsTable.of(all());
        assertThat(table.keys()).containsExactly("network.dense");
        assertThat(table.rows()).hasSize(4);
        assertThat(table.metrics())
                .containsExactly(
                        "epochs",
                        "best held-out RMSE",
                        "training (s)",
                        "RMSE over bound at 1e-5",
                        "RMSE over bound at 1e-3",
                        "RMSE over bound at 1e-2",
                        "ms a stamp");
        RunsTable.Line fits = table.rows().get(0);
        assertThat(fits.estimator()).isEqualTo("ngmix");
        assertThat(fits.values()).containsExactly("");
        assertThat(fits.numbers())
                .containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 2);
        RunsTable.Line network = table.rows().get(1);
        assertThat(network.folder().getFileName()).hasToString("a-s1");
        assertThat(network.values()).containsExactly("4, 8");
        assertThat(network.numbers()).containsExactly(3, 0.1 / 3, 6, 100.5, 1.5, Double.NaN, 0.25);
        assertThat(table.rows().get(3).estimator()).isEmpty();
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        Path run = run("a", "train: {seed: 1}\n", 1);
        Files.writeString(run.resolve("metrics.csv"), "epoch,loss\n1,2,3\n");
        assertThatThrownBy(() -> RunFolders.read(run))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("metrics.csv:2: 3 cells under 2 columns");
        Files.writeString(run.resolve("metrics.csv"), "epoch,loss\n1,x\n");
        assertThatThrownBy(() -> RunFolders.read(run)).hasMessageContaining("column 'loss': 'x' is no number");
        Files.delete(run.resolve("metrics.csv"));
        benchmark(run, "a,1");
        assertThatThrownBy(() -> RunFolders.read(run)).hasMessageContaining("summary.csv:2: 2 cells under 4 columns");
        for (String noise : List.of("nan", "", "-1", "inf")) {
            benchmark(run, "a," + noise + ",1,1");
            assertThatThrownBy(() -> RunFolders.read(run))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("summary.csv:2: column 'noise_sigma': '" + noise + "' is no pixel noise");
        }
    }

    @Test
    void aDamagedRunIsARowWithItsFault() {
        RunsTable table = RunsTable.of(List.of(RunFolders.Run.damaged(folder.resolve("a"), "no number")));
        assertThat(table.rows()).hasSize(1);
        assertThat(table.rows().get(0).fault()).isEqualTo("no number");
    }

    @Test
    void aLogWithoutEpochNumbersIsCountedFromOne() throws IOException {
        Path run = run("a", "train: {stamps: 300}\n", 1);
        Files.writeString(run.resolve("metrics.csv"), "loss,seconds\n0.5,1\n0.25,2\n");
        assertThat(Files.readAllBytes(TensorBoard.write(RunFolders.read(run), List.of())))
                .isNotEmpty();
    }

    @Test
    void aRunHasOneEventFileOfItsNumbersKeysAndFigures() throws IOException {
        Path run = run("a", "network: {architecture: mlp}\ntrain: {stamps: 300}\n", 2);
        ImageIO.write(
                new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB),
                "png",
                run.resolve("curve.png").toFile());
        List<String> keys = List.of("network.architecture", "train.stamps");
        Path file = TensorBoard.write(RunFolders.read(run), keys);
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .contains(
                        "brain.Event:2",
                        "hparams",
                        "network.architecture",
                        "mlp",
                        "train.stamps",
                        "shear_rmse",
                        "curve")
                .doesNotContain("resident_mib");
        Files.setLastModifiedTime(
                run.resolve("metrics.csv"), java.nio.file.attribute.FileTime.fromMillis(1_000_000_000));
        TensorBoard.write(RunFolders.read(run), keys);
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith("events.out.tfevents.")))
                    .as("a second call replaces the first's")
                    .containsExactly("events.out.tfevents.0001000000.shearnet");
        }
    }
}
