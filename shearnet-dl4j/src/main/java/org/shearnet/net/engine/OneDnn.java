package org.shearnet.net.engine;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The handful of oneDNN calls that kernels share. */
final class OneDnn {

    /** oneDNN's CPU engine; immutable, used by all threads. */
    static final dnnl_engine ENGINE = new dnnl_engine();

    /** Executes in the calling thread. */
    static final dnnl_stream STREAM = new dnnl_stream();

    static {
        check(dnnl_engine_create(ENGINE, dnnl_cpu, 0), "create a CPU engine");
        check(dnnl_stream_create(STREAM, ENGINE, dnnl_stream_default_flags), "create a stream");
    }

    private OneDnn() {}

    static void check(int status, String what) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN could not " + what + " (status " + status + ")");
        }
    }

    static dnnl_memory_desc_t layout(int tag, long... dims) {
        dnnl_memory_desc_t layout = new dnnl_memory_desc_t();
        check(dnnl_memory_desc_init_by_tag(layout, dims.length, dims, dnnl_f32, tag), "describe an array");
        return layout;
    }

    /** Channels-last maps of a batch. */
    static dnnl_memory_desc_t maps(int batch, Shape shape) {
        return layout(dnnl_nhwc, batch, shape.channels(), shape.height(), shape.width());
    }

    /** @param hint the forward operation that a backward one belongs to, or null */
    static dnnl_primitive_desc operation(
            Pointer description, dnnl_primitive_attr attributes, dnnl_primitive_desc hint) {
        dnnl_primitive_desc operation = new dnnl_primitive_desc();
        check(
                dnnl_primitive_desc_create(operation, new const_dnnl_op_desc_t(description), attributes, ENGINE, hint),
                "create a " + description.getClass().getSimpleName().replaceAll("dnnl_|_desc_t", ""));
        return operation;
    }

    static dnnl_memory_desc_t query(dnnl_primitive_desc operation, int what) {
        return dnnl_primitive_desc_query_md(operation, what, 0);
    }

    /** Attributes that apply an activation to an operation's output; null for none. */
    static dnnl_primitive_attr fused(Activation activation) {
        if (activation == Activation.IDENTITY) {
            return null;
        }
        dnnl_post_ops after = new dnnl_post_ops();
        check(dnnl_post_ops_create(after), "create post-operations");
        check(dnnl_post_ops_append_eltwise(after, 1, algorithm(activation), 0, 0), "fuse an activation");
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        check(dnnl_primitive_attr_create(attributes), "create attributes");
        check(dnnl_primitive_attr_set_post_ops(attributes, after), "set attributes");
        dnnl_post_ops_destroy(after);
        return attributes;
    }

    static int algorithm(Activation activation) {
        return switch (activation) {
            case RELU -> dnnl_eltwise_relu;
            case TANH -> dnnl_eltwise_tanh;
            case GELU -> dnnl_eltwise_gelu_erf;
            case IDENTITY -> throw new IllegalArgumentException("the identity needs no operation");
        };
    }

    /** The algorithm whose derivative is taken from the output where that suffices. */
    static int backwardAlgorithm(Activation activation) {
        return switch (activation) {
            case RELU -> dnnl_eltwise_relu_use_dst_for_bwd;
            case TANH -> dnnl_eltwise_tanh_use_dst_for_bwd;
            default -> algorithm(activation);
        };
    }

    /** Address of the first element of a C-contiguous float array, views included; 0 for null. */
    static long address(INDArray array) {
        return array == null ? 0 : array.data().address() + Float.BYTES * array.offset();
    }
}
