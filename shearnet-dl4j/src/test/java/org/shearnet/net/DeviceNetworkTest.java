package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.HostKernels;
import org.shearnet.net.engine.Shape;

/** Whole networks by the GPU's kernels, compiled for this processor, against the processor's engine. */
class DeviceNetworkTest {

    private static final Shape STAMP = new Shape(21, 21, 1);

    /** Of the largest prediction or gradient; both sides compute in floats. Measured at most 2.1e-6. */
    private static final double TOLERANCE = 1e-5;

    static List<String> networks() {
        List<String> networks = new ArrayList<>();
        for (String name : Architectures.names()) {
            networks.add("architecture: " + name + "\nactivation: gelu\n");
            networks.add("architecture: " + name + "\nactivation: tanh\nerrors: true\ndropout: 0.3\n"
                    + (NetworkSpec.of(name).corrects() ? "" : "inputs: [log_flux, log_noise]\n"));
        }
        networks.add("architecture: skip\nactivation: tanh\nhead: moments\n");
        networks.add("architecture: skip\nactivation: relu\nhead: weighted-moments\n");
        return networks;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void predictionsAndGradientsAreThoseOfTheProcessor(String yaml) throws Exception {
        NetworkSpec spec = NetworkSpec.parse(YamlReader.parse("network", yaml));
        try (Device device = HostKernels.open()) {
            DeviceComparison.Result result = DeviceComparison.of(device, spec, STAMP);
            assertThat(result.difference()).isPositive().isLessThan(TOLERANCE);
            assertThat(result.again()).isTrue();
            assertThat(result.predicts()).isTrue();
        }
    }
}
