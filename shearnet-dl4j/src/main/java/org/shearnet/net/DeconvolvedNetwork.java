package org.shearnet.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.shearnet.features.MeasuredFeatures;
import org.shearnet.features.WindowFeatures;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.ngmix.response.Jet;
import org.shearnet.ngmix.response.Jets;

/**
 * A trained {@code deconvolved-moments} network as a function of moments in double precision, with the derivatives that its response
 * to shear needs. Immutable, shared by threads.
 *
 * <p>The graph's own clamp of features beyond {@value Normalisation#FURTHEST} standard deviations is left out: it is not smooth.
 */
public final class DeconvolvedNetwork {

    private final Normalisation normalisation;
    private final double scatter;
    private final boolean errors;
    private final Branch noiseFree;
    private final Branch noisy;

    /** Fully connected layers; the last has no activation. */
    private record Branch(List<double[][]> weights, List<double[]> biases, Jets.Smooth activation) {

        Jet[] of(Jets jets, Jet[] x) {
            return jets.network(weights, biases, activation, x);
        }
    }

    /** Reads the weights of a trained network. */
    public DeconvolvedNetwork(Model model) {
        NetworkSpec spec = model.spec();
        if (!spec.deconvolves()) {
            throw new IllegalArgumentException("a network of moments before the PSF is needed, not '"
                    + spec.architecture().name() + "'");
        }
        normalisation = model.normalisation();
        scatter = normalisation.shapeSd(spec);
        errors = spec.errors();
        Graph graph = model.graph();
        int depth = spec.dense().size() + 1;
        noiseFree = branch(graph, 1, depth, spec.activation());
        noisy = branch(graph, 1 + depth, depth, spec.activation());
    }

    /** Layers that follow each other by the number in their name, as {@link GraphPlan#finishWithCorrections} adds them. */
    private static Branch branch(Graph graph, int first, int depth, Activation activation) {
        List<double[][]> weights = new ArrayList<>();
        List<double[]> biases = new ArrayList<>();
        for (int number = first; number < first + depth; number++) {
            Layer layer = graph.getLayer("dense" + number);
            double[] w = toDouble(new FlatArray(layer.getParam("W").dup('c')).toArray());
            double[] b = toDouble(new FlatArray(layer.getParam("b").dup('c')).toArray());
            double[][] byInput = new double[w.length / b.length][b.length];
            for (int k = 0; k < w.length; k++) {
                byInput[k % byInput.length][k / byInput.length] = w[k];
            }
            weights.add(byInput);
            biases.add(b);
        }
        return new Branch(weights, biases, activation::withDerivatives);
    }

    private static double[] toDouble(float[] x) {
        double[] out = new double[x.length];
        Arrays.setAll(out, i -> x[i]);
        return out;
    }

    /**
     * What the network says of a galaxy.
     *
     * @param g1 reduced shear along the axes
     * @param g2 reduced shear along the diagonals
     * @param error standard deviation of each that the network expects; null where it predicts none
     * @param weight in a mean shear
     */
    public record Answer(Jet g1, Jet g2, Jet error, Jet weight) {}

    /** The answer to a galaxy's features. */
    public Answer answer(WindowFeatures features) {
        Jets jets = features.jets();
        Jet[] invariants = new Jet[WindowFeatures.SIZES.invariants()];
        System.arraycopy(features.noiseFree(), 0, invariants, 0, WindowFeatures.SIZES.noiseFree());
        System.arraycopy(
                features.withNoise(),
                0,
                invariants,
                WindowFeatures.SIZES.noiseFree(),
                WindowFeatures.SIZES.withNoise());
        for (int k = 0; k < invariants.length; k++) {
            double mean = normalisation.auxiliaryMean().get(k);
            double sd = normalisation.auxiliarySd().get(k);
            invariants[k] = jets.sum(1 / sd, invariants[k], -1 / sd, jets.constant(mean));
        }
        Jet[] a = noiseFree.of(jets, Arrays.copyOf(invariants, WindowFeatures.SIZES.noiseFree()));
        Jet[] b = noisy.of(jets, invariants);
        Jet unit = features.unit(scatter);
        Jet[] factors = new Jet[WindowFeatures.SHAPES];
        for (int k = 0; k < factors.length; k++) {
            factors[k] = jets.sum(MeasuredFeatures.CORRECTION, a[k], 1, jets.times(unit, b[k]));
        }
        Jet[] g = new Jet[2];
        for (int c = 0; c < 2; c++) {
            g[c] = features.start()[c];
            for (int k = 0; k < factors.length; k++) {
                g[c] = jets.plus(g[c], jets.times(factors[k], features.shapes()[c][k]));
            }
        }
        Jet error = errors ? jets.times(unit, jets.exp(jets.times(0.5, b[WindowFeatures.SHAPES]))) : null;
        return new Answer(g[0], g[1], error, weight(jets, g, error));
    }

    /**
     * The weight: one over 1 + g^2 / {@value #ROUND}^2, as round galaxies tell more of shear than their share where the scatter of
     * shapes is not Gaussian; and, where the network expects an error, one over 1 + (s^2 / {@value #SHAPE_NOISE}^2 - 1) r, r the error's
     * share in the variance s^2 of the shapes that it was trained on. The network's answer is a mean over galaxies of that scatter, and
     * shrunk by 1 - r already: the weight of an inverse variance is in it but for the difference of the scatters.
     */
    private Jet weight(Jets jets, Jet[] g, Jet error) {
        Jet square = jets.plus(jets.times(g[0], g[0]), jets.times(g[1], g[1]));
        Jet weight = jets.inverse(jets.sum(1, jets.constant(1), 1 / (ROUND * ROUND), square));
        if (error == null) {
            return weight;
        }
        double more = 1 / (SHAPE_NOISE * SHAPE_NOISE) - 1 / (scatter * scatter);
        Jet noisy = jets.inverse(jets.sum(1, jets.constant(1), more, jets.times(error, error)));
        return jets.times(weight, noisy);
    }

    /** Scatter of a component of galaxies' shapes. */
    private static final double SHAPE_NOISE = 0.26;

    private static final double ROUND = 0.5;
}
