package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.train.DivergedException;

/** Does a piece in this process for the process that put the command together. */
public final class PieceExecutor {

    private PieceExecutor() {}

    /**
     * Does a piece under a name of this attempt, then gives it its own, unless another attempt was first.
     *
     * @param task the piece
     * @param attempt a number that no other attempt at any piece of the command has
     * @return how it ended, where no other attempt would end otherwise
     * @throws IOException in one line, where another attempt may
     */
    public static PieceOutcome run(PieceTask task, long attempt) throws IOException {
        Path target = FileName.of(task.target());
        if (Files.exists(target)) {
            return new PieceOutcome(task.number(), ExitCode.OK, "", List.of());
        }
        Path own = FileName.of(task.attempts()).resolve("attempt-" + attempt + "-" + target.getFileName());
        PieceThread thread = PieceThread.begin(task.given(), Path.of(task.folder()), own);
        boolean done = false;
        try {
            List<String> words = new ArrayList<>(task.words());
            if (task.file()) {
                words.addAll(List.of("-o", own.toString()));
            }
            Main.call(words);
            commit(own, target);
            done = true;
            return new PieceOutcome(task.number(), ExitCode.OK, "", thread.lines());
        } catch (UsageException | ConfigException | BadDataException | DivergedException e) {
            return new PieceOutcome(
                    task.number(), Main.code(e), FailureText.oneLine(FailureText.of(e)), thread.lines());
        } catch (Exception | Error e) {
            throw new IOException(FailureText.oneLine(FailureText.of(e)), e);
        } finally {
            PieceThread.end();
            if (!done) {
                FolderTree.delete(own);
            }
        }
    }

    /** Of two attempts that are done the first counts; the second has the same bits. */
    private static void commit(Path own, Path target) throws IOException {
        if (!Files.exists(target)) {
            try {
                Files.move(own, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FileSystemException e) {
                if (!Files.exists(target)) {
                    throw e;
                }
            }
        }
        FolderTree.delete(own);
    }
}
