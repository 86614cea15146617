package org.shearnet.net.engine;

import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN called directly over ND4J's memory. ND4J's own path to oneDNN refuses dilated convolutions and repeats work; see
 * docs/adr/0030-convolution-engine.md.
 */
public final class OneDnnEngine implements Engine {

    /** Whether the native loads on this machine. */
    public static boolean isAvailable() {
        return problem() == null;
    }

    /** Why oneDNN cannot be used; null where it can. */
    public static String problem() {
        try {
            Loader.load(dnnl.class);
            return null;
        } catch (LinkageError e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    @Override
    public String name() {
        dnnl_version_t version = dnnl.dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch();
    }

    @Override
    public Kernel convolution(ConvolutionSpec spec) {
        return new OneDnnConvolution(spec);
    }

    @Override
    public Kernel pooling(PoolingSpec spec) {
        return new OneDnnPooling(spec);
    }

    @Override
    public Kernel dense(DenseSpec spec) {
        return new OneDnnDense(spec);
    }
}
