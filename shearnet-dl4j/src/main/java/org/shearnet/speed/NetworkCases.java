package org.shearnet.speed;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;
import org.shearnet.train.StillTraining;
import org.shearnet.train.StockNetworks;

/** Training steps and predictions of networks, on stamps that lie ready in memory: drawing them is not counted. */
public final class NetworkCases {

    private NetworkCases() {}

    /** A training step and the predictions of a network, each of a batch. */
    public static List<SpeedCase> of(NetworkSpec spec, Shape stamp, int batch, int threads) {
        String name = spec.architecture().name();
        return List.of(
                still(name + ", training", spec, stamp, batch, threads, StillTraining::step),
                still(name + ", inference", spec, stamp, batch, threads, StillTraining::predict));
    }

    private static SpeedCase still(
            String name, NetworkSpec spec, Shape stamp, int batch, int threads, ToDoubleFunction<StillTraining> work) {
        return new SpeedCase(name + ", batch " + batch, batch, true, () -> {
            StillTraining network = new StillTraining(spec, stamp, batch, threads);
            return new SpeedCase.Work() {
                @Override
                public double run(long index) {
                    return work.applyAsDouble(network);
                }

                @Override
                public void close() {
                    network.close();
                }
            };
        });
    }

    /**
     * The same of the same network made of Deeplearning4j's own layers; one thread.
     *
     * @throws IllegalArgumentException where there is no such twin
     */
    public static List<SpeedCase> stock(NetworkSpec spec, Shape stamp, int batch) {
        String name = spec.architecture().name() + "-stock";
        return List.of(
                stock(name + ", training", batch, StockNetworks.training(spec, stamp, batch)),
                stock(name + ", inference", batch, StockNetworks.inference(spec, stamp, batch)));
    }

    private static SpeedCase stock(String name, int batch, Runnable work) {
        return new SpeedCase(name + ", batch " + batch, batch, true, () -> index -> {
            work.run();
            return index;
        });
    }
}
