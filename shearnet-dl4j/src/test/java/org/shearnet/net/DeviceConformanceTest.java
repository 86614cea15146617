package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.HostKernels;

/** The GPU's kernels, compiled for this processor, against the plain double reference. */
class DeviceConformanceTest {

    /** Tighter than that of a machine at hand; measured at most 8e-7. */
    private static final double TOLERANCE = 2e-6;

    @Test
    void everyKernelIsAsItIsWrittenOut() throws Exception {
        try (Device device = HostKernels.open()) {
            Conformance.Report report = Conformance.run(device);
            assertThat(report.cases()).hasSizeGreaterThan(80);
            assertThat(report.cases())
                    .allSatisfy(c -> assertThat(c.error()).as(c.name()).isLessThan(TOLERANCE));
        }
    }
}
