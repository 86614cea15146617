package org.shearnet.galaxysim.fits;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import nom.tam.util.RandomAccessFileIO;

/** A file of this machine, or of another file system that its {@link Path} is of. */
public final class AnyFile {

    private static final int BUFFER = 1 << 15;

    private AnyFile() {}

    /**
     * {@return whether a name is one of this machine's files}
     *
     * @param path the name
     */
    public static boolean isHere(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /**
     * {@return where what becomes a file is written until it is whole: beside it on this machine, else in the temporary folder}
     *
     * @param target the file, at its place in the end
     */
    public static Path workshop(Path target) {
        return isHere(target) ? target.toAbsolutePath().getParent() : temporaryFolder();
    }

    /**
     * {@return a name in the temporary folder that nobody else uses; what a process that was killed left of the same goes}
     *
     * @param start of the name
     */
    public static Path scratch(String start) {
        OwnedName.removeLeftovers(temporaryFolder(), "." + start);
        return temporaryFolder().resolve(OwnedName.of("." + start, 0));
    }

    static Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Opens a file to read from any place on. */
    static nom.tam.util.FitsFile open(Path path) throws IOException {
        return isHere(path)
                ? new nom.tam.util.FitsFile(path.toFile(), "r", BUFFER)
                : new nom.tam.util.FitsFile(new Elsewhere(Files.newByteChannel(path)), BUFFER);
    }

    /** A channel in the library's words, read only. */
    private record Elsewhere(SeekableByteChannel channel) implements RandomAccessFileIO {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, from, count));
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public void position(long at) throws IOException {
            channel.position(at);
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        private static UnsupportedOperationException readOnly() {
            return new UnsupportedOperationException("open for reading bytes");
        }

        @Override
        public void write(int one) {
            throw readOnly();
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            throw readOnly();
        }

        @Override
        public void setLength(long length) {
            throw readOnly();
        }

        @Override
        public String readUTF() {
            throw readOnly();
        }

        @Override
        public void writeUTF(String text) {
            throw readOnly();
        }

        @Override
        public FileChannel getChannel() {
            throw readOnly();
        }

        @Override
        public FileDescriptor getFD() {
            throw readOnly();
        }
    }
}
