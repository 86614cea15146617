package org.shearnet.estimate;

import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.metacal.MetacalOptions;

/**
 * One estimator as a YAML or a command line names it.
 *
 * @param method one of {@link Estimators#methods()}
 * @param label what tables and plots call it
 * @param model galaxy model of a fit ({@code gauss}, {@code exp}, ...); empty for a network's own
 * @param psfModel PSF model of a fit ({@code gauss}, {@code em3}, ...)
 * @param network a run folder, another experiment's YAML or the name of a shipped network; empty for the experiment's
 *     own network
 * @param refine Gauss-Newton steps from a network's answer; 0 for none
 * @param prior name of the fit's prior; {@code none} for |g| &lt; 1 and T &gt; 0 alone
 * @param metacal the knobs with which the estimator measures metacalibration's images and so gives its own response; null
 *     where it measures the stamps alone
 */
public record EstimatorSpec(
        String method,
        String label,
        String model,
        String psfModel,
        String network,
        int refine,
        String prior,
        MetacalOptions metacal) {

    /** Most Gauss-Newton steps of a refinement. */
    public static final int MOST_STEPS = 100;

    /** The method that is metacalibration of a fit. */
    public static final String METACAL = "metacal";

    /** The spec in a YAML. */
    public static EstimatorSpec parse(YamlNode node) {
        String method = node.get("method").oneOf(Estimators.methods());
        EstimatorSpec spec = new EstimatorSpec(
                method,
                node.text("label", ""),
                node.text("model", defaultModel(method)),
                node.text("psf_model", "gauss"),
                node.text("network", ""),
                refine(node, method),
                node.text("prior", "none"),
                metacal(node, method));
        node.rejectUnknown();
        return spec.label().isEmpty() ? spec.withLabel(spec.defaultLabel()) : spec;
    }

    private static MetacalOptions metacal(YamlNode node, String method) {
        YamlNode metacal = node.find("metacal");
        boolean own = method.equals(METACAL);
        if (metacal == null) {
            return defaultMetacal(method);
        }
        if (metacal.isMap()) {
            return NamedMetacal.parse(metacal);
        }
        boolean wanted = metacal.bool();
        if (own) {
            throw metacal.error("'true' and 'false' are for the other methods; this one is metacalibration already");
        }
        return wanted ? MetacalOptions.defaults() : null;
    }

    /** The knobs of metacalibration of a method that is given none: null for all but {@code metacal}. */
    public static MetacalOptions defaultMetacal(String method) {
        return method.equals(METACAL) ? MetacalOptions.defaults() : null;
    }

    /** The galaxy model of a method that is given none. */
    public static String defaultModel(String method) {
        return method.equals("network") ? "" : "gauss";
    }

    private static int refine(YamlNode node, String method) {
        long steps = node.integer("refine", 0);
        if (steps < 0 || steps > MOST_STEPS) {
            throw node.get("refine").error("expected 0 to " + MOST_STEPS + " steps, found " + steps);
        }
        if (steps > 0 && !method.equals("network")) {
            throw node.get("refine").error("a refinement starts from a network; the method here is '" + method + "'");
        }
        return (int) steps;
    }

    EstimatorSpec withLabel(String newLabel) {
        return new EstimatorSpec(method, newLabel, model, psfModel, network, refine, prior, metacal);
    }

    private String defaultLabel() {
        String plain = switch (method) {
            case "ngmix", METACAL -> method + "-" + model + (psfModel.equals("gauss") ? "" : "-" + psfModel);
            case "network" ->
                (network.isEmpty()
                                ? "network"
                                : network.replaceFirst("^.*/", "").replaceFirst("\\.ya?ml$", ""))
                        + (refine == 0 ? "" : "+refine" + refine);
            default -> method;
        };
        if (metacal == null) {
            return plain;
        }
        String target = NamedMetacal.name(metacal.target());
        boolean usual = metacal.target().equals(MetacalOptions.defaults().target());
        return plain + (method.equals(METACAL) ? "" : "-" + METACAL) + (usual ? "" : "-" + target);
    }

    /** The estimators of a benchmark whose YAML names none. */
    public static List<EstimatorSpec> defaults() {
        return List.of(of("network"), of("ngmix"), of("admom"));
    }

    /** A method with everything else as it is by default. */
    public static EstimatorSpec of(String method) {
        EstimatorSpec spec =
                new EstimatorSpec(method, "", defaultModel(method), "gauss", "", 0, "none", defaultMetacal(method));
        return spec.withLabel(spec.defaultLabel());
    }
}
