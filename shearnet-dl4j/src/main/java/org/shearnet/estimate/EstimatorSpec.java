package org.shearnet.estimate;

import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.metacal.MetacalOptions;

/**
 * One estimator as a YAML or a command line names it.
 *
 * @param word the name of the method, one of {@link Estimators#METHODS}
 * @param label what tables and plots call it
 * @param method the method with its knobs
 * @param metacal the knobs with which it measures metacalibration's images and so gives its own response; null where it
 *     measures the stamps alone
 */
public record EstimatorSpec(String word, String label, EstimatorMethod method, MetacalOptions metacal) {

    /** The spec of a section {@code {method: ..., label: ..., metacal: ..., }} with the keys of its method. */
    public static EstimatorSpec parse(YamlNode node) {
        String word = Estimators.METHODS.word(node).names().get(0);
        EstimatorMethod method = Estimators.METHODS.parsePart(node, null);
        MetacalOptions metacal = metacal(node, method);
        String label = node.text("label", "");
        node.rejectUnknown();
        return new EstimatorSpec(word, label.isEmpty() ? defaultLabel(method, metacal) : label, method, metacal);
    }

    private static MetacalOptions metacal(YamlNode node, EstimatorMethod method) {
        YamlNode metacal = node.find("metacal");
        MetacalOptions own = method.ownMetacal();
        if (metacal == null) {
            return own;
        }
        if (metacal.isMap()) {
            return NamedMetacal.parse(metacal);
        }
        boolean wanted = metacal.bool();
        if (own != null) {
            throw metacal.error("'true' and 'false' are for the other methods; this one is metacalibration already");
        }
        return wanted ? MetacalOptions.defaults() : null;
    }

    private static String defaultLabel(EstimatorMethod method, MetacalOptions metacal) {
        if (metacal == null) {
            return method.label();
        }
        boolean usual = metacal.target().equals(MetacalOptions.defaults().target());
        return method.label()
                + (method.ownMetacal() != null ? "" : "-metacal")
                + (usual ? "" : "-" + NamedMetacal.name(metacal.target()));
    }

    /** Makes the estimator. */
    public ShearEstimator make(EstimatorMethod.Networks networks) {
        return metacal == null ? method.make(label, networks) : method.metacalibrated(label, metacal, networks);
    }

    /** The network that it names, empty for the experiment's own; null where it has none. */
    public String network() {
        return method.network();
    }
}
