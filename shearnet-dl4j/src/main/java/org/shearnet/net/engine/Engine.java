package org.shearnet.net.engine;

/** Makes the kernels of layers. */
public sealed interface Engine permits OneDnnEngine, OpsEngine {

    /** Name and version, for reports. */
    String name();

    Kernel convolution(ConvolutionSpec spec);

    Kernel pooling(PoolingSpec spec);

    Kernel dense(DenseSpec spec);

    /** oneDNN where its native loads, ND4J's own operations elsewhere. */
    static Engine best() {
        return Best.ENGINE;
    }

    /** Holds the process's engine, made on first use. */
    final class Best {
        private static final Engine ENGINE = OneDnnEngine.isAvailable() ? new OneDnnEngine() : new OpsEngine();

        private Best() {}
    }
}
