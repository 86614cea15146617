package org.shearnet.study;

import java.util.List;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Which of a benchmark's estimators a study looks at. */
public final class StudiedEstimator {

    private StudiedEstimator() {}

    /**
     * Its place among the estimators: the one that the study names; else the experiment's own network; else the only one.
     *
     * @throws org.shearnet.galaxysim.yaml.ConfigException where that is none or several
     */
    public static int of(Study study, Experiment experiment) {
        List<EstimatorSpec> all = experiment.benchmark().estimators();
        List<String> labels = all.stream().map(EstimatorSpec::label).toList();
        YamlNode key = study.root().find("estimator");
        if (key != null) {
            if (!labels.contains(study.estimator())) {
                throw key.unknown("estimator", study.estimator(), labels);
            }
            return labels.indexOf(study.estimator());
        }
        List<EstimatorSpec> own =
                all.stream().filter(s -> "".equals(s.network())).toList();
        if (own.size() == 1) {
            return all.indexOf(own.get(0));
        }
        if (all.size() == 1) {
            return 0;
        }
        throw study.root()
                .get("base")
                .error("its benchmark has " + (own.isEmpty() ? "no network of its own" : "several") + " among "
                        + String.join(", ", labels) + "; write 'estimator: LABEL' for the one that is looked at");
    }
}
