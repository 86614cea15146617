package org.shearnet.train;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;

/**
 * A training between two steps. The file is a fixed header, numbers, arrays of big-endian floats and the SHA-256 of all of
 * it, so that a truncated or altered one is told apart.
 *
 * @param fingerprint hash of the network, options and scene it belongs to
 * @param epoch epochs completed
 * @param step steps completed within the next epoch
 * @param progress sums over those steps and the best error so far
 * @param arrays flat float arrays: weights, then the optimiser's
 */
record Checkpoint(String fingerprint, int epoch, int step, Progress progress, float[][] arrays) {

    private static final String MAGIC = "shearnet checkpoint 1";
    private static final int HASH = 32;

    /** Largest file (bytes): what an array of Java holds. */
    private static final long LARGEST = Integer.MAX_VALUE - 8;

    private static final int MOST_ARRAYS = 4;

    /**
     * Where an epoch stands.
     *
     * @param optimiserSteps steps since the beginning
     * @param lossSum sum of the epoch's losses
     * @param normSum sum of the epoch's gradient norms
     * @param bestRmse lowest held-out shear error; infinite before the first epoch
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
                DigestOutputStream digest = new DigestOutputStream(out, sha256());
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
                    ByteBuffer bytes = ByteBuffer.allocate(4 * array.length);
                    bytes.asFloatBuffer().put(array);
                    data.write(bytes.array());
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
        byte[] bytes = Files.readAllBytes(path);
        int length = bytes.length - HASH;
        if (length < 0
                || !Arrays.equals(
                        sha256().digest(Arrays.copyOf(bytes, length)),
                        Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new BadDataException(path + ": not a whole checkpoint (its check sum does not fit)");
        }
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
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
            if (size < 0 || size > data.available() / Float.BYTES) {
                throw new BadDataException(path + ": not a checkpoint (array " + k + " of " + size + " numbers)");
            }
            arrays[k] = new float[size];
            ByteBuffer.wrap(data.readNBytes(4 * arrays[k].length))
                    .asFloatBuffer()
                    .get(arrays[k]);
        }
        return new Checkpoint(fingerprint, epoch, step, progress, arrays);
    }

    /**
     * Refuses what is not a checkpoint of so many arrays of so many parameters.
     *
     * @throws BadDataException naming the file and what differs
     */
    void check(Path path, int count, int parameters) {
        if (arrays.length != count) {
            throw new BadDataException(path + ": holds " + arrays.length + " arrays, not " + count);
        }
        for (float[] array : arrays) {
            if (array.length != parameters) {
                throw new BadDataException(
                        path + ": holds " + array.length + " parameters, the network has " + parameters);
            }
            for (float number : array) {
                if (!Float.isFinite(number)) {
                    throw new BadDataException(path + ": holds a parameter of " + number);
                }
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
