package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * A file that appears whole or not at all: written beside its place, then renamed. A name that ends in {@code .gz} is packed. A
 * symbolic link stays, and what it points to is written. Permissions are those that the umask leaves. A file of another file system
 * is written into the temporary folder of this machine, for it takes bytes in their order alone, then copied beside its place.
 */
public final class AtomicFile implements AutoCloseable {

    /** What fills the file. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes the whole content.
         *
         * @param temporary where to
         * @throws IOException where the file cannot be written
         */
        void write(Path temporary) throws IOException;
    }

    private static final AtomicInteger COPIES = new AtomicInteger();

    private final Path target;
    private final Path temporary;
    private boolean done;

    /**
     * Begins a file beside its place.
     *
     * @param target the file, at its place in the end
     * @throws IOException where the folder cannot be made or written, or something that is no file has the name
     */
    public AtomicFile(Path target) throws IOException {
        this.target = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(target.toString(), null, "not a file that could be replaced");
        }
        Files.createDirectories(this.target.toAbsolutePath().getParent());
        temporary =
                beside(AnyFile.workshop(this.target), this.target.getFileName().toString());
    }

    /** An empty, hidden file of a name that nobody has, with the permissions of any new file. */
    static Path beside(Path folder, String name) throws IOException {
        OwnedName.removeLeftovers(folder, "." + name);
        for (int number = 0; ; number++) {
            try {
                return Files.createFile(folder.resolve(OwnedName.of("." + name, number)));
            } catch (FileAlreadyExistsException e) {
                // another writer of this process: the next number
            }
        }
    }

    /**
     * Writes a file in one go.
     *
     * @param target the file, at its place in the end
     * @param writer what writes it, given where to write
     * @throws IOException where the file cannot be written
     */
    public static void write(Path target, Writer writer) throws IOException {
        try (AtomicFile file = new AtomicFile(target)) {
            writer.write(file.temporary());
            file.commit();
        }
    }

    /** {@return where to write until {@link #commit}} */
    public Path temporary() {
        return temporary;
    }

    /**
     * Gives the file its name.
     *
     * @throws IOException where the file cannot be written
     */
    public void commit() throws IOException {
        if (target.getFileName().toString().endsWith(".gz")) {
            Path packed = beside(AnyFile.workshop(target), target.getFileName().toString());
            try {
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 1 << 16)) {
                    Files.copy(temporary, out);
                }
                move(packed);
            } finally {
                Files.deleteIfExists(packed);
            }
            return;
        }
        move(temporary);
        done = AnyFile.isHere(target);
    }

    private void move(Path from) throws IOException {
        if (!AnyFile.isHere(target)) {
            publish(from);
            return;
        }
        try {
            Files.move(from, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Copies a file to the file system of its place, and gives it its name there. */
    private void publish(Path from) throws IOException {
        String name = "." + target.getFileName();
        OwnedName.removeLeftovers(target.getParent(), name);
        Path whole = target.resolveSibling(OwnedName.of(name, COPIES.getAndIncrement()));
        try {
            Files.copy(from, whole);
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Leaves nothing behind where {@link #commit} was not reached. */
    @Override
    public void close() throws IOException {
        if (!done) {
            Files.deleteIfExists(temporary);
        }
    }
}
