package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.features.FeatureSizes;
import org.shearnet.features.Label;
import org.shearnet.features.WindowFeatures;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.engine.Activation;

/**
 * A function of moments before the PSF, see {@link WindowFeatures}: independent of the PSF but for the noise, of pixel scale, counts
 * and size of the stamp, and smooth, so that its response to shear is known. It predicts g1 and g2 alone.
 */
record DeconvolvedMoments() implements Architecture {

    static final Keys KEYS = Keys.none();

    static Architecture parse(YamlNode section, Void nothing) {
        YamlNode outputs = section.find("outputs");
        if (outputs != null && outputs.items().size() != 2) {
            throw outputs.error("'deconvolved-moments' predicts the shear alone: [g1, g2]");
        }
        if (section.has("inputs") && !section.get("inputs").items().isEmpty()) {
            throw section.get("inputs")
                    .error("'deconvolved-moments' sees moments before the PSF and nothing beside them");
        }
        if (section.text("activation", "tanh").equals("relu")) {
            throw section.get("activation")
                    .error("'deconvolved-moments' must be smooth for its response to shear: tanh or gelu");
        }
        return new DeconvolvedMoments();
    }

    @Override
    public String name() {
        return "deconvolved-moments";
    }

    @Override
    public void build(GraphPlan plan) {
        plan.finishWithCorrections(plan.moments(), WindowFeatures.SHAPES);
    }

    @Override
    public Map<String, Object> knobs() {
        return Map.of();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(64, 64);
    }

    @Override
    public List<Label> usualOutputs() {
        return List.of(Label.G1, Label.G2);
    }

    @Override
    public Activation usualActivation() {
        return Activation.TANH;
    }

    @Override
    public boolean seesStamp() {
        return false;
    }

    @Override
    public FeatureSizes corrects() {
        return WindowFeatures.SIZES;
    }

    @Override
    public boolean deconvolves() {
        return true;
    }
}
