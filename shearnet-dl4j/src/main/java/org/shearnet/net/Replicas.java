package org.shearnet.net;

import java.util.List;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceNetwork;
import org.shearnet.net.cuda.DeviceParameters;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.cuda.InputSlots;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;

/**
 * Predictions of one graph for several threads: a replica for each of them, or the device that was chosen for all, which takes
 * larger pieces and one of them at a time.
 */
public final class Replicas implements AutoCloseable {

    private final Graph graph;
    private final int piece;
    private final Graph[] own;
    private final OnDevice onDevice;

    /**
     * Makes room.
     *
     * @param shapes of one stamp's inputs
     * @param piece stamps of a piece on the processor
     */
    public Replicas(Graph graph, List<Shape> shapes, int threads, int piece) {
        this.graph = graph;
        Device device = Devices.chosen();
        if (device == null) {
            this.piece = piece;
            own = new Graph[threads];
            for (int t = 0; t < threads; t++) {
                own[t] = graph.replica();
            }
            onDevice = null;
        } else {
            this.piece = device.piece();
            own = new Graph[0];
            onDevice = new OnDevice(device, graph, shapes, this.piece);
        }
    }

    /** A network on a device, with weights of its own. */
    private static final class OnDevice {

        private final DeviceParameters parameters;
        private final DeviceNetwork network;
        private final InputSlots slots;

        OnDevice(Device device, Graph graph, List<Shape> shapes, int batch) {
            parameters = new DeviceParameters(device, Math.toIntExact(graph.numParams()));
            network = new DeviceNetwork(device, graph, shapes, parameters, batch, false);
            slots = new InputSlots(device, network, 1);
            load(graph);
        }

        synchronized void load(Graph graph) {
            parameters.load(new FlatArray(graph.params()).toArray());
        }

        synchronized float[] predict(Inputs inputs, Masks masks) {
            slots.open(0);
            for (int i = 0; i < network.inputs(); i++) {
                float[] values = inputs.values(i);
                slots.put(0, i, 0, values, values.length);
            }
            slots.send(0);
            slots.take(0);
            network.drop(masks);
            network.forward();
            return network.predictions();
        }

        synchronized void close() {
            slots.close();
            network.close();
            parameters.close();
        }
    }

    /** Stamps that a piece must have. */
    public int piece() {
        return piece;
    }

    /** Takes the graph's present weights; replicas on the processor share them anyway. */
    public void refresh() {
        if (onDevice != null) {
            onDevice.load(graph);
        }
    }

    /**
     * Predictions for a piece, [piece * outputs].
     *
     * @param thread who asks
     * @param masks what is dropped; null for nothing
     */
    public float[] predict(int thread, Inputs inputs, Masks masks) {
        return onDevice == null
                ? new FlatArray(own[thread].predict(inputs.arrays(), masks)).toArray()
                : onDevice.predict(inputs, masks);
    }

    @Override
    public void close() {
        if (onDevice != null) {
            onDevice.close();
        }
    }
}
