package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.HostKernels;
import org.shearnet.net.cuda.Precision;

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

    @Test
    void threeTermsOfTensorCoresAreAsExact() throws Exception {
        try (Device device = HostKernels.open(Precision.TF32X3)) {
            Conformance.Report report = Conformance.run(device);
            assertThat(report.cases())
                    .allSatisfy(c -> assertThat(c.error()).as(c.name()).isLessThan(TOLERANCE));
        }
    }

    /** Operands are rounded by 2^-11 at most, and the errors of a sum's terms are independent. */
    @Test
    void oneTermRoundsAsTensorCoresDo() throws Exception {
        try (Device device = HostKernels.open(Precision.TF32)) {
            Conformance.Report report = Conformance.run(device);
            assertThat(report.passed()).isTrue();
            assertThat(report.tolerance()).isEqualTo(Precision.TF32.tolerance());
            assertThat(report.worst().error()).isBetween(1e-4, 1e-3);
            assertThat(report.worst().name()).contains("convolution");
        }
    }
}
