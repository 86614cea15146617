package org.shearnet.net.engine;

import static org.bytedeco.dnnl.global.dnnl.*;
import static org.shearnet.net.engine.OneDnn.check;

import org.bytedeco.dnnl.dnnl_eltwise_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The part of an activation that a product cannot fuse: its gradient, and for one whose gradient needs the value before
 * it, the forward pass as well.
 */
final class OneDnnActivation {

    private final Activation activation;
    private final dnnl_memory_desc_t layout;
    private final long size;
    private FloatPointer before;
    private OneDnnPrimitive forward;
    private OneDnnPrimitive backward;

    OneDnnActivation(Activation activation, dnnl_memory_desc_t layout, long size) {
        this.activation = activation;
        this.layout = layout;
        this.size = size;
    }

    /** Where the product is to write: y itself, or the memory kept for the value before the activation. */
    long productOutput(long y) {
        if (!activation.needsPreActivation()) {
            return y;
        }
        if (before == null) {
            before = new FloatPointer(size);
        }
        return before.address();
    }

    /** Attributes to fuse into the product. */
    Activation fusedPart() {
        return activation.needsPreActivation() ? Activation.IDENTITY : activation;
    }

    /** Finishes the forward pass. */
    void forward(long y) {
        if (activation.needsPreActivation()) {
            if (forward == null) {
                dnnl_primitive_desc operation = forwardOperation(OneDnn.algorithm(activation));
                forward = new OneDnnPrimitive.Builder(operation)
                        .argument(DNNL_ARG_SRC, layout)
                        .argument(DNNL_ARG_DST, layout)
                        .build();
                dnnl_primitive_desc_destroy(operation);
            }
            forward.run(before.address(), y);
        }
    }

    /** Turns the gradient at y into the gradient before the activation, in place. */
    void backward(long y, long dy) {
        if (activation == Activation.IDENTITY) {
            return;
        }
        if (backward == null) {
            int algorithm = OneDnn.backwardAlgorithm(activation);
            dnnl_primitive_desc hint = forwardOperation(algorithm);
            dnnl_eltwise_desc_t description = new dnnl_eltwise_desc_t();
            check(
                    dnnl_eltwise_backward_desc_init(description, algorithm, layout, layout, 0, 0),
                    "describe an activation's gradient");
            dnnl_primitive_desc operation = OneDnn.operation(description, null, hint);
            backward = new OneDnnPrimitive.Builder(operation)
                    .argument(activation.needsPreActivation() ? DNNL_ARG_SRC : DNNL_ARG_DST, layout)
                    .argument(DNNL_ARG_DIFF_DST, layout)
                    .argument(DNNL_ARG_DIFF_SRC, layout)
                    .build();
            dnnl_primitive_desc_destroy(operation);
            dnnl_primitive_desc_destroy(hint);
        }
        backward.run(activation.needsPreActivation() ? before.address() : y, dy, dy);
    }

    private dnnl_primitive_desc forwardOperation(int algorithm) {
        dnnl_eltwise_desc_t description = new dnnl_eltwise_desc_t();
        check(
                dnnl_eltwise_forward_desc_init(description, dnnl_forward_training, algorithm, layout, 0, 0),
                "describe an activation");
        return OneDnn.operation(description, null, null);
    }
}
