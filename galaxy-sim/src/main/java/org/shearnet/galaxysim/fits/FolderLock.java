package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that one process writes at a time. The file {@code lock} in it is locked as the system locks files, which ends with
 * the process, and names its owner: host, process, when that process started; it is empty while nobody has the folder. Where a
 * disk knows no locks, or they do not reach other machines, the name alone counts; one whose process is gone from this machine
 * counts no more. The file stays, for to remove it would let two processes lock two files of the same name.
 */
public final class FolderLock implements AutoCloseable {

    /** The file's name. */
    public static final String FILE = "lock";

    /** No owner's name is longer. */
    private static final int LONGEST = 400;

    /** The folders of this process: the system's locks do not hold between its threads, and end when it closes the file. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final RandomAccessFile open;

    private FolderLock(Path file, RandomAccessFile open) {
        this.file = file;
        this.open = open;
    }

    /**
     * Takes a folder, which is made where it is missing.
     *
     * @param folder the folder
     * @return the lock, which is to be closed
     * @throws IOException where another process has it, named in the message, or it cannot be written
     */
    public static FolderLock of(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.toRealPath().resolve(FILE);
        if (!OURS.add(file)) {
            throw inUse(folder, me());
        }
        RandomAccessFile open = null;
        try {
            open = new RandomAccessFile(file.toFile(), "rw"); // whose writing an interrupt does not end
            boolean free = lock(open);
            String owner = owner(open);
            if (!free || !owner.isEmpty() && !isStale(owner)) {
                throw inUse(folder, owner);
            }
            open.setLength(0);
            open.seek(0);
            open.write(me().getBytes(StandardCharsets.UTF_8));
            return new FolderLock(file, open);
        } catch (IOException | RuntimeException e) {
            OURS.remove(file);
            if (open != null) {
                open.close();
            }
            throw e;
        }
    }

    private static FileSystemException inUse(Path folder, String owner) {
        return new FileSystemException(folder + ": in use by " + words(owner)
                + "; wait for it, give the experiment another name, or remove " + folder.resolve(FILE)
                + " if that process is no more");
    }

    /** Whether nobody else has the lock, as far as the system knows. */
    private static boolean lock(RandomAccessFile open) {
        try {
            return open.getChannel().tryLock() != null;
        } catch (IOException e) {
            return true; // no locks on this disk: the name decides
        }
    }

    /** What the file says: host, process, start of the process (milliseconds since 1970). */
    private static String owner(RandomAccessFile open) throws IOException {
        byte[] bytes = new byte[LONGEST];
        open.seek(0);
        return new String(bytes, 0, Math.max(0, open.read(bytes)), StandardCharsets.UTF_8);
    }

    private static String me() {
        ProcessHandle self = ProcessHandle.current();
        return OwnedName.HOST + " " + self.pid() + " " + start(self) + "\n";
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static boolean isStale(String owner) {
        String[] parts = owner.strip().split(" ");
        if (parts.length != 3 || !parts[0].equals(OwnedName.HOST) || !parts[1].matches("\\d{1,11}")) {
            return false;
        }
        return OwnedName.isGone(parts[1])
                || ProcessHandle.of(Long.parseLong(parts[1]))
                        .map(process -> !Long.toString(start(process)).equals(parts[2]))
                        .orElse(true);
    }

    private static String words(String owner) {
        String[] parts = owner.strip().split(" ");
        if (parts.length != 3 || !parts[1].matches("\\d{1,11}") || !parts[2].matches("\\d{1,14}")) {
            return "another process";
        }
        return "process " + parts[1] + " on " + parts[0] + ", started "
                + Instant.ofEpochMilli(Long.parseLong(parts[2])).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Gives the folder back. */
    @Override
    public void close() throws IOException {
        try (open) {
            open.setLength(0);
        } finally {
            OURS.remove(file);
        }
    }
}
