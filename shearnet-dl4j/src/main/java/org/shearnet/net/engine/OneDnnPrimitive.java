package org.shearnet.net.engine;

import static org.bytedeco.dnnl.global.dnnl.*;
import static org.shearnet.net.engine.OneDnn.check;

import java.lang.ref.Cleaner;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

/** A oneDNN primitive with its argument list; natives are freed with it. */
final class OneDnnPrimitive {

    private static final Cleaner CLEANER = Cleaner.create();

    private final dnnl_primitive primitive = new dnnl_primitive();
    private final dnnl_memory[] memories;
    private final dnnl_exec_arg_t arguments;
    private final Address address = new Address();

    private OneDnnPrimitive(dnnl_primitive_desc operation, int[] names, dnnl_memory_desc_t[] layouts) {
        check(dnnl_primitive_create(primitive, operation), "create a primitive");
        memories = new dnnl_memory[names.length];
        arguments = new dnnl_exec_arg_t(names.length);
        for (int i = 0; i < names.length; i++) {
            memories[i] = new dnnl_memory();
            check(dnnl_memory_create(memories[i], layouts[i], OneDnn.ENGINE, null), "create a memory");
            arguments.position(i).arg(names[i]).memory(memories[i]);
        }
        arguments.position(0);
        dnnl_primitive p = primitive;
        dnnl_memory[] m = memories;
        dnnl_exec_arg_t a = arguments;
        CLEANER.register(this, () -> {
            dnnl_primitive_destroy(p);
            for (dnnl_memory memory : m) {
                dnnl_memory_destroy(memory);
            }
            a.deallocate();
        });
    }

    /** Collects a primitive's arguments. */
    static final class Builder {
        private final dnnl_primitive_desc operation;
        private final int[] names = new int[6];
        private final dnnl_memory_desc_t[] layouts = new dnnl_memory_desc_t[6];
        private int count;

        Builder(dnnl_primitive_desc operation) {
            this.operation = operation;
        }

        Builder argument(int name, dnnl_memory_desc_t layout) {
            names[count] = name;
            layouts[count++] = layout;
            return this;
        }

        OneDnnPrimitive build() {
            return new OneDnnPrimitive(
                    operation, java.util.Arrays.copyOf(names, count), java.util.Arrays.copyOf(layouts, count));
        }
    }

    /** Executes on the given addresses, in the order of the arguments. */
    void run(long... addresses) {
        for (int i = 0; i < memories.length; i++) {
            check(dnnl_memory_set_data_handle(memories[i], address.at(addresses[i])), "set an argument");
        }
        check(dnnl_primitive_execute(primitive, OneDnn.STREAM, memories.length, arguments), "execute a primitive");
    }

    /** A pointer whose address can be set. */
    private static final class Address extends Pointer {
        Address at(long where) {
            address = where;
            return this;
        }
    }
}
