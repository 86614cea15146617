package org.shearnet.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.NetworkSpec.Label;
import org.shearnet.net.NetworkSpec.LabelScale;
import org.shearnet.net.NetworkSpec.SideInput;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.layer.BlockAttention;
import org.shearnet.net.layer.Combine;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.Dense;
import org.shearnet.net.layer.Flatten;
import org.shearnet.net.layer.GroupNorm;
import org.shearnet.net.layer.Moments;
import org.shearnet.net.layer.Orbit;
import org.shearnet.net.layer.OrbitMean;
import org.shearnet.net.layer.Pooling;
import org.shearnet.net.layer.Resizing;

/** The registry of architectures: one row a network. */
public final class Architectures {

    private static final List<Label> ALL = List.of(Label.G1, Label.G2, Label.SIGMA, Label.FLUX);
    private static final String MOMENT_RESIDUAL = "moment-residual";
    private static final Map<String, Architecture> ROWS = new LinkedHashMap<>();

    /**
     * One row.
     *
     * @param defaults its specification where the configuration says nothing
     * @param takesPsf whether it sees the PSF image beside the stamp
     * @param corrects whether it answers corrections to adaptive moments, in units of their error
     * @param build puts its layers, from the input to the answer, into a graph
     */
    record Architecture(
            NetworkSpec defaults, boolean takesPsf, boolean corrects, BiConsumer<NetworkSpec, GraphPlan> build) {}

    private Architectures() {}

    static {
        List<Integer> plain = List.of(16, 16, 16, 16, 16);
        List<Integer> wider = List.of(1, 1, 2, 4, 8);
        row("mlp", List.of(), List.of(), List.of(128, 64), false, Architectures::mlp);
        row("enhanced", List.of(16, 32), List.of(), List.of(128), false, Architectures::enhanced);
        row("resnet", List.of(16, 32, 64), List.of(), List.of(128), false, Architectures::resnet);
        row("dilated", plain, wider, List.of(16), false, Architectures::dilated);
        row("skip", plain, wider, List.of(16), false, Architectures::skip);
        row("multiscale", List.of(16, 48, 32), List.of(1, 3, 7), List.of(128), false, Architectures::multiscale);
        row("unet", List.of(16, 32, 64), List.of(), List.of(64), false, Architectures::unet);
        row("fork", List.of(16, 32), List.of(), List.of(128), true, Architectures::fork);
        row("d4", List.of(16, 32), List.of(), List.of(128), true, Architectures::d4);
        row(MOMENT_RESIDUAL, List.of(), List.of(), List.of(96, 96), true, Architectures::momentResidual);
    }

    private static void row(
            String name,
            List<Integer> channels,
            List<Integer> dilations,
            List<Integer> dense,
            boolean takesPsf,
            BiConsumer<NetworkSpec, GraphPlan> build) {
        boolean corrects = name.equals(MOMENT_RESIDUAL);
        ROWS.put(name, null); // the name is known before the specification that checks it is made
        List<SideInput> none = new ArrayList<>();
        ROWS.put(
                name,
                new Architecture(
                        new NetworkSpec(
                                name,
                                ALL,
                                channels,
                                dilations,
                                dense,
                                NetworkSpec.Head.FLATTEN,
                                corrects ? Activation.TANH : Activation.RELU,
                                none,
                                ImageScale.ZSCORE,
                                LabelScale.ZSCORE,
                                false),
                        takesPsf,
                        corrects,
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
        head(spec, plan, pooled(spec, plan, plan.stamp()));
    }

    private static String pooled(NetworkSpec spec, GraphPlan plan, String below) {
        String last = below;
        for (int channels : spec.channels()) {
            last = plan.add(new Convolution(3, channels, spec.activation()), last);
            last = plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 2), last);
        }
        return last;
    }

    /** Residual blocks of two convolutions (He et al. 2016, arXiv:1512.03385), halving the maps where channels change. */
    private static void resnet(NetworkSpec spec, GraphPlan plan) {
        requireChannels(spec, 1, Integer.MAX_VALUE);
        String last = plan.add(new Convolution(3, spec.channels().get(0), spec.activation()), plan.stamp());
        int before = spec.channels().get(0);
        for (int channels : spec.channels()) {
            int stride = channels == before ? 1 : 2;
            String inner = plan.add(new Convolution(3, channels, spec.activation()).strided(stride), last);
            inner = plan.add(new Convolution(3, channels, Activation.IDENTITY), inner);
            String shortcut = stride == 1
                    ? last
                    : plan.add(new Convolution(1, channels, Activation.IDENTITY).strided(stride), last);
            last = plan.sum(inner, shortcut);
            before = channels;
        }
        head(spec, plan, last);
    }

    /** Dilated convolutions at stride one: every layer keeps the stamp's pixels. */
    private static void dilated(NetworkSpec spec, GraphPlan plan) {
        head(spec, plan, summed(spec, plan, dilated(spec, plan, false)));
    }

    /**
     * The dilated network with a residual connection over every convolution that keeps its number of channels. The mean of
     * both is taken, not their sum: sums of rectified maps grow with depth (here by 20), and a head under such maps hardly
     * learns.
     */
    private static void skip(NetworkSpec spec, GraphPlan plan) {
        head(spec, plan, summed(spec, plan, dilated(spec, plan, true)));
    }

    private static String summed(NetworkSpec spec, GraphPlan plan, String maps) {
        return spec.head() == NetworkSpec.Head.MOMENTS ? plan.add(new Moments(), maps) : maps;
    }

    private static String dilated(NetworkSpec spec, GraphPlan plan, boolean skip) {
        requireChannels(spec, 1, Integer.MAX_VALUE);
        if (spec.dilations().size() > spec.channels().size()) {
            throw new IllegalArgumentException("it has more dilations than channels");
        }
        String last = plan.stamp();
        int before = 1;
        for (int i = 0; i < spec.channels().size(); i++) {
            int channels = spec.channels().get(i);
            int dilation = spec.dilations().isEmpty()
                    ? 1
                    : spec.dilations().get(i % spec.dilations().size());
            String next = plan.add(new Convolution(3, channels, spec.activation()).dilated(dilation), last);
            last = skip && channels == before ? plan.mean(next, last) : next;
            before = channels;
        }
        return last;
    }

    /**
     * Parallel convolutions at several dilations, concatenated, under block attention, with a residual connection; then
     * a strided convolution and a second such block. Channels: first convolution and branches of the first block,
     * strided convolution, branches of the second block.
     */
    private static void multiscale(NetworkSpec spec, GraphPlan plan) {
        requireChannels(spec, 3, 3);
        if (spec.dilations().isEmpty()) {
            throw new IllegalArgumentException("it takes at least one dilation");
        }
        String last = plan.add(new Convolution(3, spec.channels().get(0), Activation.IDENTITY), plan.stamp());
        last = plan.add(new GroupNorm(8, spec.activation()), last);
        last = scales(spec, plan, last, spec.channels().get(0));
        last = plan.add(new Convolution(3, spec.channels().get(1), Activation.IDENTITY).strided(2), last);
        last = plan.add(new GroupNorm(8, spec.activation()), last);
        last = scales(spec, plan, last, spec.channels().get(2));
        head(spec, plan, last);
    }

    private static String scales(NetworkSpec spec, GraphPlan plan, String below, int channels) {
        String[] branches = spec.dilations().stream()
                .map(d -> plan.add(new Convolution(3, channels, Activation.IDENTITY).dilated(d), below))
                .toArray(String[]::new);
        String all = plan.add(new GroupNorm(8, spec.activation()), plan.concatenate(branches));
        int width = channels * branches.length;
        String attended = plan.add(new BlockAttention(Math.max(1, width / 8)), all);
        return plan.sum(attended, plan.add(new Convolution(1, width, Activation.IDENTITY), below));
    }

    /** Encoder and decoder with skips (Ronneberger et al. 2015, arXiv:1505.04597), then second moments of its maps. */
    private static void unet(NetworkSpec spec, GraphPlan plan) {
        requireChannels(spec, 1, Integer.MAX_VALUE);
        java.util.Deque<String> levels = new java.util.ArrayDeque<>();
        String last = plan.stamp();
        for (int channels : spec.channels()) {
            if (!levels.isEmpty()) {
                last = plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 2, 2), last);
            }
            last = plan.add(new Convolution(3, channels, spec.activation()), last);
            levels.push(last);
        }
        last = levels.pop();
        for (int i = spec.channels().size() - 2; i >= 0; i--) {
            String across = levels.pop();
            last = plan.add(new Resizing(plan.height(i), plan.width(i)), last);
            last = plan.concatenate(last, across);
            last = plan.add(new Convolution(3, spec.channels().get(i), spec.activation()), last);
        }
        head(spec, plan, plan.add(new Moments(), last));
    }

    /** EnhancedGalaxyNN's layers on the stamp and, with weights of their own, on the PSF image. */
    private static void fork(NetworkSpec spec, GraphPlan plan) {
        head(spec, plan, forked(spec, plan, plan.stamp(), plan.psf()));
    }

    private static String forked(NetworkSpec spec, GraphPlan plan, String stamp, String psf) {
        return plan.concatenate(
                plan.add(new Flatten(), pooled(spec, plan, stamp)), plan.add(new Flatten(), pooled(spec, plan, psf)));
    }

    /** The fork under the eight rotations and reflections of stamp and PSF, averaged with the signs of a shear. */
    private static void d4(NetworkSpec spec, GraphPlan plan) {
        String features = forked(spec, plan, plan.add(new Orbit(), plan.stamp()), plan.add(new Orbit(), plan.psf()));
        String side = plan.hasSideInputs() ? plan.add(new Orbit(), plan.sideInputs()) : null;
        String at = side == null ? features : plan.concatenate(features, side);
        plan.finish(plan.add(
                new OrbitMean(spec.outputs().indexOf(Label.G1), spec.outputs().indexOf(Label.G2)),
                dense(spec, plan, at)));
    }

    /**
     * Corrections to adaptive moments, see {@link MomentFeatures}: one branch for what moments get wrong without noise, one
     * for what the noise does. Convolutions of stamp and PSF join both where channels are given.
     */
    private static void momentResidual(NetworkSpec spec, GraphPlan plan) {
        Combine combine = new Combine(
                MomentFeatures.SHAPES,
                spec.outputs().size(),
                spec.outputs().indexOf(Label.G1),
                spec.outputs().indexOf(Label.G2),
                spec.errors());
        String noiseFree = plan.withSideInputs(plan.moments());
        if (spec.seesStamp()) {
            String features = forked(spec, plan, plan.stamp(), plan.psf());
            noiseFree = plan.concatenate(noiseFree, plan.add(new Dense(CONVOLVED, spec.activation()), features));
        }
        String noisy = plan.concatenate(noiseFree, plan.noise());
        String a = plan.add(new Dense(combine.first(), Activation.IDENTITY), hidden(spec, plan, noiseFree));
        String b = plan.add(new Dense(combine.second(), Activation.IDENTITY), hidden(spec, plan, noisy));
        plan.finish(plan.add(combine, plan.concatenate(a, b, plan.basis())));
    }

    /** Numbers that the convolutions add to the moments. */
    private static final int CONVOLVED = 32;

    private static void requireChannels(NetworkSpec spec, int least, int most) {
        int count = spec.channels().size();
        if (count < least || count > most) {
            throw new IllegalArgumentException(
                    "it takes " + (least == most ? least : "at least " + least) + " numbers of channels, not " + count);
        }
    }

    private static void head(NetworkSpec spec, GraphPlan plan, String last) {
        plan.finish(dense(spec, plan, plan.withSideInputs(last)));
    }

    private static String dense(NetworkSpec spec, GraphPlan plan, String below) {
        return plan.add(new Dense(spec.answers(), Activation.IDENTITY), hidden(spec, plan, below));
    }

    private static String hidden(NetworkSpec spec, GraphPlan plan, String below) {
        String at = below;
        for (int width : spec.dense()) {
            at = plan.add(new Dense(width, spec.activation()), at);
        }
        return at;
    }
}
