package org.shearnet.net.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The source of all kernels, one program. */
final class KernelSource {

    private static final List<String> FILES =
            List.of("common", "convolution", "pooling", "normalisation", "attention", "moments", "optimiser");

    private KernelSource() {}

    /** For convolutions of this kind; those on tensor cores are left out where they are not used, for they double the time. */
    static String text(Precision precision) {
        StringBuilder all = new StringBuilder(precision == Precision.FLOAT32 ? "" : "#define TENSOR_CORES\n");
        for (String file : FILES) {
            try (InputStream in = KernelSource.class.getResourceAsStream(file + ".cu")) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.toString();
    }
}
