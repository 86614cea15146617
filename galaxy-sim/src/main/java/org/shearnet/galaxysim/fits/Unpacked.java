package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * A file as it is, or unpacked into a temporary one where its first bytes say gzip or bzip2; the file's name says nothing. The
 * temporary file goes with {@link #close}, at the latest with this process, and what a killed process left goes with the next.
 */
final class Unpacked implements AutoCloseable {

    private static final String PREFIX = "shearnet-unpacked";
    private static final int BUFFER = 1 << 16;

    /** Below this many bytes a file may unpack to any multiple of its size. */
    private static final long HARMLESS = 256L << 20;

    /** Images of the sky do not unpack to more than this multiple of their size. */
    private static final long MOST_RATIO = 100;

    /** First bytes of packed files that are not read, in hexadecimal digits. */
    private static final Map<String, String> UNREAD =
            Map.of("504b0304", "zip", "fd377a58", "xz", "28b52ffd", "zstd", "1f9d", "compress", "377abcaf", "7z");

    static { // once a process, whether or not it unpacks anything
        OwnedName.removeLeftovers(AnyFile.temporaryFolder(), "." + PREFIX);
    }

    private final Path path;
    private final boolean temporary;

    private Unpacked(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * The file, unpacked where it must be.
     *
     * @throws BadDataException where it is packed in another way, or unpacks to more than the disk should hold
     */
    static Unpacked of(Path file) throws IOException {
        String start;
        try (InputStream in = Files.newInputStream(file)) {
            start = java.util.HexFormat.of().formatHex(in.readNBytes(4));
        }
        for (Map.Entry<String, String> kind : UNREAD.entrySet()) {
            if (start.startsWith(kind.getKey())) {
                throw new BadDataException(
                        file + ": compressed with " + kind.getValue() + "; unpack it first (gzip and bzip2 are read)");
            }
        }
        boolean gzip = start.startsWith("1f8b");
        return gzip || start.startsWith("425a68") ? unpack(file, gzip) : new Unpacked(file, false);
    }

    private static Unpacked unpack(Path file, boolean gzip) throws IOException {
        Path folder = AnyFile.temporaryFolder();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new FileSystemException(file + ": is packed, and the temporary folder " + folder
                    + " to unpack it into cannot be written (-Djava.io.tmpdir names another)");
        }
        Path target = AtomicFile.beside(folder, PREFIX);
        target.toFile().deleteOnExit();
        try (InputStream packed = Files.newInputStream(file);
                InputStream in = gzip
                        ? new GZIPInputStream(packed, BUFFER)
                        : new BZip2CompressorInputStream(new java.io.BufferedInputStream(packed, BUFFER), true);
                OutputStream out = Files.newOutputStream(target)) {
            copy(file, in, out, Files.getFileStore(target));
            return new Unpacked(target, true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private static void copy(Path file, InputStream in, OutputStream out, FileStore disk) throws IOException {
        long free = disk.getUsableSpace() / 2;
        long plausible = Math.max(HARMLESS, MOST_RATIO * Files.size(file));
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes += n;
            if (bytes > plausible) {
                throw new BadDataException(String.format(
                        Locale.ROOT,
                        "%s: unpacks to more than %d times its size (%d bytes); unpack it first",
                        file,
                        MOST_RATIO,
                        bytes));
            }
            if (bytes > free) {
                throw new BadDataException(file + ": unpacks to more than half of the " + 2 * free
                        + " bytes that are free in the temporary folder (-Djava.io.tmpdir names another)");
            }
            out.write(buffer, 0, n);
        }
    }

    /** Where the plain file lies. */
    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }
}
