package org.shearnet.estimate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.net.Model;
import org.shearnet.net.NetworkSpec.Label;
import org.shearnet.net.Predictor;

/** A trained network: {@code network}. */
public final class NetworkEstimator implements ShearEstimator {

    private static final int BAD_PIXELS = 1;
    private static final int NOT_FINITE = 2;
    private static final int OUT_OF_RANGE = 4;

    /** Half-light radius of a Gaussian over its sigma, sqrt(2 ln 2). */
    private static final double GAUSSIAN_HLR = 1.1774100225154747;

    private final String label;
    private final Model model;

    private NetworkEstimator(String label, Model model) {
        this.label = label;
        this.model = model;
    }

    /**
     * Loads a network.
     *
     * @throws BadDataException where the file is missing, foreign, damaged or altered
     */
    public static NetworkEstimator load(String label, Path modelFile) {
        return new NetworkEstimator(label, Model.load(modelFile));
    }

    @Override
    public String label() {
        return label;
    }

    /** The model behind the answers. */
    public Model model() {
        return model;
    }

    @Override
    public String fingerprint() {
        return new java.util.TreeMap<>(model.provenance()) + " " + Arrays.hashCode(model.weights());
    }

    @Override
    public Map<Integer, String> flagNames() {
        return Map.of(
                BAD_PIXELS, "BAD_PIXELS", NOT_FINITE, "NOT_FINITE", OUT_OF_RANGE, "OUT_OF_RANGE (|g| of 1 or more)");
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        if (stamps.nx() != model.stamp().width() || stamps.ny() != model.stamp().height()) {
            throw new BadDataException("stamps of " + stamps.ny() + " x " + stamps.nx() + " pixels; the network '"
                    + label + "' was trained on " + model.stamp().height() + " x "
                    + model.stamp().width());
        }
        if (model.spec().takesPsf() && stamps.psfs() == null) {
            throw new BadDataException("the network '" + label + "' needs the PSF: a PSF HDU in the stamps file");
        }
        boolean[] usable = new boolean[stamps.count()];
        for (int i = 0; i < usable.length; i++) {
            usable[i] = Arrays.stream(stamps.images()[i]).allMatch(Double::isFinite);
        }
        double[] blank = new double[stamps.nx() * stamps.ny()];
        double[][] answers;
        try (Predictor predictor = model.predictor(threads)) {
            answers = predictor.predict(
                    stamps.count(),
                    (i, receiver) -> receiver.take(
                            usable[i] ? stamps.images()[i] : blank, stamps.psf(i), stamps.noiseSigma()[i]));
        }
        ShapeEstimate[] estimates = new ShapeEstimate[answers.length];
        for (int i = 0; i < answers.length; i++) {
            estimates[i] = usable[i] ? estimate(answers[i]) : ShapeEstimate.failed(BAD_PIXELS);
        }
        done.accept(answers.length);
        return estimates;
    }

    private ShapeEstimate estimate(double[] answer) {
        double g1 = value(answer, Label.G1);
        double g2 = value(answer, Label.G2);
        if (!Double.isFinite(g1) || !Double.isFinite(g2)) {
            return ShapeEstimate.failed(NOT_FINITE);
        }
        if (Math.hypot(g1, g2) >= 1) {
            return ShapeEstimate.failed(OUT_OF_RANGE);
        }
        double sigma = value(answer, Label.SIGMA);
        if (Double.isNaN(sigma)) {
            sigma = value(answer, Label.HALF_LIGHT_RADIUS) / GAUSSIAN_HLR;
        }
        ShapeEstimate plain = ShapeEstimate.of(g1, g2, ShapeEstimate.sizeOf(sigma, g1, g2), value(answer, Label.FLUX));
        List<Label> outputs = model.outputs();
        return model.spec().errors()
                ? plain.withErrors(
                        answer[outputs.size() + outputs.indexOf(Label.G1)],
                        answer[outputs.size() + outputs.indexOf(Label.G2)])
                : plain;
    }

    private double value(double[] answer, Label wanted) {
        int at = model.outputs().indexOf(wanted);
        return at < 0 ? Double.NaN : answer[at];
    }
}
