package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {

    @TempDir
    private Path folder;

    private Path library(String path) throws IOException {
        Path file = folder.resolve(path).resolve("libnvrtc.so.13");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "no library");
        return file;
    }

    private List<String> found(Map<String, String> environment) {
        return new CudaLibraries(environment, List.of(folder.resolve("usr/local")))
                .places("libnvrtc.so.13").stream()
                        .filter(p -> p.startsWith(folder.toString()))
                        .toList();
    }

    @Test
    void toolkitsAreFound() throws IOException {
        Path lib64 = library("usr/local/cuda-13.0/lib64");
        Path targets = library("usr/local/cuda-13.1/targets/x86_64-linux/lib");
        Path home = library("elsewhere/cuda/lib64");
        assertThat(found(Map.of("CUDA_HOME", folder.resolve("elsewhere/cuda").toString())))
                .containsExactly(home.toString(), lib64.toString(), targets.toString());
    }

    @Test
    void wheelsOfThePythonOnThePathAreFound() throws IOException {
        Path python = folder.resolve("venv/bin/python3");
        Files.createDirectories(python.getParent());
        Files.writeString(python, "");
        Path thirteen = library("venv/lib/python3.12/site-packages/nvidia/cu13/lib");
        Path twelve = library("venv/lib/python3.12/site-packages/nvidia/cuda_nvrtc/lib");
        Path user = library("home/.local/lib/python3.12/site-packages/nvidia/cu13/lib");
        assertThat(found(Map.of(
                        "PATH",
                        folder + "/none:" + python.getParent(),
                        "HOME",
                        folder.resolve("home").toString())))
                .containsExactlyInAnyOrder(thirteen.toString(), twelve.toString(), user.toString());
    }

    @Test
    void namedFoldersComeFirst() throws IOException {
        library("usr/local/cuda/lib64");
        Path own = library("own");
        assertThat(found(Map.of(CudaLibraries.OWN, own.getParent().toString())).get(0))
                .isEqualTo(own.toString());
    }

    @Test
    void whatIsMissingIsToldWithItsCure() {
        assertThatThrownBy(() -> new CudaLibraries(Map.of(), List.of()).library("nothing", 13))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("libnothing.so.13 or .12 is not found")
                .hasMessageContaining("SHEARNET_CUDA_PATH")
                .hasMessageNotContaining("\n");
    }
}
