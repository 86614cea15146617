package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernels compiled for this processor, once a test run; tests that need them are skipped where there is no g++. */
public final class HostKernels {

    private static Path library;

    private HostKernels() {}

    /** The word for {@code --device}. */
    public static synchronized String word() throws IOException, InterruptedException {
        assumeTrue(onPath("g++"), "no g++");
        assumeTrue(onPath("bash"), "no bash");
        if (library == null) {
            Path folder = Files.createTempDirectory("host-kernels");
            Path file = folder.resolve("kernels.so");
            Process compiler = new ProcessBuilder("bash", "../scripts/host-kernels", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(compiler.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(compiler.waitFor()).as(said).isZero();
            library = file;
            file.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
        }
        return "host:" + library;
    }

    /** The device. */
    public static Device open() throws IOException, InterruptedException {
        return open(Precision.FLOAT32);
    }

    /** The device with other convolutions. */
    public static Device open(Precision precision) throws IOException, InterruptedException {
        return Devices.open(word(), precision);
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
