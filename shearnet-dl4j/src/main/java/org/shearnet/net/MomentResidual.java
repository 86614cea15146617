package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.features.FeatureSizes;
import org.shearnet.features.MomentFeatures;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.layer.Dense;

/**
 * Corrections to adaptive moments, see {@link MomentFeatures}: one branch for what moments get wrong without noise, one for what
 * the noise does. Convolutions of stamp and PSF join both where channels are given.
 */
record MomentResidual(Stages stages) implements Architecture {

    static final Keys KEYS = Stages.KEYS;

    /** Numbers that the convolutions add to the moments. */
    private static final int CONVOLVED = 32;

    static Architecture parse(YamlNode section, Void nothing) {
        return new MomentResidual(Stages.parse(section, List.of()));
    }

    @Override
    public String name() {
        return "moment-residual";
    }

    @Override
    public void build(GraphPlan plan) {
        String noiseFree = plan.withAuxiliary(plan.moments());
        if (seesStamp()) {
            String features = stages.fork(plan, plan.stamp(), plan.psf(), plan.activation());
            noiseFree = plan.concatenate(noiseFree, plan.add(new Dense(CONVOLVED, plan.activation()), features));
        }
        plan.finishWithCorrections(noiseFree, MomentFeatures.SHAPES);
    }

    @Override
    public Map<String, Object> knobs() {
        return stages.knobs();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(96, 96);
    }

    @Override
    public Activation usualActivation() {
        return Activation.TANH;
    }

    @Override
    public boolean seesStamp() {
        return !stages.channels().isEmpty();
    }

    @Override
    public boolean seesPsf() {
        return seesStamp();
    }

    @Override
    public FeatureSizes corrects() {
        return MomentFeatures.SIZES;
    }
}
