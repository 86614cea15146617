package org.shearnet.config;

import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * One estimator as a YAML or a command line names it.
 *
 * @param method one of {@link #METHODS}
 * @param label what tables and plots call it
 * @param model galaxy model of a fit ({@code gauss}, {@code exp}, ...)
 * @param psfModel PSF model of a fit ({@code gauss}, {@code em3}, ...)
 * @param network a run folder or another experiment's YAML; empty for the experiment's own network
 * @param prior name of the fit's prior; {@code none} for |g| &lt; 1 and T &gt; 0 alone
 */
public record EstimatorSpec(String method, String label, String model, String psfModel, String network, String prior) {

    /** All methods, as {@code measure --method} names them. */
    public static final List<String> METHODS = List.of("network", "ngmix", "metacal", "admom", "regauss");

    static EstimatorSpec parse(YamlNode node) {
        String method = node.get("method").oneOf(METHODS);
        EstimatorSpec spec = new EstimatorSpec(
                method,
                node.text("label", ""),
                node.text("model", "gauss"),
                node.text("psf_model", "gauss"),
                node.text("network", ""),
                node.text("prior", "none"));
        node.rejectUnknown();
        return spec.label().isEmpty() ? spec.withLabel(spec.defaultLabel()) : spec;
    }

    EstimatorSpec withLabel(String newLabel) {
        return new EstimatorSpec(method, newLabel, model, psfModel, network, prior);
    }

    private String defaultLabel() {
        return switch (method) {
            case "ngmix", "metacal" -> method + "-" + model + (psfModel.equals("gauss") ? "" : "-" + psfModel);
            case "network" ->
                network.isEmpty() ? "network" : network.replaceFirst("^.*/", "").replaceFirst("\\.ya?ml$", "");
            default -> method;
        };
    }

    /** The estimators of a benchmark whose YAML names none. */
    static List<EstimatorSpec> defaults() {
        return List.of(of("network"), of("ngmix"), of("admom"));
    }

    private static EstimatorSpec of(String method) {
        EstimatorSpec spec = new EstimatorSpec(method, "", "gauss", "gauss", "", "none");
        return spec.withLabel(spec.defaultLabel());
    }
}
