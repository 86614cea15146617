package org.shearnet.speed;

import java.util.List;
import org.shearnet.net.Backend;
import org.shearnet.net.Graph;
import org.shearnet.net.Inputs;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceAdamW;
import org.shearnet.net.cuda.DeviceNetwork;
import org.shearnet.net.cuda.DeviceParameters;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/**
 * A network on a device whose stamps lie there already: what the device itself can do. A step has all of a training's: forward pass,
 * predictions to the processor, squared loss, its slope back, backward pass, norm, AdamW with the moving average.
 */
public final class DeviceWork implements AutoCloseable {

    private static final float RATE = 1e-6f;
    private static final double NANO = 1e-9;

    private final Device device;
    private final DeviceParameters parameters;
    private final DeviceNetwork network;
    private final DeviceAdamW optimiser;
    private final int batch;

    /**
     * A network with its first weights.
     *
     * @param trains whether steps are wanted; else predictions alone
     */
    public DeviceWork(Device device, NetworkSpec spec, Shape stamp, int batch, boolean trains) {
        Backend.enter();
        this.device = device;
        this.batch = batch;
        Graph graph = Network.build(spec, stamp, stamp, 1);
        List<Shape> shapes = Inputs.shapes(spec, stamp, stamp);
        float[] weights = new FlatArray(graph.params()).toArray();
        parameters = new DeviceParameters(device, weights.length);
        parameters.load(weights);
        network = new DeviceNetwork(device, graph, shapes, parameters, batch, trains);
        optimiser = trains ? new DeviceAdamW(device, parameters, null) : null;
    }

    /** Bytes of maps and gradients. */
    public long bytes() {
        return network.bytes();
    }

    /** One step of a training; returns the norm of the gradient. */
    public double step() {
        network.forward();
        float[] flat = network.predictions();
        for (int i = 0; i < flat.length; i++) {
            flat[i] = 2 * (flat[i] - 0.1f);
        }
        network.backward(flat);
        double norm = Math.sqrt(optimiser.squares()) / batch;
        optimiser.move(new DeviceAdamW.Move(batch, 0, RATE, 1, 1e-8f, 0, 0.999f));
        return norm;
    }

    /** Predicts a batch. */
    public float[] predict() {
        network.forward();
        return network.predictions();
    }

    /** Stamps a second, over at least that long a time. */
    public double perSecond(double seconds) {
        Runnable work = optimiser == null ? this::predict : this::step;
        for (int i = 0; i < 3; i++) {
            work.run();
        }
        device.finish(Device.Queue.COMPUTE);
        long start = System.nanoTime();
        long done = 0;
        double taken = 0;
        while (taken < seconds) {
            work.run();
            done += batch;
            device.finish(Device.Queue.COMPUTE);
            taken = (System.nanoTime() - start) * NANO;
        }
        return done / taken;
    }

    @Override
    public void close() {
        if (optimiser != null) {
            optimiser.close();
        }
        network.close();
        parameters.close();
    }
}
