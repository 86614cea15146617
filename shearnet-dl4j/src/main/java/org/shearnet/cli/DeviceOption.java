package org.shearnet.cli;

import org.shearnet.net.cuda.DeviceException;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.cuda.Precision;
import picocli.CommandLine.Option;

/** Where networks are computed. */
final class DeviceOption {

    @Option(
            names = "--device",
            paramLabel = "WHERE",
            description =
                    "where networks compute: cpu, cuda, cuda:N, or auto for a GPU where there is one (default: cpu)")
    private String word = "cpu";

    @Option(
            names = "--precision",
            paramLabel = "HOW",
            description =
                    "convolutions on a GPU: float32; tf32 on tensor cores, 10 bits of mantissa; tf32x3 on tensor cores in"
                            + " three terms, as exact as float32 (default: float32)")
    private String precision = Precision.FLOAT32.word();

    /** Chooses it, and says so where it is not the processor. */
    void choose() {
        String chosen = use();
        if (!word.equals("cpu")) {
            System.err.println("shearnet: networks on " + chosen);
        }
    }

    /**
     * Chooses it and returns its name.
     *
     * @throws UsageException where there is no such device
     */
    String use() {
        Precision how;
        try {
            how = Precision.of(precision);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--precision: " + e.getMessage());
        }
        try {
            return Devices.choose(word, how);
        } catch (IllegalArgumentException | DeviceException e) {
            throw new UsageException("--device " + word + ": " + e.getMessage());
        }
    }

    /** Whether it is asked for by name. */
    boolean isDevice() {
        return !word.equals("cpu") && !word.equals("auto");
    }
}
