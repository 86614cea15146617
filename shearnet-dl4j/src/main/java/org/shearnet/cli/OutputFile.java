package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shearnet.galaxysim.fits.AnyFile;

/** What {@code -o} names, looked at before the work begins. */
final class OutputFile {

    private static final List<String> OTHER_FORMATS = List.of(
            ".csv",
            ".parquet",
            ".txt.gz",
            ".fz",
            ".bz2",
            ".xz",
            ".zip",
            ".zst",
            ".h5",
            ".hdf5",
            ".yaml",
            ".yml",
            ".json");

    /** Formats of tables beside FITS. */
    static final List<String> OF_TABLES = List.of(".parquet", ".csv");

    private OutputFile() {}

    /**
     * Refuses a place where a FITS file cannot or must not be written.
     *
     * @param inputs files that are read; none of them may be the output, under whatever name
     * @throws UsageException in one line
     */
    static void check(Path output, List<Path> inputs) throws IOException {
        check(output, inputs, List.of());
    }

    /**
     * The same for what is written in other formats, too.
     *
     * @param formats endings of their names
     */
    static void check(Path output, List<Path> inputs, List<String> formats) throws IOException {
        String said = "-o " + output;
        if (output.toString().isBlank()) {
            throw new UsageException("-o is empty; give the name of the FITS file to write");
        }
        Path target = Files.isSymbolicLink(output) && Files.exists(output) ? output.toRealPath() : output;
        if (target.getFileName() == null
                || Files.isDirectory(target)
                || output.toString().endsWith("/")) {
            throw new UsageException(said + ": a folder; give the name of a file in it");
        }
        for (Path input : inputs) {
            if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
                throw new UsageException(
                        said + ": that is the input " + input + ", which would be lost; give another name");
            }
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new UsageException(said + ": a device or pipe; a FITS file is written in pieces and needs a file");
        }
        String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
        for (String other : OTHER_FORMATS) {
            if (name.endsWith(other) && !formats.contains(other)) {
                String also = formats.isEmpty() ? "" : " or " + String.join(", ", formats);
                throw new UsageException(
                        said + ": what is written is FITS (.fits, or .fits.gz to pack it)" + also + ", not " + other);
            }
        }
        checkFolder(said, target.toAbsolutePath().getParent());
    }

    /**
     * Refuses what the disk cannot hold.
     *
     * @param bytes what is to be written, before it is packed
     * @param what it is, for the message
     * @throws IOException in one line that names both sizes
     */
    static void checkSpace(Path output, double bytes, String what) throws IOException {
        Path there = AnyFile.workshop(output);
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        long free = Files.getFileStore(there).getUsableSpace();
        if (free > 0 && bytes > free) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "-o %s: %s take %.3g GB, and the disk has %.3g GB free",
                    output,
                    what,
                    1e-9 * bytes,
                    1e-9 * free));
        }
    }

    private static void checkFolder(String said, Path folder) {
        Path there = folder;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there)) {
            throw new UsageException(said + ": " + there + " is no folder");
        }
        if (!Files.isWritable(there)) {
            throw new UsageException(said + ": no permission to write into " + there);
        }
    }
}
