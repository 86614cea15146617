package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.layer.Orbit;
import org.shearnet.net.layer.OrbitMean;

/**
 * EnhancedGalaxyNN's layers on the stamp and, with weights of their own, on the PSF image.
 *
 * @param symmetric whether under the eight rotations and reflections of stamp and PSF, averaged with the signs of a shear:
 *     {@code d4}
 */
record Fork(Stages stages, boolean symmetric) implements Architecture {

    static final Keys KEYS = Stages.KEYS;

    static Architecture plain(YamlNode section, Void nothing) {
        return new Fork(Stages.parse(section, List.of(16, 32)), false);
    }

    static Architecture d4(YamlNode section, Void nothing) {
        return new Fork(Stages.parse(section, List.of(16, 32)), true);
    }

    @Override
    public String name() {
        return symmetric ? "d4" : "fork";
    }

    @Override
    public void build(GraphPlan plan) {
        if (!symmetric) {
            plan.finishWith(stages.fork(plan, plan.stamp(), plan.psf(), plan.activation()));
            return;
        }
        String features = stages.fork(
                plan, plan.add(new Orbit(), plan.stamp()), plan.add(new Orbit(), plan.psf()), plan.activation());
        String side = plan.hasAuxiliary() ? plan.add(new Orbit(), plan.auxiliary()) : null;
        String at = side == null ? features : plan.concatenate(features, side);
        plan.finish(plan.add(
                new OrbitMean(plan.outputs().indexOf(Label.G1), plan.outputs().indexOf(Label.G2)),
                plan.prediction(at)));
    }

    @Override
    public Map<String, Object> knobs() {
        return stages.knobs();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(128);
    }

    @Override
    public boolean seesPsf() {
        return true;
    }
}
