package org.shearnet.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.NetworkSpec.Label;
import org.shearnet.net.NetworkSpec.SideInput;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.Dense;
import org.shearnet.net.layer.Pooling;

/** The registry of architectures: one row a network. */
public final class Architectures {

    private static final List<Label> ALL = List.of(Label.G1, Label.G2, Label.SIGMA, Label.FLUX);
    private static final Map<String, Architecture> ROWS = new LinkedHashMap<>();

    /**
     * One row.
     *
     * @param defaults its specification where the configuration says nothing
     * @param takesPsf whether it sees the PSF image beside the stamp
     * @param build puts its layers, from the input to the answer, into a graph
     */
    record Architecture(NetworkSpec defaults, boolean takesPsf, BiConsumer<NetworkSpec, GraphPlan> build) {}

    private Architectures() {}

    static {
        row("mlp", List.of(), List.of(), List.of(128, 64), Architectures::mlp);
        row("enhanced", List.of(16, 32), List.of(), List.of(128), Architectures::enhanced);
        row("dilated", List.of(16, 16, 16, 16), List.of(1, 2, 4, 8), List.of(16), Architectures::dilated);
    }

    private static void row(
            String name,
            List<Integer> channels,
            List<Integer> dilations,
            List<Integer> dense,
            BiConsumer<NetworkSpec, GraphPlan> build) {
        ROWS.put(name, null); // the name is known before the specification that checks it is made
        List<SideInput> none = new ArrayList<>();
        ROWS.put(
                name,
                new Architecture(
                        new NetworkSpec(
                                name, ALL, channels, dilations, dense, Activation.RELU, none, ImageScale.ZSCORE, false),
                        false,
                        build));
    }

    /** Names in the order of the documentation. */
    public static List<String> names() {
        return List.copyOf(ROWS.keySet());
    }

    static Architecture named(String name) {
        if (!ROWS.containsKey(name)) {
            throw new IllegalArgumentException("no architecture '" + name + "'; there are " + names());
        }
        return ROWS.get(name);
    }

    /** Flatten and fully connected layers. */
    private static void mlp(NetworkSpec spec, GraphPlan plan) {
        head(spec, plan, plan.stamp());
    }

    /** EnhancedGalaxyNN: convolution and average pooling, as often as there are channels, then a hidden layer. */
    private static void enhanced(NetworkSpec spec, GraphPlan plan) {
        String last = plan.stamp();
        for (int channels : spec.channels()) {
            last = plan.add(new Convolution(3, channels, spec.activation()), last);
            last = plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 2), last);
        }
        head(spec, plan, last);
    }

    /** Dilated convolutions at stride one: every layer keeps the stamp's pixels. */
    private static void dilated(NetworkSpec spec, GraphPlan plan) {
        String last = plan.stamp();
        for (int i = 0; i < spec.channels().size(); i++) {
            int dilation = spec.dilations().get(i % spec.dilations().size());
            last = plan.add(new Convolution(3, spec.channels().get(i), spec.activation()).dilated(dilation), last);
        }
        head(spec, plan, last);
    }

    private static void head(NetworkSpec spec, GraphPlan plan, String last) {
        String at = plan.withSideInputs(last);
        for (int width : spec.dense()) {
            at = plan.add(new Dense(width, spec.activation()), at);
        }
        plan.finish(plan.add(new Dense(spec.answers(), Activation.IDENTITY), at));
    }
}
