package org.shearnet.estimate;

import java.nio.file.Path;
import java.util.Arrays;
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
    private static final int IMPRECISE = 8;

    /** An answer whose predicted error is more than this many times that of the noise is flagged. */
    private static final double IMPRECISE_ERRORS = 4;

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

    /** A text that changes with the weights or the network. */
    public String fingerprint() {
        return model.spec() + " " + model.provenance() + " " + Arrays.hashCode(model.weights());
    }

    @Override
    public Map<Integer, String> flagNames() {
        return Map.of(
                BAD_PIXELS,
                "BAD_PIXELS",
                NOT_FINITE,
                "NOT_FINITE",
                OUT_OF_RANGE,
                "OUT_OF_RANGE (|g| of 1 or more)",
                IMPRECISE,
                "IMPRECISE (expects an error of many times the noise)");
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        ShapeEstimate[] estimates = answers(stamps, threads);
        for (int i = 0; i < estimates.length; i++) {
            if (estimates[i].flags() != 0) {
                estimates[i] = ShapeEstimate.failed(estimates[i].flags());
            }
        }
        done.accept(estimates.length);
        return estimates;
    }

    /** The estimates, numbers kept where there are any although a flag is set. */
    ShapeEstimate[] answers(Stamps stamps, int threads) {
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
        Predictor.Answer[] answers;
        try (Predictor predictor = model.predictor(threads)) {
            answers = predictor.predict(
                    stamps.count(),
                    (i, receiver) -> receiver.take(
                            usable[i] ? stamps.images()[i] : blank, stamps.psf(i), stamps.noiseSigma()[i]));
        }
        ShapeEstimate[] estimates = new ShapeEstimate[answers.length];
        for (int i = 0; i < answers.length; i++) {
            estimates[i] = usable[i] ? estimate(answers[i], stamps) : ShapeEstimate.failed(BAD_PIXELS);
        }
        return estimates;
    }

    private ShapeEstimate estimate(Predictor.Answer answer, Stamps stamps) {
        double g1 = value(answer.labels(), Label.G1);
        double g2 = value(answer.labels(), Label.G2);
        if (!Double.isFinite(g1) || !Double.isFinite(g2)) {
            return ShapeEstimate.failed(NOT_FINITE);
        }
        if (Math.hypot(g1, g2) >= 1) {
            return ShapeEstimate.failed(OUT_OF_RANGE);
        }
        double sigma = value(answer.labels(), Label.SIGMA);
        if (Double.isNaN(sigma)) {
            sigma = value(answer.labels(), Label.HALF_LIGHT_RADIUS) / GAUSSIAN_HLR;
        }
        double size = ShapeEstimate.sizeOf(sigma, g1, g2);
        double[] errors = answer.errors();
        double no = Double.NaN;
        Predictor.Moments moments = answer.moments();
        boolean placed = moments != null && moments.ok();
        return new ShapeEstimate(
                placed && errors != null && imprecise(answer) ? IMPRECISE : 0,
                g1,
                g2,
                errors == null ? no : value(errors, Label.G1),
                errors == null ? no : value(errors, Label.G2),
                no,
                size,
                errors == null ? no : sizeError(errors, sigma, size),
                value(answer.labels(), Label.FLUX),
                errors == null ? no : value(errors, Label.FLUX),
                moments == null ? no : moments.s2n(),
                placed ? 0.5 * (stamps.ny() - 1) + moments.y() : no,
                placed ? 0.5 * (stamps.nx() - 1) + moments.x() : no,
                moments == null ? no : moments.psfG1(),
                moments == null ? no : moments.psfG2(),
                moments == null ? no : moments.psfSize() * stamps.pixelScale() * stamps.pixelScale(),
                null);
    }

    /** Whether the network itself expects to be off by many times the noise. */
    private boolean imprecise(Predictor.Answer answer) {
        return value(answer.errors(), Label.G1)
                        > IMPRECISE_ERRORS * answer.moments().g1Err()
                || value(answer.errors(), Label.G2)
                        > IMPRECISE_ERRORS * answer.moments().g2Err();
    }

    /** Error of T from that of the rest size, at a given shape. */
    private double sizeError(double[] errors, double sigma, double size) {
        double error = value(errors, Label.SIGMA);
        if (Double.isNaN(error)) {
            error = value(errors, Label.HALF_LIGHT_RADIUS) / GAUSSIAN_HLR;
        }
        return 2 * size * error / sigma;
    }

    private double value(double[] answer, Label wanted) {
        int at = model.outputs().indexOf(wanted);
        return at < 0 ? Double.NaN : answer[at];
    }
}
