package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process left goes, and nobody else's files do. */
class OwnedNameTest {

    @TempDir
    private Path folder;

    private Path left(String name, String host, long pid) throws IOException {
        return Files.createFile(folder.resolve(name + "." + host + "." + pid + "-0.part"));
    }

    /** The number of a process that is no more. */
    private static long gone() throws Exception {
        Process process = java(Path.of("."), "-version");
        process.waitFor();
        return process.pid();
    }

    private static Process java(Path temporary, String... arguments) throws IOException {
        String[] words = new String[arguments.length + 2];
        words[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        words[1] = "-Djava.io.tmpdir=" + temporary;
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void theNextWriterOfAFileRemovesWhatAKilledOneLeft() throws Exception {
        Path orphan = left(".cat.fits", OwnedName.HOST, gone());
        Path ofAnother = left(".stamps.fits", OwnedName.HOST, gone());
        Path elsewhere = left(".cat.fits", "elsewhere", gone());
        Path alive = left(".cat.fits", OwnedName.HOST, ProcessHandle.current().pid());
        AtomicFile.write(folder.resolve("cat.fits"), file -> Files.writeString(file, "whole"));
        assertThat(orphan).doesNotExist();
        assertThat(ofAnother).exists();
        assertThat(elsewhere).exists();
        assertThat(alive).exists();
        assertThat(folder.resolve("cat.fits")).hasContent("whole");
    }

    @Test
    void aNumberThatAnotherProcessHasByNowProtectsNothing() throws IOException {
        Path orphan = left(".cat.fits", OwnedName.HOST, ProcessHandle.current().pid());
        Instant before = ProcessHandle.current().info().startInstant().orElseThrow();
        Files.setLastModifiedTime(orphan, FileTime.from(before.minus(Duration.ofHours(1))));
        AtomicFile.write(folder.resolve("cat.fits"), file -> Files.writeString(file, "whole"));
        assertThat(orphan).doesNotExist();
    }

    @Test
    void oneThatCannotBeRemovedKeepsNoneOfTheOthers() throws Exception {
        long pid = gone();
        for (int number = 1; number <= 40; number++) {
            String name = ".cat.fits." + OwnedName.HOST + "." + pid + "-" + number + ".part";
            if (number % 2 == 0) { // as another user's file in a shared folder: to delete it fails
                Files.createFile(Files.createDirectory(folder.resolve(name)).resolve("in the way"));
            } else {
                Files.createFile(folder.resolve(name));
            }
        }
        OwnedName.removeLeftovers(folder, ".cat.fits");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(20).allMatch(Files::isDirectory);
        }
    }

    /** Reads a file that is not packed. */
    public static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            Unpacked.of(Path.of(arguments[0])).close();
        }
    }

    @Test
    void whatAKilledProcessUnpackedGoesWithTheNextThatReadsAnyFile() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain.fits"), "SIMPLE");
        Path orphan = left(".shearnet-unpacked", OwnedName.HOST, gone());
        Process reader =
                java(folder, "-cp", System.getProperty("java.class.path"), Reader.class.getName(), plain.toString());
        assertThat(reader.waitFor()).isZero();
        assertThat(orphan).doesNotExist();
    }
}
