package org.shearnet.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;

/** The files of a training: {@code checkpoints/last.ckpt}, {@code checkpoints/best.ckpt}, {@code metrics.csv}. */
final class RunFolder {

    private final Path folder;
    private final List<String> rows = new ArrayList<>();

    RunFolder(Path folder) {
        this.folder = folder;
    }

    Path model() {
        return folder.resolve("model.zip");
    }

    private Path last() {
        return folder.resolve("checkpoints/last.ckpt");
    }

    private Path best() {
        return folder.resolve("checkpoints/best.ckpt");
    }

    boolean hasCheckpoint() {
        return Files.exists(last());
    }

    Checkpoint readLast() {
        return read(last());
    }

    /** Removes what an earlier training left. */
    void clear() {
        try {
            for (Path file : List.of(last(), best(), model(), folder.resolve("metrics.csv"))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The last checkpoint of this training; metrics rows beyond it are forgotten.
     *
     * @param lengths of the arrays that it must hold
     */
    Checkpoint resume(String fingerprint, int... lengths) {
        Checkpoint checkpoint = own(last(), fingerprint);
        checkpoint.check(last(), lengths);
        Path metrics = folder.resolve("metrics.csv");
        if (Files.exists(metrics)) {
            try {
                Files.readAllLines(metrics).stream()
                        .skip(1)
                        .limit(checkpoint.epoch())
                        .forEach(rows::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return checkpoint;
    }

    /**
     * The best weights of this training.
     *
     * @param figure the best figure that the training knows of
     * @throws BadDataException where they belong to another training, or to another course of this one
     */
    float[] readBest(String fingerprint, double figure, int parameters) {
        Checkpoint checkpoint = own(best(), fingerprint);
        if (checkpoint.progress().bestFigure() != figure) {
            throw new BadDataException(best() + ": is not of the same course of the training as " + last().getFileName()
                    + " (best figure " + checkpoint.progress().bestFigure() + ", there " + figure
                    + "); start over with --fresh");
        }
        checkpoint.check(best(), parameters);
        return checkpoint.arrays()[0];
    }

    private static Checkpoint own(Path path, String fingerprint) {
        Checkpoint checkpoint = read(path);
        if (!checkpoint.fingerprint().equals(fingerprint)) {
            throw new BadDataException(path + ": belongs to another network, scene or training section; "
                    + "start over with --fresh, or give the experiment another name");
        }
        return checkpoint;
    }

    private static Checkpoint read(Path path) {
        try {
            return Checkpoint.read(path);
        } catch (IOException e) {
            throw new BadDataException(path + ": cannot be read: " + e.getMessage());
        }
    }

    void writeLast(Checkpoint checkpoint) {
        write(last(), checkpoint);
    }

    void writeBest(Checkpoint checkpoint) {
        write(best(), checkpoint);
    }

    private static void write(Path path, Checkpoint checkpoint) {
        try {
            checkpoint.write(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
        }
    }

    void append(Metrics metrics) {
        rows.add(metrics.row());
        String text = metrics.header() + "\n" + String.join("\n", rows) + "\n";
        try {
            AtomicFile.write(folder.resolve("metrics.csv"), beside -> Files.writeString(beside, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
