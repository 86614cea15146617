package org.shearnet.galaxysim.scene;

import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads angles, shapes and positions. */
final class Geometry {

    private final Angles angles;
    private final Shears shears;
    private final Positions positions;

    Geometry(Values values) {
        angles = new Angles(values);
        shears = new Shears(values, angles);
        positions = new Positions(values, angles);
    }

    /** An angle (radians). */
    Drawn<Double> angle(YamlNode node) {
        return angles.parse(node);
    }

    /** A shape. */
    Drawn<Shear> shear(YamlNode node) {
        return shears.parse(node);
    }

    /** A position: x, y. */
    Drawn<double[]> position(YamlNode node) {
        return positions.parse(node);
    }
}
