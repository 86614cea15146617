package org.shearnet.net.engine;

/** A layer at one input, in double precision: its output, and its derivative there as a linear map J and its transpose. */
public interface Linearisation {

    /** The layer's output; not a copy. */
    double[] value();

    /** J dx: the change of the output for a change of the input. */
    double[] tangent(double[] dx);

    /** J^T dy: the gradient at the input for a gradient at the output. */
    double[] cotangent(double[] dy);
}
