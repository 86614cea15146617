package org.shearnet.net.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;

/**
 * A graph on a device for a fixed number of stamps: its forward pass, and its backward pass where it is to be trained. The graph
 * is left alone; parameters are those of a {@link DeviceParameters}. For one thread at a time.
 */
public final class DeviceNetwork implements AutoCloseable {

    private final Device device;
    private final Vertices vertices;
    private final DeviceParameters parameters;
    private final boolean trains;
    private final Program forward;
    private final Program backward;
    private final long room;
    private final long scratch;
    private final List<Long> constants = new ArrayList<>();
    private final NetworkBuffers buffers;
    private final HostMemory host;
    private final HostMemory[] factors;
    private boolean drops = true;

    /**
     * A graph's kernels.
     *
     * @param shapes of one stamp's inputs
     * @param batch stamps of a pass
     * @param trains whether a backward pass is wanted; without it, less room is needed
     */
    public DeviceNetwork(
            Device device,
            ComputationGraph graph,
            List<Shape> shapes,
            DeviceParameters parameters,
            int batch,
            boolean trains) {
        this.device = device;
        this.parameters = parameters;
        this.trains = trains;
        vertices = new Vertices(graph, shapes, batch);
        int count = vertices.all().size();
        buffers = new NetworkBuffers(vertices, trains);
        factors = new HostMemory[count];
        forward = new Program(device);
        backward = new Program(device);
        room = device.allocate(buffers.bytes());
        scratch = device.allocate(Math.max(
                1,
                Float.BYTES
                        * vertices.all().stream()
                                .filter(v -> v.operation() != null)
                                .mapToLong(v -> v.operation().scratch())
                                .max()
                                .orElse(0)));
        layOut();
        host = device.pinned(Float.BYTES * vertices.get(vertices.output()).size());
        for (int v = 0; v < count; v++) {
            if (vertices.get(v).dropout() != null) {
                factors[v] = device.pinned(Float.BYTES * vertices.get(v).size());
            }
        }
        drop(null);
    }

    private long at(BufferPlan.Buffer buffer) {
        return buffer == null ? 0 : room + buffer.offset();
    }

    private void layOut() {
        Operation.Places[] places = new Operation.Places[vertices.all().size()];
        for (int v = vertices.inputs(); v < places.length; v++) {
            Vertices.Vertex vertex = vertices.get(v);
            if (vertex.operation() != null) {
                places[v] = places(v, 0);
                vertex.operation().forward(forward, places[v]);
            } else {
                join(vertex, at(buffers.output(v)));
            }
        }
        boolean[] written = new boolean[places.length];
        for (int v = places.length - 1; trains && v >= vertices.inputs(); v--) {
            if (vertices.get(v).learns()) {
                backward(v, at(buffers.extra(v)), places[v], written);
            }
        }
    }

    private Operation.Places places(int v, long dx) {
        Vertices.Vertex vertex = vertices.get(v);
        long[] weights = new long[vertex.parameters().length];
        long[] gradients = new long[weights.length];
        for (int p = 0; p < weights.length; p++) {
            weights[p] = Operation.behind(parameters.weights(), vertex.parameters()[p]);
            gradients[p] = Operation.behind(parameters.gradient(), vertex.parameters()[p]);
        }
        return new Operation.Places(
                at(buffers.output(vertex.below().get(0))),
                at(buffers.output(v)),
                at(buffers.slope(v)),
                dx,
                at(buffers.kept(v)),
                scratch,
                constant(vertex.operation().constants()),
                weights,
                gradients);
    }

    private long constant(float[] values) {
        if (values.length == 0) {
            return 0;
        }
        long address = device.put(values);
        constants.add(address);
        return address;
    }

    /** Sum or concatenation. */
    private void join(Vertices.Vertex vertex, long y) {
        if (vertex.factor() > 0) {
            forward.each(
                    "scaled_sum",
                    vertex.size(),
                    new Arguments()
                            .whole(vertex.size())
                            .real(vertex.factor())
                            .whole(at(buffers.output(vertex.below().get(0))))
                            .whole(at(buffers.output(vertex.below().get(1))))
                            .whole(y));
            return;
        }
        int first = 0;
        for (int b : vertex.below()) {
            columns(forward, "put_columns", vertex, b, first, at(buffers.output(b)), y);
            first += vertices.get(b).shape().channels();
        }
    }

    private void columns(Program program, String kernel, Vertices.Vertex merged, int part, int first, long x, long y) {
        long rows = (long) merged.rows() * merged.shape().pixels();
        int narrow = vertices.get(part).shape().channels();
        program.each(
                kernel,
                rows * narrow,
                new Arguments()
                        .whole(rows)
                        .number(narrow)
                        .number(merged.shape().channels())
                        .number(first)
                        .whole(x)
                        .whole(y));
    }

    private void backward(int v, long extra, Operation.Places forwardPlaces, boolean[] written) {
        Vertices.Vertex vertex = vertices.get(v);
        int first = 0;
        for (int b : vertex.below()) {
            boolean wanted = buffers.slope(b) != null;
            boolean adds = wanted && written[b];
            Operation operation = vertex.operation();
            long target = wanted && !adds
                    ? at(buffers.slope(b))
                    : adds || operation != null && operation.needsInputGradient() ? extra : 0;
            if (operation != null) {
                Operation.Places p = forwardPlaces;
                operation.backward(
                        backward,
                        new Operation.Places(
                                p.x(),
                                p.y(),
                                p.dy(),
                                target,
                                p.kept(),
                                p.scratch(),
                                p.constants(),
                                p.parameters(),
                                p.gradients()));
            } else if (wanted && vertex.factor() > 0) {
                backward.scale(vertex.size(), vertex.factor(), at(buffers.slope(v)), target);
            } else if (wanted) {
                columns(backward, "take_columns", vertex, b, first, at(buffers.slope(v)), target);
            }
            if (adds) {
                long size = vertices.get(b).size();
                backward.each(
                        "add_to", size, new Arguments().whole(size).whole(extra).whole(at(buffers.slope(b))));
            }
            written[b] = true;
            first += vertices.get(b).shape().channels();
        }
    }

    /** Sets what the next passes drop; null for nothing. */
    public void drop(Masks masks) {
        if (masks == null && !drops) {
            return;
        }
        drops = masks != null;
        device.finish(Device.Queue.COMPUTE); // the numbers of the pass before may still be on their way
        for (int v = 0; v < factors.length; v++) {
            if (factors[v] != null) {
                Vertices.Vertex vertex = vertices.get(v);
                int size = Math.toIntExact(vertex.size());
                float[] values = new float[size];
                if (masks == null) {
                    Arrays.fill(values, 1);
                } else {
                    values = masks.factors(
                            vertex.dropout().getNumber(),
                            vertex.rows(),
                            vertex.shape().size(),
                            vertex.dropout().getRate());
                }
                factors[v].write(0, values, 0, size);
                device.upload(Device.Queue.COMPUTE, factors[v], at(buffers.kept(v)), (long) Float.BYTES * size);
            }
        }
    }

    /** How many inputs it has. */
    public int inputs() {
        return vertices.inputs();
    }

    /** Numbers of an input, all stamps. */
    public long inputSize(int input) {
        return vertices.get(input).size();
    }

    /** Numbers of an input, one stamp. */
    public int stampSize(int input) {
        return vertices.get(input).shape().size();
    }

    /** Where an input lies. */
    long input(int input) {
        return at(buffers.output(input));
    }

    /** Bytes of the device that it takes. */
    public long bytes() {
        return buffers.bytes();
    }

    /** Gives the forward pass to the device. */
    public void forward() {
        forward.run();
    }

    /** Waits for the predictions of the last forward pass, [batch * outputs]. */
    public float[] predictions() {
        device.download(Device.Queue.COMPUTE, at(buffers.output(vertices.output())), host, host.bytes());
        device.finish(Device.Queue.COMPUTE);
        float[] values = new float[(int) (host.bytes() / Float.BYTES)];
        host.read(0, values, 0, values.length);
        return values;
    }

    /** Gives the backward pass to the device, for a gradient at the predictions; it sets that of the parameters. */
    public void backward(float[] gradient) {
        host.write(0, gradient, 0, gradient.length);
        device.upload(Device.Queue.COMPUTE, host, at(buffers.slope(vertices.output())), host.bytes());
        backward.run();
    }

    @Override
    public void close() {
        device.finish(Device.Queue.COMPUTE);
        device.free(room);
        device.free(scratch);
        constants.forEach(device::free);
        device.release(host);
        for (HostMemory memory : factors) {
            if (memory != null) {
                device.release(memory);
            }
        }
    }
}
