package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;

/** Makes the estimators that a YAML or a command line names. A new one is a class and a line here. */
public final class Estimators {

    private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put("network", (spec, networks) -> refined(spec, networks.estimator(spec)));
        MAKERS.put("ngmix", (spec, networks) -> new FitEstimator(spec.label(), fitOptions(spec)));
        MAKERS.put(
                EstimatorSpec.METACAL,
                (spec, networks) -> new MetacalEstimator(spec.label(), spec.metacal(), mixtureOptions(spec)));
        MAKERS.put("admom", (spec, networks) -> new AdaptiveMomentsEstimator(spec.label()));
        MAKERS.put("regauss", (spec, networks) -> new RegaussEstimator(spec.label()));
    }

    private Estimators() {}

    /** Finds the trained network that an estimator's {@code network} names. */
    @FunctionalInterface
    public interface Networks {
        NetworkEstimator estimator(EstimatorSpec spec);
    }

    @FunctionalInterface
    private interface Maker {
        ShearEstimator make(EstimatorSpec spec, Networks networks);
    }

    /** The names of all methods. */
    public static List<String> methods() {
        return List.copyOf(MAKERS.keySet());
    }

    /**
     * Makes an estimator.
     *
     * @param networks finds trained networks
     * @throws ConfigException where a model is not known
     */
    public static ShearEstimator create(EstimatorSpec spec, Networks networks) {
        Maker maker = MAKERS.get(spec.method());
        if (maker == null) {
            throw new IllegalArgumentException("no method '" + spec.method() + "'");
        }
        checkPrior(spec);
        ShearEstimator plain = maker.make(spec, networks);
        return spec.metacal() == null || plain instanceof MetacalEstimator
                ? plain
                : new MetacalibratedEstimator(plain, spec.metacal());
    }

    /**
     * Checks what can be checked without a network, before one is trained.
     *
     * @throws ConfigException where a model is not known
     */
    public static void check(EstimatorSpec spec) {
        if (!spec.method().equals("network")) {
            create(spec, null);
            return;
        }
        checkPrior(spec);
        if (!spec.model().isEmpty()) {
            named(List.of(MixtureModel.values()), "model", spec.model());
        }
    }

    private static void checkPrior(EstimatorSpec spec) {
        boolean fits = spec.method().equals("ngmix") || spec.method().equals("metacal") || spec.refine() > 0;
        if (!fits && !NamedPriors.of(spec.prior()).isNone()) {
            throw new ConfigException("a prior is for fits and refinements; " + spec.method() + " makes none");
        }
    }

    private static ShearEstimator refined(EstimatorSpec spec, NetworkEstimator network) {
        if (spec.refine() == 0) {
            return network;
        }
        MixtureModel model = spec.model().isEmpty()
                ? network.galaxyModel()
                : named(List.of(MixtureModel.values()), "model", spec.model());
        return new RefinedEstimator(spec.label(), network, model, spec.refine(), NamedPriors.of(spec.prior()));
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
