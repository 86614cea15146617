package org.shearnet.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A file read by ranges: what is asked for comes in blocks, each one request, and the last few blocks stay. Planes of one stamp lie in
 * several HDUs, so that reading goes to and fro among as many places.
 */
final class RangeChannel implements SeekableByteChannel {

    /** A block (bytes): fewer requests where it is larger, fewer bytes that nobody wants where it is smaller. */
    static final int BLOCK = 1 << 20;

    private static final int KEPT = 8;

    private final FSDataInputStream in;
    private final long size;
    private final Map<Long, byte[]> blocks = new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > KEPT;
        }
    };
    private long position;
    private boolean closed;

    RangeChannel(FSDataInputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (position >= size) {
            return target.hasRemaining() ? -1 : 0;
        }
        byte[] block = block(position / BLOCK);
        int from = (int) (position % BLOCK);
        int count = Math.min(target.remaining(), block.length - from);
        target.put(block, from, count);
        position += count;
        return count;
    }

    private byte[] block(long number) throws IOException {
        byte[] block = blocks.get(number);
        if (block == null) {
            long at = number * BLOCK;
            block = new byte[(int) Math.min(BLOCK, size - at)];
            in.readFully(at, block, 0, block.length);
            blocks.put(number, block);
        }
        return block;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long at) {
        position = at;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        blocks.clear();
        in.close();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException("open for reading");
    }

    @Override
    public SeekableByteChannel truncate(long to) {
        throw new UnsupportedOperationException("open for reading");
    }
}
