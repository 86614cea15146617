package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Domain;
import org.shearnet.net.FirstWeights;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.engine.Shape;

/** The effective field of random linear layers is known: the sum over layers of j^2 d^2 (k^2 - 1)/12 is its square. */
class EffectiveFieldTest {

    private static final Shape STAMP = new Shape(53, 53, 1);

    /** Against 4.583 px^2; measured 4.56 over these draws. */
    private static final double TOLERANCE = 0.03;

    private static final int DRAWS = 24;

    @Test
    void enhancedWithRandomLinearWeights() {
        NetworkSpec spec =
                NetworkSpec.parse(YamlReader.parse("n.yaml", "{architecture: enhanced, activation: identity}"));
        double sum = 0;
        double centre = 0;
        for (int seed = 0; seed < DRAWS; seed++) {
            LocalNetwork network = LocalNetwork.of(model(spec, seed));
            EffectiveField field = EffectiveField.of(
                    List.of(network.at(new double[STAMP.size()], null, 1)), network.vertex("pooling2"), 32, STAMP);
            sum += (field.x() * field.x() + field.y() * field.y()) / 2 / DRAWS;
            centre += (field.centreX() + field.centreY()) / 2 / DRAWS;
        }
        double known = 8 / 12.0 + 3 / 12.0 + 4 * 8 / 12.0 + 4 * 3 / 12.0;
        assertThat(sum).isCloseTo(known, within(TOLERANCE * known));
        assertThat(centre).isCloseTo(25.5, within(0.1));
    }

    private static Model model(NetworkSpec spec, long seed) {
        int labels = spec.outputs().size();
        List<Double> zeros = new ArrayList<>(Collections.nCopies(labels, 0.0));
        List<Double> ones = new ArrayList<>(Collections.nCopies(labels, 1.0));
        Normalisation plain = new Normalisation(
                spec.imageScale(), 0, 1, 0, 1, List.of(), List.of(), zeros, ones, new Domain(0.141, 0, 0, 0, 0));
        return new Model(spec, STAMP, STAMP, plain, FirstWeights.of(spec, STAMP, STAMP, seed), "", Map.of());
    }
}
