package org.shearnet.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.shearnet.config.Provenance;
import org.shearnet.net.Backend;
import org.shearnet.net.Conformance;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code shearnet doctor}: what this machine has, and whether its convolutions are right. */
@Command(name = "doctor", description = "Checks this machine: Java, native backend, memory, convolutions.")
final class DoctorCommand implements Callable<Integer> {

    private static final double MIB = 1024 * 1024;

    @Mixin
    private DeviceOption where;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        common.refuseOverrides("doctor");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("shearnet", Provenance.version() + " (commit " + Provenance.commit() + ")");
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores");
        facts.put(
                "memory",
                String.format(
                        Locale.ROOT,
                        "heap up to %.0f MiB (SHEARNET_HEAP), networks up to %s (SHEARNET_OFFHEAP)",
                        Runtime.getRuntime().maxMemory() / MIB,
                        System.getProperty("org.bytedeco.javacpp.maxbytes", "no limit")));
        facts.put("OMP_WAIT_POLICY", System.getenv().getOrDefault("OMP_WAIT_POLICY", "not set (passive is faster)"));
        facts.putAll(Backend.describe());
        Device device = device(facts);
        facts.forEach((name, value) -> System.out.printf("%-32s %s%n", name, value));
        boolean passed = told("convolutions against reference", Conformance.run());
        if (device != null) {
            passed &= told("device against reference", Conformance.run(device));
        }
        System.out.println(passed ? "all is well" : "the native convolutions are wrong on this machine");
        return passed ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** The device asked for, or a GPU where there is one; adds what it is, or why there is none. */
    private Device device(Map<String, String> facts) {
        if (where.isDevice()) {
            where.use();
            facts.putAll(Devices.chosen().facts());
            return Devices.chosen();
        }
        String chosen = Devices.choose("auto");
        if (Devices.chosen() == null) {
            facts.put("GPU", "none is used" + chosen.substring(chosen.indexOf(' ')));
        } else {
            facts.putAll(Devices.chosen().facts());
        }
        return Devices.chosen();
    }

    private static boolean told(String what, Conformance.Report report) {
        System.out.printf(
                Locale.ROOT,
                "%-32s %s: %d cases in %.1f s, worst %.1e of the largest value (%s), allowed %.0e%n",
                what,
                report.engine(),
                report.cases().size(),
                report.seconds(),
                report.worst().error(),
                report.worst().name(),
                report.tolerance());
        return report.passed();
    }
}
