package org.shearnet.net.cuda;

/** A network's parameters and their gradient on a device, in the order of the graph's flat array. */
public final class DeviceParameters implements AutoCloseable {

    private final Device device;
    private final boolean owner;
    private final int count;
    private final long weights;
    private final long gradient;
    private final HostMemory host;

    /** Room for so many parameters. */
    public DeviceParameters(Device device, int count) {
        this.device = device;
        this.count = count;
        owner = true;
        weights = device.allocate(bytes());
        gradient = device.allocate(bytes());
        host = device.pinned(bytes());
    }

    private DeviceParameters(DeviceParameters other) {
        device = other.device;
        count = other.count;
        owner = false;
        weights = other.weights;
        gradient = device.allocate(bytes());
        host = device.pinned(bytes());
    }

    /** The same weights, with a gradient apart. */
    public DeviceParameters sharing() {
        return new DeviceParameters(this);
    }

    private long bytes() {
        return (long) Float.BYTES * count;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    long weights() {
        return weights;
    }

    long gradient() {
        return gradient;
    }

    /** Sets the weights. */
    public void load(float[] values) {
        write(values, weights);
    }

    /** Copies of the weights. */
    public float[] toArray() {
        return read(weights);
    }

    /** Copies of the gradients. */
    public float[] gradients() {
        return read(gradient);
    }

    /** Copies numbers to an address, as many as there are parameters. */
    void write(float[] values, long to) {
        host.write(0, values, 0, count);
        device.upload(Device.Queue.COMPUTE, host, to, bytes());
        device.finish(Device.Queue.COMPUTE);
    }

    /** As many numbers from an address. */
    float[] read(long from) {
        device.download(Device.Queue.COMPUTE, from, host, bytes());
        device.finish(Device.Queue.COMPUTE);
        float[] values = new float[count];
        host.read(0, values, 0, count);
        return values;
    }

    @Override
    public void close() {
        device.finish(Device.Queue.COMPUTE);
        if (owner) {
            device.free(weights);
        }
        device.free(gradient);
        device.release(host);
    }
}
