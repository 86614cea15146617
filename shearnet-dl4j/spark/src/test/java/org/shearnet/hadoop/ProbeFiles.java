package org.shearnet.hadoop;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsAction;

/** This machine's disk as a file system {@code probe:} of Hadoop, which counts the bytes that are read and fails when it is told to. */
public final class ProbeFiles extends RawLocalFileSystem {

    /** Bytes that were read. */
    public static final AtomicLong READ = new AtomicLong();

    /** Renames of parts that fail from now on, after they are done: the word of them gets lost. */
    public static final AtomicInteger LOST_RENAMES = new AtomicInteger();

    /** Renames of parts that fail from now on, and are not done. */
    public static final AtomicInteger FAILED_RENAMES = new AtomicInteger();

    /** Counts what is read. */
    private static final class Counted extends FSInputStream {

        private final FSDataInputStream in;

        Counted(FSDataInputStream in) {
            this.in = in;
        }

        private static int counted(int n) {
            READ.addAndGet(Math.max(0, n));
            return n;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            counted(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            return counted(in.read(bytes, from, count));
        }

        @Override
        public int read(long at, byte[] bytes, int from, int count) throws IOException {
            return counted(in.read(at, bytes, from, count));
        }

        @Override
        public void readFully(long at, byte[] bytes, int from, int count) throws IOException {
            in.readFully(at, bytes, from, count);
            counted(count);
        }

        @Override
        public void seek(long at) throws IOException {
            in.seek(at);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public boolean seekToNewSource(long at) throws IOException {
            return in.seekToNewSource(at);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Override
    public URI getUri() {
        return URI.create("probe:///");
    }

    @Override
    public String getScheme() {
        return "probe";
    }

    @Override
    public FSDataInputStream open(Path file, int buffer) throws IOException {
        return new FSDataInputStream(new Counted(super.open(file, buffer)));
    }

    /** The disk's own way takes names of {@code file:} alone. */
    @Override
    public void access(Path file, FsAction mode) throws IOException {
        getFileStatus(file);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        boolean part = from.getName().startsWith("attempt-");
        if (part && FAILED_RENAMES.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new IOException("told to fail");
        }
        boolean done = super.rename(from, to);
        if (part && LOST_RENAMES.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new IOException("told to fail after it was done");
        }
        return done;
    }
}
