package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made where it is missing.
     *
     * @throws IOException where another process has it, named in the message, or it cannot be written
     */
    public static FolderLock of(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.toRealPath().resolve(FILE);
        if (!OURS.add(file)) {
            throw inUse(folder, me());
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            String owner = owner(channel);
            if (!lock(channel) || !owner.isEmpty() && !isStale(owner)) {
                throw inUse(folder, owner);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(me().getBytes(StandardCharsets.UTF_8)), 0);
            return new FolderLock(file, channel);
        } catch (IOException | RuntimeException e) {
            OURS.remove(file);
            if (channel != null) {
                channel.close();
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
    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true; // no locks on this disk: the name decides
        }
    }

    /** What the file says: host, process, start of the process (milliseconds since 1970). */
    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
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
        try (channel) {
            channel.truncate(0);
        } finally {
            OURS.remove(file);
        }
    }
}
