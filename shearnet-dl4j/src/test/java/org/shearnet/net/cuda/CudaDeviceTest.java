package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.net.Conformance;
import org.shearnet.net.DeviceComparison;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;

/** The calls of CUDA's libraries, against libraries that check their arguments and compute on the processor. */
class CudaDeviceTest {

    private static final long ROOM = 1L << 32;
    private static final List<String> NAMES =
            List.of("libcuda.so.1", "libnvrtc.so.13", "libcublas.so.13", "libcublasLt.so.13");

    @TempDir
    private static Path folder;

    private static NativeCalls fake;

    @BeforeAll
    static void compile() throws Exception {
        String kernels = HostKernels.word().substring("host:".length());
        Path source = folder.resolve("fake_cuda.cpp");
        try (InputStream in = CudaDeviceTest.class.getResourceAsStream("fake_cuda.cpp")) {
            Files.write(source, in.readAllBytes());
        }
        Path library = folder.resolve("libfake.so");
        Process compiler = new ProcessBuilder(
                        "g++",
                        "-std=c++17",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        source.toString(),
                        kernels)
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(said).isZero();
        for (String name : NAMES) {
            Files.createSymbolicLink(folder.resolve(name), library);
        }
        fake = NativeCalls.open(library.toString());
    }

    /** JNA keeps libraries by their bare names too, and other tests look for the true ones. */
    @AfterAll
    static void forget() {
        NAMES.forEach(name ->
                NativeLibrary.getInstance(folder.resolve(name).toString()).close());
    }

    @AfterEach
    void usual() {
        fake.run("fake_set", 13000, 1, ROOM);
    }

    private static CudaDevice open(int number) {
        CudaLibraries libraries = new CudaLibraries(Map.of(CudaLibraries.OWN, folder.toString()), List.of());
        return new CudaDevice(libraries, number, null, Precision.FLOAT32);
    }

    @Test
    void everyCallHasItsArguments() {
        try (Device device = open(0)) {
            assertThat(device.name()).isEqualTo("Fake H100");
            assertThat(device.facts().values())
                    .anyMatch(fact -> fact.contains("compute capability 9.0, 132 multiprocessors"))
                    .anyMatch(fact -> fact.contains("for CUDA 13.0"))
                    .anyMatch(fact -> fact.startsWith("130000"));
            assertThat(Conformance.run(device).passed()).isTrue();
            Shape stamp = new Shape(15, 15, 1);
            DeviceComparison.Result result = DeviceComparison.of(device, NetworkSpec.of("multiscale"), stamp);
            assertThat(result.difference()).isLessThan(Conformance.TOLERANCE);
            assertThat(result.again()).isTrue();
        }
    }

    @Test
    void otherThreadsUseItToo() throws Exception {
        try (Device device = open(0)) {
            boolean[] passed = new boolean[1];
            Thread other = new Thread(() -> passed[0] = Conformance.run(device).passed());
            other.start();
            other.join();
            assertThat(passed[0]).isTrue();
        }
    }

    @Test
    void whatIsTooOldOrNotThereIsToldInOneLine() {
        fake.run("fake_set", 11080, 1, ROOM);
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(DeviceException.class)
                .hasMessage("the NVIDIA driver is too old: it is for CUDA 11.8, and 12.0 is the least");
        fake.run("fake_set", 13000, 2, ROOM);
        assertThatThrownBy(() -> open(2))
                .isInstanceOf(DeviceException.class)
                .hasMessage("cuda:2: no such GPU; this machine has 2, numbered from 0");
        fake.run("fake_set", 12040, 1, ROOM);
        assertThatThrownBy(() -> open(0)) // whose libraries are of CUDA 13
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("libnvrtc.so.12 is not found");
    }

    @Test
    void tooLittleMemoryIsToldInOneLine() {
        try (Device device = open(0)) {
            fake.run("fake_set", 13000, 1, 1L << 20);
            assertThatThrownBy(() -> device.allocate(1L << 21))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("Fake H100 has 1 MiB free, and 2 MiB more are needed; take a smaller batch");
        }
    }

    @Test
    void aRefusalIsToldByItsName() {
        try (Device device = open(0)) {
            assertThatThrownBy(() -> device.launch("nothing", 1, 1, 1, 1, new Arguments()))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("the NVIDIA driver refuses cuLaunchKernel: CUDA_ERROR_NOT_FOUND");
        }
    }

    @Test
    void librariesAreOpenedByTheLoadersNames() {
        assertThat(NativeCalls.open("libm.so.6").has("cos")).isTrue();
        assertThat(NativeCalls.open("libm.so.6").has("no_such_function")).isFalse();
    }
}
