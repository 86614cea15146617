package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.shearnet.config.EstimatorSpec;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.metacal.MetacalOptions;

/** Makes the estimators that a YAML or a command line names. A new one is a class and a line here. */
public final class Estimators {

    private Estimators() {}

    /** Finds the trained network that an estimator's {@code network} names. */
    @FunctionalInterface
    public interface Networks {
        ShearEstimator estimator(EstimatorSpec spec);
    }

    /**
     * Makes an estimator.
     *
     * @param networks finds trained networks
     * @throws ConfigException where a model is not known
     */
    public static ShearEstimator create(EstimatorSpec spec, Networks networks) {
        return switch (spec.method()) {
            case "network" -> networks.estimator(spec);
            case "ngmix" -> new FitEstimator(spec.label(), fitOptions(spec));
            case "metacal" -> new MetacalEstimator(spec.label(), MetacalOptions.defaults(), mixtureOptions(spec));
            case "admom" -> new AdaptiveMomentsEstimator(spec.label());
            case "regauss" -> new RegaussEstimator(spec.label());
            default -> throw new IllegalArgumentException("no method '" + spec.method() + "'");
        };
    }

    private static FitOptions mixtureOptions(EstimatorSpec spec) {
        FitOptions options = fitOptions(spec);
        if (options.psfModel() == PsfModel.IMAGE) {
            throw new ConfigException("metacal brings a PSF of its own: psf model image is for ngmix");
        }
        return options;
    }

    private static FitOptions fitOptions(EstimatorSpec spec) {
        FitOptions options =
                FitOptions.defaults().withModel(model(spec.model())).withPrior(NamedPriors.of(spec.prior()));
        PsfModel psfModel = named(List.of(PsfModel.values()), "psf model", spec.psfModel());
        try {
            return options.withPsfModel(psfModel);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("psf model " + spec.psfModel() + ": " + e.getMessage());
        }
    }

    private static GalaxyModel model(String name) {
        List<GalaxyModel> all = new ArrayList<>(List.of(MixtureModel.values()));
        all.addAll(List.of(BulgeDisk.values()));
        return named(all, "model", name);
    }

    private static <E> E named(List<? extends E> values, String what, String name) {
        for (E value : values) {
            if (value.toString().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new ConfigException("no " + what + " '" + name + "' (supported: "
                + values.stream()
                        .map(v -> v.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + ")");
    }
}
