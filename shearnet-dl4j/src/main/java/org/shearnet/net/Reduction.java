package org.shearnet.net;

import java.util.Locale;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.Pooling;

/** How a convolution's maps are brought to half their pixels: key {@code pooling}. */
enum Reduction {
    /** The mean of each 2 x 2 pixels. */
    AVERAGE,
    /** The maximum of each 2 x 2 pixels. */
    MAXIMUM,
    /** Every second pixel: the convolution has stride 2. */
    STRIDED,
    /**
     * Every second pixel after smoothing by [1 3 3 1]/8 along rows and columns (Zhang 2019, arXiv:1904.11486): three means over
     * 2 x 2 pixels, the last at stride 2.
     */
    BLUR,
    /** Not at all. */
    NONE;

    static final String HELP = "how maps are halved: average, maximum, strided, blur, none";

    /** A convolution and what follows it. */
    String add(GraphPlan plan, String below, int kernel, int channels, Activation activation) {
        Convolution convolution = new Convolution(kernel, channels, activation);
        return this == STRIDED ? plan.add(convolution.strided(2), below) : after(plan, plan.add(convolution, below));
    }

    /** What follows a convolution at stride 1, or a shortcut beside it. */
    String after(GraphPlan plan, String maps) {
        return switch (this) {
            case AVERAGE -> plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 2), maps);
            case MAXIMUM -> plan.add(new Pooling(PoolingSpec.Kind.MAXIMUM, 2, 2), maps);
            case STRIDED -> plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 1, 2), maps);
            case BLUR -> {
                String once = plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 1), maps);
                String twice = plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 1), once);
                yield plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 2), twice);
            }
            case NONE -> maps;
        };
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
