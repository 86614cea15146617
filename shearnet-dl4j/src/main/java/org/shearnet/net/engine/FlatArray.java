package org.shearnet.net.engine;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Bulk access to a C-contiguous float array; ranges may be read and written by several threads. */
public final class FlatArray {

    private final INDArray array;
    private final FloatBuffer memory;

    public FlatArray(INDArray array) {
        this.array = array;
        memory = array.length() == 0
                ? FloatBuffer.allocate(0)
                : new FloatPointer(array.data().pointer())
                        .position(array.offset())
                        .limit(array.offset() + array.length())
                        .asBuffer();
    }

    public int length() {
        return Math.toIntExact(array.length());
    }

    /** Copies array[from ... from + count) to the start of {@code out}. */
    public void read(int from, float[] out, int count) {
        memory.get(from, out, 0, count);
    }

    /** Copies the start of {@code in} to array[from ... from + count). */
    public void write(int from, float[] in, int count) {
        memory.put(from, in, 0, count);
    }

    /** Sets all values, rounded to floats. */
    void write(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        write(0, floats, floats.length);
    }

    /** A copy of all values. */
    public float[] toArray() {
        float[] values = new float[length()];
        read(0, values, values.length);
        return values;
    }
}
