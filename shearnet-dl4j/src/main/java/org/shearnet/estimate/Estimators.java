package org.shearnet.estimate;

import org.shearnet.config.EstimatorSpec;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.metacal.MetacalOptions;

/** Makes the estimators that a YAML or a command line names. A new one is a class and a line here. */
public final class Estimators {

    private Estimators() {}

    /** Finds the trained network that an estimator's {@code network} names. */
    @FunctionalInterface
    public interface Networks {
        NetworkEstimator estimator(EstimatorSpec spec);
    }

    /**
     * Makes an estimator.
     *
     * @param networks finds trained networks
     * @throws ConfigException where a model is not known
     */
    public static ShearEstimator create(EstimatorSpec spec, Networks networks) {
        return switch (spec.method()) {
            case "network" -> refined(spec, networks.estimator(spec));
            case "ngmix" -> new FitEstimator(spec.label(), fitOptions(spec));
            case "metacal" -> new MetacalEstimator(spec.label(), MetacalOptions.defaults(), mixtureOptions(spec));
            case "admom" -> new AdaptiveMomentsEstimator(spec.label());
            case "regauss" -> new RegaussEstimator(spec.label());
            default -> throw new IllegalArgumentException("no method '" + spec.method() + "'");
        };
    }

    private static ShearEstimator refined(EstimatorSpec spec, NetworkEstimator network) {
        if (spec.refine() == 0) {
            return network;
        }
        String model = spec.model().isEmpty() ? network.galaxyModel() : spec.model();
        return new RefinedEstimator(spec.label(), network, named(MixtureModel.class, "model", model), spec.refine());
    }

    private static FitOptions mixtureOptions(EstimatorSpec spec) {
        FitOptions options = fitOptions(spec);
        if (options.psfModel() == PsfModel.IMAGE) {
            throw new ConfigException("metacal brings a PSF of its own: psf model image is for ngmix");
        }
        return options;
    }

    private static FitOptions fitOptions(EstimatorSpec spec) {
        FitOptions options = FitOptions.defaults().withModel(named(MixtureModel.class, "model", spec.model()));
        PsfModel psfModel = named(PsfModel.class, "psf model", spec.psfModel());
        try {
            return options.withPsfModel(psfModel);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("psf model " + spec.psfModel() + ": " + e.getMessage());
        }
    }

    private static <E extends Enum<E>> E named(Class<E> type, String what, String name) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new ConfigException("no " + what + " '" + name + "' (supported: "
                + java.util.Arrays.stream(type.getEnumConstants())
                        .map(v -> v.name().toLowerCase(java.util.Locale.ROOT))
                        .collect(java.util.stream.Collectors.joining(", "))
                + ")");
    }
}
