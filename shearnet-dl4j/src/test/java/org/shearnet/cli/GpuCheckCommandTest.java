package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.cuda.HostKernels;

class GpuCheckCommandTest {

    @TempDir
    private Path folder;

    @AfterEach
    void backToTheProcessor() {
        Devices.choose("cpu");
    }

    @Test
    void allThatIsCheckedStandsInOneDocument() throws Exception {
        CommandRun run = CommandRun.of(
                "gpu-check",
                "../configs/quickstart.yaml",
                "--device",
                HostKernels.word(),
                "--out",
                folder.toString(),
                "--steps=3",
                "--size=13",
                "--batches=2",
                "--networks=enhanced,d4",
                "--seconds=0.01",
                "--set",
                "train.validation=64",
                "--set",
                "train.batch=16");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("all is well").contains("the same twice, bit for bit");
        JsonObject report = JsonParser.parseString(Files.readString(folder.resolve("gpu-check.json")))
                .getAsJsonObject();
        assertThat(report.get("passed").getAsBoolean()).isTrue();
        assertThat(report.getAsJsonArray("conformance")).hasSizeGreaterThan(80);
        assertThat(report.getAsJsonArray("speed"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getAsJsonObject().get("train").getAsDouble())
                        .isPositive());
        assertThat(report.getAsJsonObject("graphs").get("d4").getAsString()).contains("orbitmean1");
    }

    @Test
    void theProcessorIsNoDevice() {
        CommandRun run = CommandRun.of("gpu-check", "../configs/quickstart.yaml", "--out", folder.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("gpu-check needs --device");
    }

    @Test
    void aPrecisionThatCannotBeIsRefusedInOneLine() {
        CommandRun unknown = CommandRun.of("train", "../configs/quickstart.yaml", "--precision", "tf64");
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err())
                .contains("--precision: expected float32, tf32, tf32x3, found 'tf64'")
                .hasLineCount(1);
        CommandRun processor = CommandRun.of("train", "../configs/quickstart.yaml", "--precision", "tf32");
        assertThat(processor.code()).isEqualTo(ExitCode.USAGE);
        assertThat(processor.err()).contains("tf32 needs a GPU").hasLineCount(1);
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedInOneLine() {
        CommandRun run =
                CommandRun.of("train", "../configs/quickstart.yaml", "--device", "cuda:x", "--runs", folder.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("--device cuda:x: expected cpu, cuda, cuda:N or auto")
                .hasLineCount(1);
    }
}
