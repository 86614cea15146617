package org.shearnet.net.cuda;

import java.util.Map;

/**
 * Something that runs the kernels: a GPU, or a processor in its place. All work is given to one of two queues and done in the
 * order of its queue; the two are tied by {@link #mark} and {@link #after}. Addresses are those of the device's own memory. Any
 * number of threads may call it.
 */
public interface Device extends AutoCloseable {

    /** Where work waits. */
    enum Queue {
        COMPUTE,
        COPY
    }

    /** What it is, for people. */
    String name();

    /** How exactly it multiplies in convolutions. */
    Precision precision();

    /** Driver, libraries, memory. */
    Map<String, String> facts();

    /** Stamps of a prediction that keep it busy. */
    int piece();

    /** Room for so many bytes, all zero, at a multiple of 256. */
    long allocate(long bytes);

    /** Numbers in room of their own on the device. */
    default long put(float[] values) {
        long bytes = (long) Float.BYTES * values.length;
        long address = allocate(Math.max(Float.BYTES, bytes));
        HostMemory memory = pinned(bytes);
        memory.write(0, values, 0, values.length);
        upload(Queue.COMPUTE, memory, address, bytes);
        finish(Queue.COMPUTE);
        release(memory);
        return address;
    }

    /** Gives room back. */
    void free(long address);

    /** Room in the host's memory that can be copied while the device works. */
    HostMemory pinned(long bytes);

    /** Gives the host's room back. */
    void release(HostMemory memory);

    /** Copies from host to device. */
    void upload(Queue queue, HostMemory from, long to, long bytes);

    /** Copies from device to host. */
    void download(Queue queue, long from, HostMemory to, long bytes);

    /** Copies within the device. */
    void copy(Queue queue, long from, long to, long bytes);

    /**
     * Runs a kernel on {@link Queue#COMPUTE}.
     *
     * @param kernel its name
     * @param x blocks along the grid's first axis
     * @param y along its second
     * @param z along its third
     * @param threads of a block
     */
    void launch(String kernel, int x, int y, int z, int threads, Arguments arguments);

    /** Multiplies matrices on {@link Queue#COMPUTE}, in float32 without TF32. */
    void multiply(Product product);

    /**
     * A product of matrices stored column after column, C [m][n] = A B.
     *
     * @param transposeA whether A is stored as [k][m]
     * @param transposeB whether B is stored as [n][k]
     * @param lda distance between A's columns; the others likewise
     */
    record Product(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            long a,
            int lda,
            long b,
            int ldb,
            long c,
            int ldc) {}

    /** A mark behind all that a queue has been given so far. */
    Mark mark(Queue queue);

    /** Lets a queue wait for a mark. */
    void after(Queue queue, Mark mark);

    /** Lets the calling thread wait for a mark. */
    void await(Mark mark);

    /** Gives a mark's room back. */
    void forget(Mark mark);

    /** A place in a queue. */
    interface Mark {}

    /** Lets the calling thread wait for a queue's end. */
    void finish(Queue queue);

    /** Bytes free now. */
    long freeBytes();

    @Override
    void close();
}
