package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.shearnet.net.Conformance;

/** Threads of a block may come in any order: a kernel without the barriers it needs gives other numbers in the reverse one. */
class BarriersTest {

    @Test
    void theOrderOfThreadsChangesNoBit() throws Exception {
        String word = HostKernels.word();
        NativeCalls library = NativeCalls.open(word.substring("host:".length()));
        try (Device device = Devices.open(word)) {
            Conformance.Report forward = Conformance.run(device);
            library.run("shim_reverse", 1);
            assertThat(Conformance.run(device).cases()).isEqualTo(forward.cases());
        } finally {
            library.run("shim_reverse", 0);
        }
    }
}
