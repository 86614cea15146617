package org.shearnet.net.cuda;

/**
 * Inputs on their way to a network: while the device works on one batch, the next is written on the host and copied. Each slot has
 * room in the host's memory and on the device. For one thread at a time, but {@link #put} for any number.
 */
public final class InputSlots implements AutoCloseable {

    private final Device device;
    private final DeviceNetwork network;
    private final HostMemory[][] host;
    private final long[][] staged;
    /** Behind the copy from the host's room, which may be written again then. */
    private final Device.Mark[] sent;
    /** Behind the copy into the network, when the staged numbers may be replaced. */
    private final Device.Mark[] taken;

    /** So many slots for a network. */
    public InputSlots(Device device, DeviceNetwork network, int slots) {
        this.device = device;
        this.network = network;
        host = new HostMemory[slots][network.inputs()];
        staged = new long[slots][network.inputs()];
        sent = new Device.Mark[slots];
        taken = new Device.Mark[slots];
        for (int s = 0; s < slots; s++) {
            for (int i = 0; i < network.inputs(); i++) {
                host[s][i] = device.pinned(Float.BYTES * network.inputSize(i));
                staged[s][i] = device.allocate(Float.BYTES * network.inputSize(i));
            }
        }
    }

    /** Waits until a slot may be written. */
    public void open(int slot) {
        if (sent[slot] != null) {
            device.await(sent[slot]);
            device.forget(sent[slot]);
            sent[slot] = null;
        }
    }

    /** Writes a part of an input. */
    public void put(int slot, int input, long place, float[] values, int count) {
        host[slot][input].write(place, values, 0, count);
    }

    /** Sends a slot to the device, behind the device's use of what it held before. */
    public void send(int slot) {
        if (taken[slot] != null) {
            device.after(Device.Queue.COPY, taken[slot]);
            device.forget(taken[slot]);
            taken[slot] = null;
        }
        for (int i = 0; i < network.inputs(); i++) {
            device.upload(Device.Queue.COPY, host[slot][i], staged[slot][i], host[slot][i].bytes());
        }
        sent[slot] = device.mark(Device.Queue.COPY);
    }

    /** Hands a slot that was sent to the network, before its next pass. */
    public void take(int slot) {
        if (sent[slot] == null) {
            throw new IllegalStateException("slot " + slot + " was not sent");
        }
        device.after(Device.Queue.COMPUTE, sent[slot]);
        for (int i = 0; i < network.inputs(); i++) {
            device.copy(Device.Queue.COMPUTE, staged[slot][i], network.input(i), host[slot][i].bytes());
        }
        if (taken[slot] != null) {
            device.forget(taken[slot]);
        }
        taken[slot] = device.mark(Device.Queue.COMPUTE);
    }

    @Override
    public void close() {
        device.finish(Device.Queue.COPY);
        device.finish(Device.Queue.COMPUTE);
        for (int s = 0; s < sent.length; s++) {
            for (int i = 0; i < network.inputs(); i++) {
                device.release(host[s][i]);
                device.free(staged[s][i]);
            }
            for (Device.Mark mark : new Device.Mark[] {sent[s], taken[s]}) {
                if (mark != null) {
                    device.forget(mark);
                }
            }
        }
    }
}
