package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.shearnet.galaxysim.yaml.ConfigException;
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
 * @param ensemble members of an ensemble of seeds; 1 for the network alone
 * @param dropout passes with other numbers dropped each time; 0 for one without
 */
record NetworkMethod(
        String network,
        int refine,
        MixtureModel model,
        NamedPriors.Named prior,
        boolean analytic,
        int ensemble,
        int dropout)
        implements EstimatorMethod {

    static final Keys KEYS = Keys.none()
            .may("network", "run folder, an experiment's YAML, or the name of a shipped network; the experiment's own")
            .may("refine", "Gauss-Newton steps on an exact model, from the network's prediction; 0")
            .may("model", "gauss, exp or dev, to refine on; the network's own")
            .may("prior", NamedPriors.HELP + ", of the refinement")
            .may(
                    "ensemble",
                    "N networks of train.seed and the next seeds, trained where missing: the mean, its error with their scatter")
            .may(
                    "dropout",
                    "N passes with other numbers dropped, for networks with dropout: the mean, its error with their scatter");

    /** More networks than anybody trains. */
    private static final int MOST_MEMBERS = 100;

    /** More passes do not tell more: the scatter is known to 2 per cent. */
    private static final int MOST_PASSES = 1000;

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
        boolean analytic = Calibrations.parse(section).analytic();
        if (analytic && (steps > 0 || section.has("metacal"))) {
            throw section.get(Calibrations.KEY)
                    .error("a network's own response is not that of its answer refined or metacalibrated");
        }
        int ensemble = section.has("ensemble") ? section.get("ensemble").count(2, MOST_MEMBERS) : 1;
        int dropout = section.has("dropout") ? section.get("dropout").count(2, MOST_PASSES) : 0;
        for (String key : new String[] {"ensemble", "dropout"}) {
            if (section.has(key) && steps > 0) {
                throw section.get(key)
                        .error("a refinement ends where the pixels say, whatever network it began with;"
                                + " its error is that of the fit");
            }
            if (section.has(key) && section.has("metacal")) {
                throw section.get(key)
                        .error("errors under metacalibration are those of the noise in its images; the"
                                + " scatter that this key is for would be lost");
            }
            if (section.has(key) && analytic) {
                throw section.get(key).error("the analytic response is that of one network without dropout");
            }
        }
        return new NetworkMethod(section.text("network", ""), steps, model, prior, analytic, ensemble, dropout);
    }

    @Override
    public String label() {
        String name =
                network.isEmpty() ? "network" : network.replaceFirst("^.*/", "").replaceFirst("\\.ya?ml$", "");
        return name
                + (refine == 0 ? "" : "+refine" + refine)
                + (ensemble == 1 ? "" : "-ensemble" + ensemble)
                + (dropout == 0 ? "" : "-dropout" + dropout);
    }

    @Override
    public ShearEstimator make(String label, Networks networks) {
        if (ensemble > 1) {
            List<NetworkEstimator> members = IntStream.range(0, ensemble)
                    .mapToObj(k -> dropping(networks.member(label, network, k)))
                    .toList();
            members.forEach(member -> member.checkAlike(members.get(0)));
            return new EnsembleEstimator(label, members);
        }
        NetworkEstimator named = dropping(networks.find(label, network));
        NetworkEstimator found = analytic ? named.responding() : named;
        return refine == 0
                ? found
                : new RefinedEstimator(
                        label, found, model == null ? found.galaxyModel() : model, refine, prior.prior());
    }

    @Override
    public ExposureEstimator exposures(String label, Networks networks) {
        if (refine > 0 || ensemble > 1) {
            throw new ConfigException(
                    "the network '" + label + "': several exposures of an object are measured by one network,"
                            + " without " + (refine > 0 ? "refine" : "ensemble"));
        }
        NetworkEstimator named = dropping(networks.find(label, network));
        return (analytic ? named.responding() : named).exposures();
    }

    private NetworkEstimator dropping(NetworkEstimator found) {
        return dropout == 0 ? found : found.dropping(dropout);
    }

    @Override
    public boolean repeats() {
        return ensemble > 1 || dropout > 0;
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
        if (ensemble > 1) {
            cards.put("ENSEMBLE", Integer.toString(ensemble));
        }
        if (dropout > 0) {
            cards.put("DROPOUT", Integer.toString(dropout));
        }
        cards.put("CALIBRAT", analytic ? "analytic" : "none");
        return cards;
    }
}
