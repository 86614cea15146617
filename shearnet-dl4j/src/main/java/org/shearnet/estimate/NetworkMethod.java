package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.gmix.MixtureModel;

/**
 * A trained network, its prediction refined where wanted: {@code network}.
 *
 * @param network a run folder, another experiment's YAML or the name of a shipped network; empty for the experiment's own
 * @param refine Gauss-Newton steps from the network's prediction; 0 for none
 * @param model on which it is refined; null for the network's own
 * @param prior of the refinement
 * @param analytic whether each answer brings its analytic response to shear
 */
record NetworkMethod(String network, int refine, MixtureModel model, NamedPriors.Named prior, boolean analytic)
        implements EstimatorMethod {

    private static final String CALIBRATE = "calibrate";

    static final Keys KEYS = Keys.none()
            .may("network", "run folder, an experiment's YAML, or the name of a shipped network; the experiment's own")
            .may("refine", "Gauss-Newton steps on an exact model, from the network's prediction; 0")
            .may("model", "gauss, exp or dev, to refine on; the network's own")
            .may("prior", NamedPriors.HELP + ", of the refinement")
            .may(CALIBRATE, "analytic: each answer with its response to shear, for networks of moments before the PSF");

    /** Most Gauss-Newton steps of a refinement. */
    private static final int MOST_STEPS = 100;

    static NetworkMethod parse(YamlNode section, Void nothing) {
        int steps = section.has("refine") ? section.get("refine").count(0, MOST_STEPS) : 0;
        MixtureModel model = FitWords.mixture(section);
        NamedPriors.Named prior = NamedPriors.parse(section);
        for (String key : new String[] {"model", "prior"}) {
            if (steps == 0 && section.has(key)) {
                throw section.get(key).error("a " + key + " is for fits and refinements: give refine, too");
            }
        }
        boolean analytic = section.has(CALIBRATE);
        if (analytic) {
            section.get(CALIBRATE).oneOf("analytic");
        }
        if (analytic && (steps > 0 || section.has("metacal"))) {
            throw section.get(CALIBRATE)
                    .error("a network's own response is not that of its answer refined or metacalibrated");
        }
        return new NetworkMethod(section.text("network", ""), steps, model, prior, analytic);
    }

    @Override
    public String label() {
        String name =
                network.isEmpty() ? "network" : network.replaceFirst("^.*/", "").replaceFirst("\\.ya?ml$", "");
        return name + (refine == 0 ? "" : "+refine" + refine);
    }

    @Override
    public ShearEstimator make(String label, Networks networks) {
        NetworkEstimator named = networks.find(label, network);
        NetworkEstimator found = analytic ? named.responding() : named;
        return refine == 0
                ? found
                : new RefinedEstimator(
                        label, found, model == null ? found.galaxyModel() : model, refine, prior.prior());
    }

    @Override
    public boolean responds() {
        return analytic;
    }

    @Override
    public boolean weighs() {
        return analytic;
    }

    @Override
    public boolean usesCorrelation() {
        return analytic;
    }

    @Override
    public Map<String, String> cards() {
        Map<String, String> cards = new LinkedHashMap<>();
        if (model != null) {
            cards.put("MODEL", FitWords.word(model));
        }
        if (refine > 0) {
            cards.put("PRIOR", prior.name());
        }
        cards.put("NETWORK", network);
        cards.put("REFINE", Integer.toString(refine));
        cards.put("CALIBRAT", analytic ? "analytic" : "none");
        return cards;
    }
}
