package org.shearnet.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.OneDnnEngine;
import org.shearnet.parallel.Workers;

/**
 * The native side: which of ND4J's builds is loaded, and that every Java thread computes with one native thread.
 * Parallelism is this project's own, over stamps, so that the number of threads never changes a number.
 */
public final class Backend {

    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    private static final List<String> AVX512 = List.of("avx512f", "avx512bw", "avx512dq", "avx512vl");

    private static boolean started;

    private Backend() {}

    /** Loads ND4J on first use, with the best build on the class path that this CPU can run. */
    public static synchronized void start() {
        if (started) {
            return;
        }
        if (System.getProperty(EXTENSION) == null) {
            chooseExtension(cpuFlags()).ifPresent(extension -> System.setProperty(EXTENSION, extension));
        }
        Nd4j.getBackend();
        started = true;
    }

    /** Starts ND4J and limits the calling thread to one native thread; every thread that computes calls this first. */
    public static void enter() {
        start();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Threads that compute, the calling one among them. */
    public static Workers workers(int threads) {
        return new Workers(threads, Backend::enter);
    }

    private static java.util.Optional<String> chooseExtension(Set<String> flags) {
        return List.of("-onednn-avx512", "-onednn-avx2", "-avx512", "-avx2").stream()
                .filter(extension -> extension.endsWith("512") ? flags.containsAll(AVX512) : flags.contains("avx2"))
                .filter(extension -> Backend.class.getResource(
                                "/org/nd4j/linalg/cpu/nativecpu/bindings/" + Loader.getPlatform() + extension + "/")
                        != null)
                .findFirst();
    }

    /** Flags of the first CPU as Linux lists them; empty elsewhere. */
    public static Set<String> cpuFlags() {
        try (java.util.stream.Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line ->
                            Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Backend, native build and convolution engine in one line, for provenance. */
    public static String summary() {
        Map<String, String> facts = describe();
        Device device = Devices.chosen();
        return facts.get("backend") + ", " + facts.get("native build") + ", " + facts.get("convolutions")
                + (device == null
                        ? ""
                        : ", networks on " + device.name() + " in "
                                + device.precision().word());
    }

    /** What computes here: backend, native build, convolution engine, vector instructions, threads per Java thread. */
    public static Map<String, String> describe() {
        enter();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("backend", Nd4j.getBackend().getClass().getSimpleName());
        facts.put(
                "nd4j",
                Nd4j.class.getPackage().getImplementationVersion() == null
                        ? "1.0.0-M2.1"
                        : Nd4j.class.getPackage().getImplementationVersion());
        facts.put("native build", Loader.getPlatform() + System.getProperty(EXTENSION, ""));
        String problem = OneDnnEngine.problem();
        facts.put(
                "convolutions",
                Engine.best().name()
                        + (problem == null ? "" : " (many times slower; oneDNN cannot be loaded: " + problem + ")"));
        Set<String> flags = cpuFlags();
        facts.put(
                "vector instructions",
                flags.containsAll(AVX512) ? "AVX-512" : flags.contains("avx2") ? "AVX2" : "baseline");
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "native threads per Java thread",
                Integer.toString(
                        NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()));
        return facts;
    }
}
