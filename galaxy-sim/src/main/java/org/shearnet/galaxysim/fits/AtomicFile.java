package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears whole or not at all: written beside its place, then renamed. */
public final class AtomicFile implements AutoCloseable {

    /** What fills the file. */
    @FunctionalInterface
    public interface Writer {
        void write(Path temporary) throws IOException;
    }

    private final Path target;
    private final Path temporary;
    private boolean done;

    /**
     * @throws IOException where the folder cannot be made or written
     */
    public AtomicFile(Path target) throws IOException {
        this.target = target;
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        String name = target.getFileName().toString();
        temporary = Files.createTempFile(folder, "." + name + ".", ".part");
        Files.setPosixFilePermissions(temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Writes a file in one go. */
    public static void write(Path target, Writer writer) throws IOException {
        try (AtomicFile file = new AtomicFile(target)) {
            writer.write(file.temporary());
            file.commit();
        }
    }

    /** Where to write until {@link #commit}. */
    public Path temporary() {
        return temporary;
    }

    /** Gives the file its name. */
    public void commit() throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        done = true;
    }

    /** Leaves nothing behind where {@link #commit} was not reached. */
    @Override
    public void close() throws IOException {
        if (!done) {
            Files.deleteIfExists(temporary);
        }
    }
}
