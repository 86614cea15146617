package org.shearnet.estimate;

import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * One estimator as a YAML or a command line names it.
 *
 * @param method one of {@link Estimators#methods()}
 * @param label what tables and plots call it
 * @param model galaxy model of a fit ({@code gauss}, {@code exp}, ...)
 * @param psfModel PSF model of a fit ({@code gauss}, {@code em3}, ...)
 * @param network a run folder or another experiment's YAML; empty for the experiment's own network
 * @param prior name of the fit's prior; {@code none} for |g| &lt; 1 and T &gt; 0 alone
 * @param metacal whether the estimator measures metacalibration's images and so gives its own response
 */
public record EstimatorSpec(
        String method, String label, String model, String psfModel, String network, String prior, boolean metacal) {

    /** The spec in a YAML. */
    public static EstimatorSpec parse(YamlNode node) {
        String method = node.get("method").oneOf(Estimators.methods());
        EstimatorSpec spec = new EstimatorSpec(
                method,
                node.text("label", ""),
                node.text("model", "gauss"),
                node.text("psf_model", "gauss"),
                node.text("network", ""),
                node.text("prior", "none"),
                node.bool("metacal", false));
        if (spec.metacal && method.equals("metacal")) {
            throw node.error("'metacal: true' is for the other methods; this one is metacalibration already");
        }
        node.rejectUnknown();
        return spec.label().isEmpty() ? spec.withLabel(spec.defaultLabel()) : spec;
    }

    EstimatorSpec withLabel(String newLabel) {
        return new EstimatorSpec(method, newLabel, model, psfModel, network, prior, metacal);
    }

    private String defaultLabel() {
        String plain = switch (method) {
            case "ngmix", "metacal" -> method + "-" + model + (psfModel.equals("gauss") ? "" : "-" + psfModel);
            case "network" ->
                network.isEmpty() ? "network" : network.replaceFirst("^.*/", "").replaceFirst("\\.ya?ml$", "");
            default -> method;
        };
        return metacal ? plain + "-metacal" : plain;
    }

    /** The estimators of a benchmark whose YAML names none. */
    public static List<EstimatorSpec> defaults() {
        return List.of(of("network"), of("ngmix"), of("admom"));
    }

    /** A method with everything else as it is by default. */
    public static EstimatorSpec of(String method) {
        EstimatorSpec spec = new EstimatorSpec(method, "", "gauss", "gauss", "", "none", false);
        return spec.withLabel(spec.defaultLabel());
    }
}
