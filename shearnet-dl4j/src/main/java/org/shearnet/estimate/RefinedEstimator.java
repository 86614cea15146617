package org.shearnet.estimate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.ngmix.fit.ExactFitter;
import org.shearnet.ngmix.fit.ExactOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;
import org.shearnet.parallel.Workers;

/**
 * A network's answers, moved by a few Gauss-Newton steps on an exact model of the galaxy under the PSF's image. What the
 * network cannot know to the last digit, because no training sees every galaxy, the pixels still tell.
 */
public final class RefinedEstimator implements ShearEstimator {

    /** T (pixels^2) to start from where the network does not say. */
    private static final double GUESSED_SIZE = 10;

    private final String label;
    private final NetworkEstimator network;
    private final ExactOptions options;
    private final int steps;

    /**
     * A refinement.
     *
     * @param model the galaxies' profile: gauss, exp or dev
     * @param steps Gauss-Newton steps
     * @param prior of the galaxies' parameters; without one a step throws away what the network knows of the population
     */
    public RefinedEstimator(String label, NetworkEstimator network, MixtureModel model, int steps, JointPrior prior) {
        this.label = label;
        this.network = network;
        // the noise level is known: errors come from the weights alone
        options = ExactOptions.of(
                MixtureOptions.defaults().withModel(model).withPrior(prior).withScaleErrors(false));
        this.steps = steps;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String fingerprint() {
        return network.fingerprint();
    }

    /** The network whose answers are refined. */
    public NetworkEstimator network() {
        return network;
    }

    @Override
    public Map<Integer, String> flagNames() {
        Map<Integer, String> names = new LinkedHashMap<>(network.flagNames());
        names.putAll(StampFlag.names(StampFlag.Setter.REFINEMENT));
        return names;
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        ShapeEstimate[] answers = network.answers(stamps, threads);
        ShapeEstimate[] refined = new ShapeEstimate[answers.length];
        Workers.run(
                answers.length,
                threads,
                () -> new Refiner(new ExactFitter(options), new ObservationMaker(true)),
                (refiner, i) -> refined[i] = refine(refiner, stamps, i, answers[i]),
                done);
        return refined;
    }

    /** What one thread needs. */
    private record Refiner(ExactFitter fitter, ObservationMaker observations) {}

    private ShapeEstimate refine(Refiner refiner, Stamps stamps, int i, ShapeEstimate answer) {
        int ofTheStamp = answer.flags() & NetworkFlags.OF_THE_STAMP;
        if (ofTheStamp != 0 || !Double.isFinite(answer.g1()) || !Double.isFinite(answer.g2())) {
            return ShapeEstimate.failed(answer.flags());
        }
        Observation observation = refiner.observations().of(stamps, i);
        boolean placed = Double.isFinite(answer.row()) && Double.isFinite(answer.col());
        double[] start = {
            placed ? observation.jacobian().v(answer.row(), answer.col()) : 0,
            placed ? observation.jacobian().u(answer.row(), answer.col()) : 0,
            answer.g1(),
            answer.g2(),
            answer.size() > 0
                    ? answer.size()
                    : GUESSED_SIZE * observation.jacobian().area(),
            answer.flux() > 0
                    ? answer.flux()
                    : Math.abs(Arrays.stream(stamps.images()[i]).sum())
        };
        FitResult fit = refiner.fitter().gaussNewton(observation, start, steps);
        ShapeEstimate refined = FitNumbers.estimate(fit, options, observation.jacobian(), null);
        return fit.isGood()
                ? refined.withPsf(answer.psf())
                : ShapeEstimate.failed(fit.flags() << StampFlag.REFINEMENT_SHIFT, refined.last());
    }
}
