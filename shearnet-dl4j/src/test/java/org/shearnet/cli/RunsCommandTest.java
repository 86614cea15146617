package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of all runs from the command line. */
class RunsCommandTest {

    @TempDir
    private Path folder;

    private Path run(String name, String stamps) throws IOException {
        Path run = Files.createDirectories(folder.resolve("runs").resolve(name));
        Files.writeString(run.resolve("config.yaml"), "name: x\ntrain: {stamps: " + stamps + ", batch: 8}\n");
        Files.writeString(run.resolve("metrics.csv"), "epoch,loss,shear_rmse,seconds\n1,0.5,0.25,7\n2,0.4,0.125,15\n");
        return run;
    }

    @Test
    void printsWritesAndHandsOn() throws IOException {
        run("a", "100");
        run("b<i>", "200");
        Files.writeString(run("c", "300").resolve("metrics.csv"), "");
        CommandRun runs = CommandRun.of("runs --html --tensorboard", folder);
        assertThat(runs.code()).as(runs.err()).isZero();
        assertThat(runs.err()).contains("damaged: ", "metrics.csv: holds no epoch");
        assertThat(runs.out().lines().limit(4))
                .satisfiesExactly(
                        head -> assertThat(head)
                                .startsWith("run")
                                .contains("best held-out RMSE", "train.stamps")
                                .doesNotContain("train.batch"),
                        first -> assertThat(first).contains("0.1250", "15.0").endsWith("100"),
                        second -> assertThat(second).endsWith("200"),
                        damaged -> assertThat(damaged).contains("runs/c").endsWith("metrics.csv: holds no epoch"));
        assertThat(Files.readString(folder.resolve("runs.html")))
                .contains(
                        "<h1>3 runs</h1>",
                        "metrics.csv: holds no epoch",
                        "runs/b&lt;i&gt;",
                        "data-value=\"0.125\"",
                        "aria-sort")
                .doesNotContain("http://", "train.batch");
        assertThat(runs.out()).contains("events.out.tfevents.");
    }

    @Test
    void whatIsNotThereIsSaid() {
        CommandRun nothing = CommandRun.of("runs", folder);
        assertThat(nothing.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(nothing.err()).contains("no run folder there or below");
        assertThat(CommandRun.of("runs", folder.resolve("x")).err()).contains("no such file or folder");
        assertThat(CommandRun.of("runs --set a=b", folder).code()).isEqualTo(ExitCode.USAGE);
    }
}
