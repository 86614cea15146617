package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {

    @AfterEach
    void backToTheProcessor() {
        Devices.choose("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:-1", "cuda:x", "CUDA", "", "host"})
    void otherWordsAreRefused(String word) {
        assertThatThrownBy(() -> Devices.choose(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected cpu, cuda, cuda:N or auto");
        assertThat(Devices.chosen()).isNull();
    }

    @Test
    void theProcessorIsNoDevice() {
        assertThat(Devices.choose("cpu")).isEqualTo("cpu");
        assertThat(Devices.chosen()).isNull();
    }

    @Test
    void autoTakesTheProcessorWhereThereIsNoGpu() {
        String chosen = Devices.choose("auto");
        if (Devices.chosen() == null) {
            assertThat(chosen).startsWith("cpu (").hasLineCount(1);
        } else {
            assertThat(chosen).isEqualTo(Devices.chosen().name());
        }
    }

    @Test
    void aLibraryThatIsNotOneIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("kernels.so");
        assertThatThrownBy(() -> Devices.choose("host:" + file))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("scripts/host-kernels");
        Files.writeString(file, "no library");
        assertThatThrownBy(() -> Devices.choose("host:" + file))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cannot be loaded");
    }

    @Test
    void aKernelThatIsNotThereIsToldByName() throws Exception {
        try (Device device = HostKernels.open()) {
            assertThatThrownBy(() -> device.launch("nothing", 1, 1, 1, 1, new Arguments()))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("nothing");
        }
    }
}
