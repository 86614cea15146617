package org.shearnet.net;

import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/** Weights before any training, for tests of other packages. */
public final class FirstWeights {

    private FirstWeights() {}

    public static float[] of(NetworkSpec spec, Shape stamp, Shape psf, long seed) {
        Backend.enter();
        return new FlatArray(Network.build(spec, stamp, psf, seed).params()).toArray();
    }
}
