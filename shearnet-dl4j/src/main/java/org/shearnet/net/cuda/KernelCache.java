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

    byte[] code(Nvrtc compiler, int capability) {
        String source = KernelSource.text();
        if (folder == null) {
            return compiler.compile(source, capability);
        }
        String what = compiler.version() + " sm_" + capability + "\n" + source;
        Path file = folder.resolve("kernels-" + Sha256.hex(what.getBytes(StandardCharsets.UTF_8)) + ".cubin");
        try {
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
            byte[] code = compiler.compile(source, capability);
            Files.createDirectories(folder);
            AtomicFile.write(file, part -> Files.write(part, code));
            return code;
        } catch (IOException e) {
            return compiler.compile(source, capability); // a folder that cannot be used costs time alone
        }
    }
}
