package org.shearnet.net.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One operation of a network at one batch size, with its gradients. Arrays are float32 and C-contiguous, channels last.
 * A kernel may keep working memory from {@link #forward} to {@link #backward}: one thread at a time.
 */
public interface Kernel {

    /** Computes y from x. */
    void forward(INDArray x, INDArray[] parameters, INDArray y);

    /**
     * Computes gradients after the {@link #forward} of the same arrays.
     *
     * @param dy gradient at y; overwritten
     * @param dx where to put the gradient at x, or null where nobody needs it
     * @param gradients where to put the gradients of the parameters
     */
    void backward(INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients);
}
