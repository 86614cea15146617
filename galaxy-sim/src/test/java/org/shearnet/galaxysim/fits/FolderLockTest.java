package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("lock");
    }

    /** Takes the folder, and keeps it until it is killed. */
    public static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            FolderLock lock = FolderLock.of(Path.of(arguments[0]));
            try {
                Files.writeString(Path.of(arguments[0], "taken"), "");
                Thread.sleep(60_000);
            } finally {
                lock.close();
            }
        }
    }

    @Test
    void anotherProcessKeepsItUntilItIsKilled() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        try {
            while (!Files.exists(folder.resolve("taken")) && other.isAlive()) {
                Thread.sleep(20);
            }
            assertThatThrownBy(() -> FolderLock.of(folder))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("in use by process " + other.pid() + " on ")
                    .hasMessageContaining("remove " + file);
        } finally {
            other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        assertThat(file).isNotEmptyFile();
        FolderLock.of(folder).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void thisProcessTakesItOnceAtATime() throws IOException {
        FolderLock lock = FolderLock.of(folder);
        try {
            assertThatThrownBy(() -> FolderLock.of(folder))
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        } finally {
            lock.close();
        }
        FolderLock.of(folder).close();
    }

    @Test
    void anOwnerOnAnotherMachineIsBelieved() throws IOException {
        Files.writeString(file, "elsewhere 12 1700000000000\n");
        assertThatThrownBy(() -> FolderLock.of(folder))
                .hasMessageContaining("process 12 on elsewhere, started 2023-11-14T22:13:20Z")
                .hasMessageContaining("remove " + file);
        Files.writeString(file, "what is this?");
        assertThatThrownBy(() -> FolderLock.of(folder)).hasMessageContaining("in use by another process");
    }

    @Test
    void aNumberThatAnotherProcessHasByNowIsStale() throws IOException {
        Files.writeString(file, OwnedName.HOST + " " + ProcessHandle.current().pid() + " 12345\n");
        FolderLock.of(folder).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void anInterruptedThreadGivesItBack() throws IOException {
        FolderLock lock = FolderLock.of(folder);
        Thread.currentThread().interrupt();
        lock.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).isEmptyFile();
    }
}
