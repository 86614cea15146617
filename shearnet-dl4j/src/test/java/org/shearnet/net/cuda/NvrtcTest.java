package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernels under CUDA's own compiler, where it is found: scripts/nvrtc fetches it, no GPU is needed. */
class NvrtcTest {

    /** Ampere, Hopper and Blackwell, of 2020 to 2024. */
    private static final int[] CAPABILITIES = {80, 90, 100};

    /** Where scripts/nvrtc puts the compilers. */
    private static final Path FETCHED = Path.of("..", "target", "nvrtc");

    private static List<Nvrtc> compilers() throws Exception {
        CudaLibraries libraries = CudaLibraries.ofMachine();
        List<Nvrtc> compilers = new ArrayList<>();
        for (int version : CudaLibraries.VERSIONS) {
            List<String> places = new ArrayList<>(libraries.places("libnvrtc.so." + version));
            if (Files.isDirectory(FETCHED)) {
                try (Stream<Path> files = Files.walk(FETCHED.toRealPath())) {
                    files.filter(f -> f.endsWith("libnvrtc.so." + version)).forEach(f -> places.add(f.toString()));
                }
            }
            for (String place : places) {
                try {
                    compilers.add(new Nvrtc(NativeCalls.open(place)));
                    break;
                } catch (UnsatisfiedLinkError e) {
                    continue; // the next place
                }
            }
        }
        return compilers;
    }

    @Test
    void theKernelsCompileForEveryGpuOfToday(@TempDir Path folder) throws Exception {
        List<Nvrtc> compilers = compilers();
        assumeTrue(!compilers.isEmpty(), "no NVRTC");
        for (Nvrtc compiler : compilers) {
            for (int capability : CAPABILITIES) {
                byte[] code = new KernelCache(folder).code(compiler, capability, Precision.TF32);
                assertThat(code).as(compiler.version() + " sm_" + capability).startsWith(0x7f, 'E', 'L', 'F');
                assertThat(new String(code, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .contains("convolve_runs_48", "adamw", "convolve_tf32x3_runs_48", "weight_gradient_tf32_16");
                assertThat(new KernelCache(folder).code(compiler, capability, Precision.TF32))
                        .isEqualTo(code);
            }
        }
        try (Stream<Path> kept = Files.list(folder)) {
            assertThat(kept).hasSize(compilers.size() * CAPABILITIES.length);
        }
        byte[] plain = new KernelCache(folder).code(compilers.get(0), CAPABILITIES[0], Precision.FLOAT32);
        assertThat(new String(plain, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("convolve_runs_48")
                .doesNotContain("tf32");
    }

    @Test
    void whatDoesNotCompileIsToldInOneLine() throws Exception {
        List<Nvrtc> compilers = compilers();
        assumeTrue(!compilers.isEmpty(), "no NVRTC");
        assertThatThrownBy(() -> compilers.get(0).compile("__global__ void f() { nothing(); }", 90))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("sm_90")
                .hasMessageContaining("nothing")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> compilers.get(0).compile("", 10))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("sm_10");
    }
}
