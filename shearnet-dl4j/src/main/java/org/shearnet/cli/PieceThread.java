package org.shearnet.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a thread that does a piece of another process's command has of its own, in place of what its process has: the words of the command,
 * the folder that relative names start from, the place of the piece, and what it tells people. Several pieces run in one process.
 *
 * @param words of the command as they were given to the other process, its name first
 * @param folder where that process runs
 * @param place file or folder of the piece
 * @param told what is written to standard error; what is written to standard output is dropped
 */
record PieceThread(List<String> words, Path folder, Path place, ByteArrayOutputStream told) {

    private static final ThreadLocal<PieceThread> CURRENT = new ThreadLocal<>();

    /** Bytes that are kept of what a piece tells. */
    private static final int MOST = 1 << 14;

    /** Standard output or error, but for threads that do pieces. */
    private static final class Routed extends PrintStream {

        private final PrintStream process;

        Routed(PrintStream process, boolean kept) {
            super(
                    new OutputStream() {
                        @Override
                        public void write(int one) {
                            write(new byte[] {(byte) one}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int from, int count) {
                            PieceThread own = CURRENT.get();
                            if (own == null) {
                                process.write(bytes, from, count);
                                process.flush();
                            } else if (kept && own.told.size() < MOST) {
                                own.told.write(bytes, from, count);
                            }
                        }
                    },
                    true,
                    StandardCharsets.UTF_8);
            this.process = process;
        }
    }

    /** That of the calling thread; null where it does no piece. */
    static PieceThread current() {
        return CURRENT.get();
    }

    /** Begins a piece. */
    static PieceThread begin(List<String> words, Path folder, Path place) {
        synchronized (PieceThread.class) {
            if (!(System.err instanceof Routed)) {
                System.setOut(new Routed(System.out, false));
                System.setErr(new Routed(System.err, true));
            }
        }
        PieceThread own = new PieceThread(List.copyOf(words), folder, place, new ByteArrayOutputStream());
        CURRENT.set(own);
        return own;
    }

    /** Ends it. */
    static void end() {
        CURRENT.remove();
    }

    /** Gives the process its standard output and error back, when no piece runs in it any more. */
    static synchronized void restore() {
        if (System.out instanceof Routed out && System.err instanceof Routed err) {
            System.setOut(out.process);
            System.setErr(err.process);
        }
    }

    /** A name of a file or folder that the calling thread can open: in a piece, relative names start where the command was given. */
    static String found(String name) {
        PieceThread own = CURRENT.get();
        Path there = own == null ? null : own.folder.resolve(name);
        return there != null && Files.exists(there) ? there.toString() : name;
    }

    /** The lines that it told. */
    List<String> lines() throws IOException {
        told.flush();
        return told.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
