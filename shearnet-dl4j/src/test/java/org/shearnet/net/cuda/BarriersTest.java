package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shearnet.net.Conformance;

/** Threads of a block may come in any order: a kernel without the barriers it needs gives other numbers in the reverse one. */
class BarriersTest {

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theOrderOfThreadsChangesNoBit(Precision precision) throws Exception {
        String word = HostKernels.word();
        NativeCalls library = NativeCalls.open(word.substring("host:".length()));
        try (Device device = Devices.open(word, precision)) {
            Conformance.Report forward = Conformance.run(device);
            library.run("shim_reverse", 1);
            assertThat(Conformance.run(device).cases()).isEqualTo(forward.cases());
        } finally {
            library.run("shim_reverse", 0);
        }
    }
}
