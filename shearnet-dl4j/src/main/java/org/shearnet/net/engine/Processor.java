package org.shearnet.net.engine;

import java.util.Locale;
import org.nd4j.linalg.factory.Nd4j;

/** Where ND4J computes. */
public final class Processor {

    private Processor() {}

    /** Whether on a GPU. */
    public static boolean onGpu() {
        return !Nd4j.getBackend()
                .getClass()
                .getSimpleName()
                .toLowerCase(Locale.ROOT)
                .contains("cpu");
    }
}
