package org.shearnet.net.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.Sha256;

/** Compiled kernels, kept in a folder between runs: to compile them takes seconds. */
final class KernelCache {

    private final Path folder;

    /** @param folder null to keep nothing */
    KernelCache(Path folder) {
        this.folder = folder;
    }

    byte[] code(Nvrtc compiler, int capability, Precision precision) {
        String source = KernelSource.text(precision);
        if (folder == null) {
            return compiler.compile(source, capability);
        }
        String what = compiler.version() + " sm_" + capability + "\n" + source;
        Path file = folder.resolve("kernels-" + Sha256.hex(what.getBytes(StandardCharsets.UTF_8)) + ".cubin");
        byte[] kept = kept(file);
        if (kept != null) {
            return kept;
        }
        byte[] code = compiler.compile(source, capability);
        keep(file, code);
        return code;
    }

    private static byte[] kept(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            return null; // a folder that cannot be used costs time alone
        }
    }

    private static void keep(Path file, byte[] code) {
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.write(file, part -> Files.write(part, code));
        } catch (IOException e) {
            return; // the next process compiles again
        }
    }
}
