package org.shearnet.train;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * A training between two steps. The file is a fixed header, numbers, arrays of big-endian floats and the SHA-256 of all of
 * it, so that a truncated or altered one is told apart. It is written and read piece by piece: to go on takes no more memory
 * than the arrays.
 *
 * @param fingerprint hash of the network, options and scene it belongs to
 * @param epoch epochs completed
 * @param step steps completed within the next epoch
 * @param progress sums over those steps and the best error so far
 * @param arrays flat float arrays: weights, then the optimiser's, then those of learned weights of the outputs
 */
record Checkpoint(String fingerprint, int epoch, int step, Progress progress, float[][] arrays) {

    private static final String MAGIC = "shearnet checkpoint 1";
    private static final int HASH = 32;

    private static final int MOST_ARRAYS = 5;

    /** Largest file (bytes): as many arrays as large as Java's are, and the head. */
    private static final long LARGEST = (MOST_ARRAYS * (long) Float.BYTES + 1) * Integer.MAX_VALUE;

    /** Floats that are written and read at a time. */
    private static final int PIECE = 1 << 14;

    /**
     * Where an epoch stands.
     *
     * @param optimiserSteps steps since the beginning
     * @param lossSum sum of the epoch's losses
     * @param normSum sum of the epoch's gradient norms
     * @param bestFigure lowest held-out figure that weights are chosen by; infinite before the first epoch
     * @param bestRmse held-out shear error of the best weights
     * @param sinceBest epochs since then
     * @param seconds spent training
     */
    record Progress(
            long optimiserSteps,
            double lossSum,
            double normSum,
            double bestFigure,
            double bestRmse,
            int sinceBest,
            double seconds) {}

    void write(Path path) throws IOException {
        AtomicFile.write(path, beside -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
                DigestOutputStream digest = new DigestOutputStream(out, Sha256.digest());
                DataOutputStream data = new DataOutputStream(digest);
                data.writeUTF(MAGIC);
                data.writeUTF(fingerprint);
                data.writeInt(epoch);
                data.writeInt(step);
                data.writeLong(progress.optimiserSteps);
                data.writeDouble(progress.lossSum);
                data.writeDouble(progress.normSum);
                data.writeDouble(progress.bestFigure);
                data.writeDouble(progress.bestRmse);
                data.writeInt(progress.sinceBest);
                data.writeDouble(progress.seconds);
                data.writeInt(arrays.length);
                for (float[] array : arrays) {
                    data.writeInt(array.length);
                    ByteBuffer piece = ByteBuffer.allocate(Float.BYTES * Math.min(PIECE, array.length));
                    for (int at = 0; at < array.length; at += PIECE) {
                        int count = Math.min(PIECE, array.length - at);
                        piece.asFloatBuffer().put(array, at, count);
                        data.write(piece.array(), 0, Float.BYTES * count);
                    }
                }
                data.flush();
                digest.on(false);
                data.write(digest.getMessageDigest().digest());
                data.flush();
            }
        });
    }

    /**
     * Reads a checkpoint.
     *
     * @throws BadDataException where the file is not a whole checkpoint
     */
    static Checkpoint read(Path path) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new BadDataException(path + ": not a checkpoint (more than " + LARGEST + " bytes)");
        }
        long length = Files.size(path) - HASH;
        if (length < 0 || !checkSumFits(path, length)) {
            throw new BadDataException(path + ": not a whole checkpoint (its check sum does not fit)");
        }
        try (RandomAccessFile data = new RandomAccessFile(path.toFile(), "r")) {
            return read(path, data, length);
        }
    }

    private static boolean checkSumFits(Path path, long length) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] piece = new byte[Float.BYTES * PIECE];
            long left = length;
            while (left > 0) {
                int count = in.readNBytes(piece, 0, (int) Math.min(piece.length, left));
                if (count == 0) {
                    return false;
                }
                digest.update(piece, 0, count);
                left -= count;
            }
            return Arrays.equals(digest.digest(), in.readNBytes(HASH));
        }
    }

    /** Reads a file whose check sum, after so many bytes, fits. */
    private static Checkpoint read(Path path, RandomAccessFile data, long length) throws IOException {
        if (!data.readUTF().equals(MAGIC)) {
            throw new BadDataException(path + ": not a checkpoint of this format");
        }
        String fingerprint = data.readUTF();
        int epoch = data.readInt();
        int step = data.readInt();
        Progress progress = new Progress(
                data.readLong(),
                data.readDouble(),
                data.readDouble(),
                data.readDouble(),
                data.readDouble(),
                data.readInt(),
                data.readDouble());
        int count = data.readInt();
        if (epoch < 0 || step < 0 || count < 1 || count > MOST_ARRAYS) {
            throw new BadDataException(
                    path + ": not a checkpoint (epoch " + epoch + ", step " + step + ", " + count + " arrays)");
        }
        float[][] arrays = new float[count][];
        for (int k = 0; k < arrays.length; k++) {
            int size = data.readInt();
            if (size < 0 || size > (length - data.getFilePointer()) / Float.BYTES) {
                throw new BadDataException(path + ": not a checkpoint (array " + k + " of " + size + " numbers)");
            }
            arrays[k] = floats(data, size);
        }
        return new Checkpoint(fingerprint, epoch, step, progress, arrays);
    }

    private static float[] floats(RandomAccessFile data, int size) throws IOException {
        float[] array = new float[size];
        ByteBuffer piece = ByteBuffer.allocate(Float.BYTES * Math.min(PIECE, size));
        for (int at = 0; at < size; at += PIECE) {
            int count = Math.min(PIECE, size - at);
            data.readFully(piece.array(), 0, Float.BYTES * count);
            piece.asFloatBuffer().get(array, at, count);
        }
        return array;
    }

    /**
     * Refuses what is not a checkpoint of arrays of such lengths.
     *
     * @throws BadDataException naming the file and what differs
     */
    void check(Path path, int... lengths) {
        if (arrays.length != lengths.length) {
            throw new BadDataException(path + ": holds " + arrays.length + " arrays, not " + lengths.length);
        }
        for (int a = 0; a < lengths.length; a++) {
            if (arrays[a].length != lengths[a]) {
                throw new BadDataException(
                        path + ": holds " + arrays[a].length + " parameters, the network has " + lengths[a]);
            }
            for (float number : arrays[a]) {
                if (!Float.isFinite(number)) {
                    throw new BadDataException(path + ": holds a parameter of " + number);
                }
            }
        }
    }
}
