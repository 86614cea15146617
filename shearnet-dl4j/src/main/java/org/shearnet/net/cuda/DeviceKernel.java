package org.shearnet.net.cuda;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;

/** One operation on a device with arrays of the host: for checks, since every array is copied. */
public final class DeviceKernel implements Kernel {

    private final Device device;
    private final Operation operation;
    private final List<Long> rooms = new ArrayList<>();

    /** The kernel of an operation. */
    public DeviceKernel(Device device, Reference reference) {
        this.device = device;
        operation = Operations.of(reference);
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        Program program = new Program(device);
        long out = room(y.length());
        operation.forward(program, places(x, parameters, out, 0, 0, new long[0]));
        program.run();
        read(out, y);
        close();
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        long slope = put(dy);
        long back = room(x.length());
        long all = room(
                java.util.Arrays.stream(gradients).mapToLong(INDArray::length).sum());
        long[] places = new long[gradients.length];
        long next = all;
        for (int p = 0; p < places.length; p++) {
            places[p] = next;
            next = Operation.behind(next, gradients[p].length());
        }
        Operation.Places at = places(x, parameters, room(y.length()), slope, back, places);
        Program program = new Program(device);
        operation.forward(program, at);
        operation.backward(program, at);
        program.run();
        if (dx != null) {
            read(back, dx);
        }
        for (int p = 0; p < places.length; p++) {
            read(places[p], gradients[p]);
        }
        close();
    }

    private Operation.Places places(INDArray x, INDArray[] parameters, long y, long dy, long dx, long[] gradients) {
        long[] weights = new long[parameters.length];
        for (int p = 0; p < weights.length; p++) {
            weights[p] = put(parameters[p]);
        }
        float[] constants = operation.constants();
        return new Operation.Places(
                put(x),
                y,
                dy,
                dx,
                room(operation.kept()),
                room(operation.scratch()),
                constants.length == 0 ? 0 : put(constants),
                weights,
                gradients);
    }

    private long room(long numbers) {
        long address = device.allocate(Math.max(1, numbers) * Float.BYTES);
        rooms.add(address);
        return address;
    }

    private long put(INDArray values) {
        return put(new FlatArray(values).toArray());
    }

    private long put(float[] values) {
        long address = device.put(values);
        rooms.add(address);
        return address;
    }

    private void read(long address, INDArray into) {
        HostMemory memory = device.pinned(into.length() * Float.BYTES);
        device.download(Device.Queue.COMPUTE, address, memory, memory.bytes());
        device.finish(Device.Queue.COMPUTE);
        float[] values = new float[Math.toIntExact(into.length())];
        memory.read(0, values, 0, values.length);
        device.release(memory);
        new FlatArray(into).write(0, values, values.length);
    }

    private void close() {
        rooms.forEach(device::free);
        rooms.clear();
    }
}
