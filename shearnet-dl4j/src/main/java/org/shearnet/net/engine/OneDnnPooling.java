package org.shearnet.net.engine;

import static org.bytedeco.dnnl.global.dnnl.*;
import static org.shearnet.net.engine.OneDnn.address;
import static org.shearnet.net.engine.OneDnn.check;

import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pooling by oneDNN. Maximum pooling remembers in its workspace which pixel won. */
final class OneDnnPooling implements Kernel {

    private final OneDnnPrimitive forward;
    private final OneDnnPrimitive backward;
    private final BytePointer workspace;

    OneDnnPooling(PoolingSpec spec) {
        Shape in = spec.input();
        Padding pad = spec.padding();
        int w = spec.window();
        int s = spec.stride();
        dnnl_memory_desc_t source = OneDnn.maps(spec.batch(), in);
        dnnl_memory_desc_t result = OneDnn.maps(spec.batch(), spec.output());
        long[] strides = {s, s};
        long[] window = {w, w};
        long[] before = {pad.before(in.height(), w, s), pad.before(in.width(), w, s)};
        long[] after = {pad.after(in.height(), w, s), pad.after(in.width(), w, s)};
        int algorithm = spec.kind() == PoolingSpec.Kind.MAXIMUM ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding;

        dnnl_pooling_desc_t description = new dnnl_pooling_desc_t();
        check(
                dnnl_pooling_forward_desc_init(
                        description, dnnl_forward_training, algorithm, source, result, strides, window, before, after),
                "describe " + spec);
        dnnl_primitive_desc forwardOperation = OneDnn.operation(description, null, null);
        check(
                dnnl_pooling_backward_desc_init(description, algorithm, source, result, strides, window, before, after),
                "describe the gradient of " + spec);
        dnnl_primitive_desc backwardOperation = OneDnn.operation(description, null, forwardOperation);

        OneDnnPrimitive.Builder there = new OneDnnPrimitive.Builder(forwardOperation)
                .argument(DNNL_ARG_SRC, source)
                .argument(DNNL_ARG_DST, result);
        OneDnnPrimitive.Builder back = new OneDnnPrimitive.Builder(backwardOperation)
                .argument(DNNL_ARG_DIFF_DST, result)
                .argument(DNNL_ARG_DIFF_SRC, source);
        if (spec.kind() == PoolingSpec.Kind.MAXIMUM) {
            dnnl_memory_desc_t memory = OneDnn.query(forwardOperation, dnnl_query_workspace_md);
            workspace = new BytePointer(dnnl_memory_desc_get_size(memory));
            there.argument(DNNL_ARG_WORKSPACE, memory);
            back.argument(DNNL_ARG_WORKSPACE, memory);
        } else {
            workspace = null;
        }
        forward = there.build();
        backward = back.build();
        dnnl_primitive_desc_destroy(backwardOperation);
        dnnl_primitive_desc_destroy(forwardOperation);
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        forward.run(address(x), address(y), workspace == null ? 0 : workspace.address());
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        if (dx != null) {
            backward.run(address(dy), address(dx), workspace == null ? 0 : workspace.address());
        }
    }
}
