package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of temporary files that tell which process of which machine owns them, so that what a killed one left can go. */
final class OwnedName {

    /** This machine, in letters of file names. */
    static final String HOST = host();

    private static final Pattern OWNER = Pattern.compile(".*\\.([A-Za-z0-9-]*)\\.(\\d+)-\\d+\\.part");

    /** The clocks of a machine and of its disk's server do not differ by more. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private OwnedName() {}

    private static String host() {
        String name = System.getenv().getOrDefault("HOSTNAME", System.getenv().getOrDefault("COMPUTERNAME", ""));
        Path linux = Path.of("/proc/sys/kernel/hostname");
        try {
            name = Files.isReadable(linux) ? Files.readString(linux).strip() : name;
        } catch (IOException e) {
            // the environment's word will do
            return name.replaceAll("[^A-Za-z0-9-]", "-");
        }
        return name.replaceAll("[^A-Za-z0-9-]", "-");
    }

    /** A name for this process, numbered. */
    static String of(String start, int number) {
        return start + "." + HOST + "." + ProcessHandle.current().pid() + "-" + number + ".part";
    }

    /** Removes the files of this start in a folder whose process ran on this machine and is no more. */
    static void removeLeftovers(Path folder, String start) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                folder, file -> file.getFileName().toString().startsWith(start + "."))) {
            for (Path left : found) {
                removeOrphan(left);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // a folder that cannot be looked into: whoever writes next will say so
            return;
        }
    }

    private static void removeOrphan(Path left) {
        Matcher owner = OWNER.matcher(left.getFileName().toString());
        try {
            if (owner.matches() && owner.group(1).equals(HOST) && isOrphan(left, owner.group(2))) {
                Files.deleteIfExists(left);
            }
        } catch (IOException e) {
            // another user's file, or gone already: theirs to remove
            return;
        }
    }

    /** Whether no process of this machine has that number, or another one by now: containers count from 1 again. */
    private static boolean isOrphan(Path file, String pid) throws IOException {
        if (isGone(pid)) {
            return true;
        }
        Instant written = Files.getLastModifiedTime(file).toInstant();
        return ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().startInstant())
                .filter(start -> start.isAfter(written.plus(CLOCKS)))
                .isPresent();
    }

    /** Whether no process of this machine has that number. */
    static boolean isGone(String pid) {
        return pid.length() < 12 && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }
}
