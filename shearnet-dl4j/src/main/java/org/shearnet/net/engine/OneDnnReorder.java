package org.shearnet.net.engine;

import static org.bytedeco.dnnl.global.dnnl.*;
import static org.shearnet.net.engine.OneDnn.check;

import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;

/** Carries weights between the layout they are stored in and the one a primitive wants; nothing where both agree. */
final class OneDnnReorder {

    private static final int ALIGNMENT = 64;

    private final OneDnnPrimitive reorder;
    private final BytePointer memory;
    private final long buffer;
    private final boolean inward;

    private OneDnnReorder(dnnl_memory_desc_t stored, dnnl_memory_desc_t wanted, boolean inward) {
        this.inward = inward;
        if (dnnl_memory_desc_equal(stored, wanted) != 0) {
            reorder = null;
            memory = null;
            buffer = 0;
            return;
        }
        memory = new BytePointer(dnnl_memory_desc_get_size(wanted) + ALIGNMENT);
        buffer = (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        dnnl_memory_desc_t from = inward ? stored : wanted;
        dnnl_memory_desc_t to = inward ? wanted : stored;
        dnnl_primitive_desc operation = new dnnl_primitive_desc();
        check(
                dnnl_reorder_primitive_desc_create(operation, from, OneDnn.ENGINE, to, OneDnn.ENGINE, null),
                "create a reorder");
        reorder = new OneDnnPrimitive.Builder(operation)
                .argument(DNNL_ARG_FROM, from)
                .argument(DNNL_ARG_TO, to)
                .build();
        dnnl_primitive_desc_destroy(operation);
    }

    /** From storage to the primitive. */
    static OneDnnReorder inward(dnnl_memory_desc_t stored, dnnl_memory_desc_t wanted) {
        return new OneDnnReorder(stored, wanted, true);
    }

    /** From the primitive to storage. */
    static OneDnnReorder outward(dnnl_memory_desc_t stored, dnnl_memory_desc_t wanted) {
        return new OneDnnReorder(stored, wanted, false);
    }

    /** The address the primitive is to use for what is stored at the given one. */
    long primitiveSide(long stored) {
        if (reorder == null) {
            return stored;
        }
        if (inward) {
            reorder.run(stored, buffer);
        }
        return buffer;
    }

    /** Finishes an outward transfer after the primitive has run. */
    void store(long stored) {
        if (reorder != null) {
            reorder.run(buffer, stored);
        }
    }
}
