package org.shearnet.estimate;

import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.metacal.MetacalOptions;

/** Estimators as a YAML names them, none of them a network. */
final class TestEstimators {

    private static final EstimatorMethod.Networks NONE = (label, network) -> {
        throw new AssertionError("no network was asked for");
    };

    private TestEstimators() {}

    /** The estimator of a flow mapping without its braces, say {@code method: ngmix, model: exp}. */
    static ShearEstimator of(String keys) {
        return spec(keys).make(NONE);
    }

    /** The same on metacalibration's images. */
    static ShearEstimator metacalibrated(String keys, MetacalOptions options) {
        return spec(keys).method().metacalibrated("metacalibrated", options, NONE);
    }

    private static EstimatorSpec spec(String keys) {
        return Estimators.parse(YamlReader.parse("e.yaml", "{" + keys + "}"));
    }
}
