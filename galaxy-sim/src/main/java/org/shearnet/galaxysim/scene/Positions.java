package org.shearnet.galaxysim.scene;

import java.util.List;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads positions (x, y), which each galaxy draws anew. */
final class Positions {

    static final Vocabulary<Positions, Drawn<double[]>> WORDS = GalSimWords.<Positions, Drawn<double[]>>vocabulary(
                    "Positions", "`shift` (arcsec), `offset` (pixels), `image_pos`; `[x, y]`, or")
            .register(
                    "XY",
                    "two numbers",
                    Keys.none().must("x", "").must("y", ""),
                    (n, p) -> p.of(n.get("x"), n.get("y")))
            .register("RTheta", "radius and angle", Keys.none().must("r", "").must("theta", ""), (n, p) -> p.polar(n))
            .register(
                    "RandomCircle",
                    "uniform in a circle",
                    Keys.none()
                            .must("radius", "")
                            .may("inner_radius", "0 unless given")
                            .may("center", "`[0, 0]` unless given"),
                    (n, p) -> p.circle(n))
            .register("List", "one of several", Turns.LIST, (n, p) -> Turns.list(n, p.values, p::parse));

    private final Values values;
    private final Angles angles;

    Positions(Values values, Angles angles) {
        this.values = values;
        this.angles = angles;
    }

    /** A position: x, y. */
    Drawn<double[]> parse(YamlNode written) {
        YamlNode node = values.followed(written);
        if (node.isScalar()) {
            throw node.error("'" + node.text() + "' is not a position, as [1.5, -0.5] or {type: XY, x: 1.5, y: -0.5}");
        }
        if (!node.isList()) {
            return WORDS.parse(node, this);
        }
        List<YamlNode> items = node.items();
        if (!items.isEmpty() && items.stream().noneMatch(YamlNode::isScalar)) {
            return Turns.list(node, values, this::parse);
        }
        if (items.size() != 2) {
            throw node.error("a position has two numbers, x and y");
        }
        return of(items.get(0), items.get(1));
    }

    private Drawn<double[]> of(YamlNode x, YamlNode y) {
        return Drawn.ofTwo(values.number(x), values.number(y), (a, b) -> new double[] {a, b});
    }

    private Drawn<double[]> polar(YamlNode node) {
        return Drawn.ofTwo(values.number(node.get("r")), angles.parse(node.get("theta")), (r, t) ->
                new double[] {r * Math.cos(t), r * Math.sin(t)});
    }

    private Drawn<double[]> circle(YamlNode node) {
        values.randomise();
        Drawn<Double> outer = values.number(node.get("radius"));
        Drawn<Double> inner = values.optional(node, "inner_radius", 0);
        if (outer.isConstant() && inner.isConstant()) {
            double least = inner.draw(Draw.ofConstants());
            if (!(least >= 0 && least < outer.draw(Draw.ofConstants()))) {
                throw node.error("inner_radius must lie between 0 and radius");
            }
        }
        Drawn<double[]> centre = node.has("center") ? parse(node.get("center")) : Drawn.constant(new double[2]);
        values.note(node.path() + ".x");
        values.note(node.path() + ".y");
        return d -> {
            double least = inner.draw(d);
            double most = outer.draw(d);
            if (!(least >= 0 && least <= most)) {
                throw new IllegalArgumentException(node.path() + ": inner_radius must lie between 0 and radius");
            }
            RandomStream random = d.stream(node.path());
            double r = Math.sqrt(least * least + (most * most - least * least) * random.nextDouble());
            double theta = 2 * Math.PI * random.nextDouble();
            double[] c = centre.draw(d);
            return new double[] {
                d.record(node.path() + ".x", c[0] + r * Math.cos(theta)),
                d.record(node.path() + ".y", c[1] + r * Math.sin(theta))
            };
        };
    }
}
