package org.shearnet.net.engine;

import static org.bytedeco.dnnl.global.dnnl.*;
import static org.shearnet.net.engine.OneDnn.address;
import static org.shearnet.net.engine.OneDnn.check;

import org.bytedeco.dnnl.dnnl_inner_product_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Fully connected layer by oneDNN; weights are used where they are stored. */
final class OneDnnDense implements Kernel {

    private final DenseSpec spec;
    private final dnnl_memory_desc_t source;
    private final dnnl_memory_desc_t result;
    private final dnnl_memory_desc_t weights;
    private final dnnl_memory_desc_t bias;
    private final OneDnnActivation activation;

    private final OneDnnPrimitive forward;
    private OneDnnPrimitive backwardData;
    private OneDnnPrimitive backwardWeights;

    OneDnnDense(DenseSpec spec) {
        this.spec = spec;
        source = OneDnn.layout(dnnl_ab, spec.batch(), spec.inputs());
        result = OneDnn.layout(dnnl_ab, spec.batch(), spec.outputs());
        weights = OneDnn.layout(dnnl_ab, spec.outputs(), spec.inputs());
        bias = OneDnn.layout(dnnl_a, spec.outputs());
        activation = new OneDnnActivation(spec.activation(), result, (long) spec.batch() * spec.outputs());
        dnnl_primitive_desc operation = forwardOperation(OneDnn.fused(activation.fusedPart()));
        forward = new OneDnnPrimitive.Builder(operation)
                .argument(DNNL_ARG_SRC, source)
                .argument(DNNL_ARG_WEIGHTS, weights)
                .argument(DNNL_ARG_BIAS, bias)
                .argument(DNNL_ARG_DST, result)
                .build();
        dnnl_primitive_desc_destroy(operation);
    }

    private dnnl_primitive_desc forwardOperation(dnnl_primitive_attr attributes) {
        dnnl_inner_product_desc_t description = new dnnl_inner_product_desc_t();
        check(
                dnnl_inner_product_forward_desc_init(description, dnnl_forward_training, source, weights, bias, result),
                "describe " + spec);
        return OneDnn.operation(description, attributes, null);
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        forward.run(address(x), address(parameters[0]), address(parameters[1]), activation.productOutput(address(y)));
        activation.forward(address(y));
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        if (backwardWeights == null) {
            createBackward();
        }
        activation.backward(address(y), address(dy));
        backwardWeights.run(address(x), address(dy), address(gradients[0]), address(gradients[1]));
        if (dx != null) {
            backwardData.run(address(dy), address(parameters[0]), address(dx));
        }
    }

    private void createBackward() {
        dnnl_primitive_desc hint = forwardOperation(null);
        dnnl_inner_product_desc_t toWeights = new dnnl_inner_product_desc_t();
        check(
                dnnl_inner_product_backward_weights_desc_init(toWeights, source, weights, bias, result),
                "describe the weight gradient of " + spec);
        dnnl_primitive_desc operation = OneDnn.operation(toWeights, null, hint);
        backwardWeights = new OneDnnPrimitive.Builder(operation)
                .argument(DNNL_ARG_SRC, source)
                .argument(DNNL_ARG_DIFF_DST, result)
                .argument(DNNL_ARG_DIFF_WEIGHTS, weights)
                .argument(DNNL_ARG_DIFF_BIAS, bias)
                .build();
        dnnl_primitive_desc_destroy(operation);
        dnnl_inner_product_desc_t toData = new dnnl_inner_product_desc_t();
        check(
                dnnl_inner_product_backward_data_desc_init(toData, source, weights, result),
                "describe the input gradient of " + spec);
        operation = OneDnn.operation(toData, null, hint);
        backwardData = new OneDnnPrimitive.Builder(operation)
                .argument(DNNL_ARG_DIFF_DST, result)
                .argument(DNNL_ARG_WEIGHTS, weights)
                .argument(DNNL_ARG_DIFF_SRC, source)
                .build();
        dnnl_primitive_desc_destroy(operation);
        dnnl_primitive_desc_destroy(hint);
    }
}
