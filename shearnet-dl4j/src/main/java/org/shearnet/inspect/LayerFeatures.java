package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.net.Predictor;
import org.shearnet.net.Taps;
import org.shearnet.parallel.Workers;

/** Features of noisy held-out galaxies at every layer, those of wide layers projected at random onto fewer, and their readers. */
public final class LayerFeatures {

    /** Numbers up to which a layer is read as it is. */
    private static final int WIDTH = 1024;

    /** Projected numbers that each number of a wide layer is added to, with a random sign (Achlioptas 2003). */
    private static final int SHARES = 4;

    /** Beyond those that are inspected one by one, and beyond those of the budget. */
    private static final long OFFSET = 1L << 20;

    /** Galaxies whose Fisher bounds stand for all: their mean square to a few per cent. */
    private static final int BOUNDS = 500;

    /** Features of so many layers at a time lie in memory (bytes). */
    private static final long MEMORY = 200L << 20;

    private static final int EPOCHS = 40;
    private static final long UNTRAINED_SEED = 1;

    private final Model model;
    private final Scene scene;
    private final Options options;
    private final int threads;
    private final SceneGalaxy[] galaxies;
    private final Probes linear;
    private final Probes probes;

    /**
     * How layers are read.
     *
     * @param galaxies held-out ones well inside their stamps, to fit, validate and test readers on
     * @param noiseSigma their pixel noise (counts)
     * @param layers names; empty for all that see the stamp
     * @param linear whether a linear reader reads them
     * @param mlp whether a non-linear reader does
     */
    public record Options(int galaxies, double noiseSigma, List<String> layers, boolean linear, boolean mlp) {
        public Options {
            layers = List.copyOf(layers);
        }
    }

    private LayerFeatures(Model model, Scene scene, Options options, int threads) {
        this.model = model;
        this.scene = scene;
        this.options = options;
        this.threads = threads;
        galaxies = HeldOutGalaxies.inStamp(scene, OFFSET, options.galaxies());
        double[] g1 =
                java.util.Arrays.stream(galaxies).mapToDouble(SceneGalaxy::g1).toArray();
        double[] g2 =
                java.util.Arrays.stream(galaxies).mapToDouble(SceneGalaxy::g2).toArray();
        linear = new Probes(g1, g2, 0);
        probes = new Probes(g1, g2, options.mlp() ? EPOCHS : 0);
    }

    /** How many layers are read, those of the untrained network counted as well. */
    public static int steps(Model model, Options options) {
        LocalNetwork network = LocalNetwork.of(model);
        List<String> layers = layers(network, options.layers());
        return layers.size() + (options.linear() ? untrained(network, layers).size() : 0);
    }

    private static List<String> untrained(LocalNetwork network, List<String> layers) {
        return layers.stream()
                .filter(l -> !network.vertex(l).kind().equals("input"))
                .toList();
    }

    /**
     * Reads every layer of a network, and of one of the same architecture with random weights.
     *
     * @param done told 1 after each layer
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    public static Usable probe(Model model, Scene scene, Options options, int threads, IntConsumer done) {
        LayerFeatures features = new LayerFeatures(model, scene, options, threads);
        LocalNetwork network = LocalNetwork.of(model);
        List<String> layers = layers(network, options.layers());
        float[][] answers = features.answers(model);
        List<Probe> all = new ArrayList<>(features.read(model, answers, features.probes, network, layers, "", done));
        if (!options.linear()) {
            return features.usable(all, answers);
        }
        Model random = model.with(UntrainedNetwork.weights(model.spec(), model.stamp(), model.psf(), UNTRAINED_SEED));
        List<String> untrained = untrained(network, layers);
        float[][] said = untrained.contains(LocalNetwork.ANSWER) ? features.answers(random) : null;
        all.addAll(features.read(random, said, features.linear, network, untrained, Probe.UNTRAINED, done));
        return features.usable(all, answers);
    }

    private Usable usable(List<Probe> all, float[][] answers) {
        int first = model.outputs().indexOf(Label.G1);
        int second = model.outputs().indexOf(Label.G2);
        double own = linear.error(i -> answers[i][first], i -> answers[i][second]);
        return new Usable(options.noiseSigma(), all, bound(), linear.spread(), own);
    }

    private static List<String> layers(LocalNetwork network, List<String> wanted) {
        return new LayerParts(network)
                .seeing().stream()
                        .filter(name -> wanted.isEmpty() || wanted.contains(name))
                        .toList();
    }

    private List<Probe> read(
            Model of,
            float[][] answers,
            Probes readers,
            LocalNetwork network,
            List<String> layers,
            String prefix,
            IntConsumer done) {
        List<Probe> all = new ArrayList<>();
        Map<String, Features> group = new LinkedHashMap<>();
        long bytes = 0;
        for (int l = 0; l < layers.size(); l++) {
            Features features = new Features(network.vertex(layers.get(l)).size(), galaxies.length);
            group.put(layers.get(l), features);
            bytes += (long) Float.BYTES * features.x.length;
            if (l + 1 == layers.size() || bytes > MEMORY) {
                fill(of, answers, group);
                all.addAll(read(readers, group, prefix, done));
                group.clear();
                bytes = 0;
            }
        }
        return all;
    }

    private List<Probe> read(Probes readers, Map<String, Features> group, String prefix, IntConsumer done) {
        List<String> names = List.copyOf(group.keySet());
        List<List<Probe>> found = new ArrayList<>(java.util.Collections.nCopies(names.size(), List.of()));
        Workers.run(
                names.size(),
                threads,
                () -> readers,
                (own, l) -> {
                    Features x = group.get(names.get(l));
                    found.set(
                            l,
                            own.read(names.get(l), x.numbers, x.x).stream()
                                    .filter(p -> options.linear() || !p.reader().equals(Probe.LINEAR))
                                    .map(p -> p.by(prefix + p.reader()))
                                    .toList());
                },
                done);
        return found.stream().flatMap(List::stream).toList();
    }

    /** Runs all galaxies through the network, once. */
    private void fill(Model of, float[][] answers, Map<String, Features> group) {
        ThreadLocal<SceneRenderer> renderers = ThreadLocal.withInitial(() -> new SceneRenderer(scene));
        Predictor.Stamps stamps = (i, to) -> give(renderers.get(), i, to);
        new Taps(of)
                .run(
                        galaxies.length,
                        threads,
                        stamps,
                        (i, layers) -> group.forEach((name, features) -> {
                            if (!name.equals(LocalNetwork.ANSWER)) {
                                features.put(layers.get(name), i);
                            }
                        }));
        Features answer = group.get(LocalNetwork.ANSWER);
        if (answer != null) {
            for (int i = 0; i < answers.length; i++) {
                answer.put(answers[i], i);
            }
        }
    }

    /** The network's own answers, [galaxies][labels]. */
    private float[][] answers(Model of) {
        ThreadLocal<SceneRenderer> renderers = ThreadLocal.withInitial(() -> new SceneRenderer(scene));
        float[][] labels = new float[galaxies.length][];
        try (Predictor predictor = of.predictor(threads)) {
            Predictor.Prediction[] answers =
                    predictor.predict(galaxies.length, (i, to) -> give(renderers.get(), i, to));
            for (int i = 0; i < labels.length; i++) {
                labels[i] = new float[answers[i].labels().length];
                for (int k = 0; k < labels[i].length; k++) {
                    labels[i][k] = (float) answers[i].labels()[k];
                }
            }
        }
        return labels;
    }

    private void give(SceneRenderer renderer, int i, Predictor.Receiver to) {
        double[] image = new double[scene.nx() * scene.ny()];
        renderer.image(galaxies[i], image);
        renderer.addNoise(galaxies[i].index(), options.noiseSigma(), "probe-noise", image);
        double[] psf = null;
        if (model.spec().takesPsf()) {
            int side = Math.min(scene.nx(), scene.ny());
            psf = new double[side * side];
            renderer.psfImage(galaxies[i], psf, side);
        }
        to.take(image, psf, options.noiseSigma());
    }

    /** Root mean square Fisher bound of a component of g. */
    private double bound() {
        int n = Math.min(BOUNDS, galaxies.length);
        double[] square = new double[n];
        Workers.run(
                n,
                threads,
                () -> new SceneRenderer(scene),
                (renderer, i) -> {
                    double[][] covariance = renderer.bound(galaxies[i]);
                    square[i] = 0.5 * (covariance[2][2] + covariance[3][3]);
                },
                finished -> {});
        return options.noiseSigma()
                * Math.sqrt(java.util.Arrays.stream(square).average().orElseThrow());
    }

    /** Features of a layer, [galaxies][width], through a sparse random projection of fixed seed where it has many numbers. */
    private static final class Features {

        private final int numbers;
        private final int width;
        private final int[] places;
        private final double[] signs;
        private final float[] x;

        Features(int numbers, int galaxies) {
            this.numbers = numbers;
            width = Math.min(numbers, WIDTH);
            x = new float[galaxies * width];
            SplittableRandom random = new SplittableRandom(5);
            places = new int[numbers > WIDTH ? numbers * SHARES : 0];
            signs = new double[places.length];
            for (int k = 0; k < places.length; k++) {
                places[k] = random.nextInt(width);
                signs[k] = random.nextBoolean() ? 1 : -1;
            }
        }

        void put(float[] values, int row) {
            if (places.length == 0) {
                System.arraycopy(values, 0, x, row * width, width);
                return;
            }
            double[] sums = new double[width];
            for (int k = 0; k < places.length; k++) {
                sums[places[k]] += signs[k] * values[k / SHARES];
            }
            for (int k = 0; k < width; k++) {
                x[row * width + k] = (float) sums[k];
            }
        }
    }
}
