package org.shearnet.net.layer;

import java.util.List;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Shape;

/** What {@link EngineLayerImplementation} runs: shapes, parameters and the kernel of a layer. */
public interface Computation {

    /** A parameter array: its name, shape and the number of inputs each output sums (0 for a bias), and the value it
     * starts from where it sums none. */
    record Parameter(String name, long[] shape, long fanIn, float start) {

        /** Weights drawn for that many inputs, or zeros. */
        public Parameter(String name, long[] shape, long fanIn) {
            this(name, shape, fanIn, 0);
        }

        /** An array that starts at one. */
        public static Parameter one(String name, long[] shape) {
            return new Parameter(name, shape, 0, 1);
        }

        /** Numbers in the array. */
        public long size() {
            long size = 1;
            for (long n : shape) {
                size *= n;
            }
            return size;
        }
    }

    /** Shape of a stamp's input. */
    Shape input();

    /** Shape of a stamp's output. */
    Shape output();

    /** First dimension of the output for that of the input. */
    int outputBatch(int batch);

    /** The parameters in the order in which they lie in the graph's flat array. */
    List<Parameter> parameters();

    /** Whether the gradient at the input is wanted. */
    boolean isInputGradient();

    /** The kernel for a batch. */
    Kernel kernel(Engine engine, int batch);
}
