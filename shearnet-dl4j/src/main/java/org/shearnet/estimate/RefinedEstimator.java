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
 * A network's predictions, moved by a few Gauss-Newton steps on an exact model of the galaxy under the PSF's image. What the
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

    /** The network whose predictions are refined. */
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
        ShapeEstimate[] predictions = network.predictions(stamps, threads);
        ShapeEstimate[] refined = new ShapeEstimate[predictions.length];
        Workers.run(
                predictions.length,
                threads,
                () -> new Refiner(new ExactFitter(options), new ObservationMaker(true)),
                (refiner, i) -> refined[i] = refine(refiner, stamps, i, predictions[i]),
                done);
        return refined;
    }

    /** What one thread needs. */
    private record Refiner(ExactFitter fitter, ObservationMaker observations) {}

    private ShapeEstimate refine(Refiner refiner, Stamps stamps, int i, ShapeEstimate prediction) {
        int ofTheStamp = prediction.flags() & NetworkFlags.OF_THE_STAMP;
        if (ofTheStamp != 0 || !Double.isFinite(prediction.g1()) || !Double.isFinite(prediction.g2())) {
            return ShapeEstimate.failed(prediction.flags());
        }
        Observation observation = refiner.observations().of(stamps, i);
        boolean placed = Double.isFinite(prediction.row()) && Double.isFinite(prediction.col());
        double[] start = {
            placed ? observation.jacobian().v(prediction.row(), prediction.col()) : 0,
            placed ? observation.jacobian().u(prediction.row(), prediction.col()) : 0,
            prediction.g1(),
            prediction.g2(),
            prediction.size() > 0
                    ? prediction.size()
                    : GUESSED_SIZE * observation.jacobian().area(),
            prediction.flux() > 0
                    ? prediction.flux()
                    : Math.abs(Arrays.stream(stamps.images()[i]).sum())
        };
        FitResult fit = refiner.fitter().gaussNewton(observation, start, steps);
        ShapeEstimate refined = FitNumbers.estimate(fit, options, observation.jacobian(), null);
        return fit.isGood()
                ? refined.withPsf(prediction.psf())
                : ShapeEstimate.failed(fit.flags() << StampFlag.REFINEMENT_SHIFT, refined.last());
    }
}
