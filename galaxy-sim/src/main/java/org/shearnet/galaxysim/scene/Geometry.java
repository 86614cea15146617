package org.shearnet.galaxysim.scene;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads angles, shapes and positions of GalSim's configuration vocabulary, which each galaxy draws anew. */
final class Geometry {

    private static final int MOST_ATTEMPTS = 100_000;
    private static final Pattern ANGLE = Pattern.compile("([-+0-9.eE_]+)\\s*([A-Za-z]+)");

    private final Values values;

    Geometry(Values values) {
        this.values = values;
    }

    /** Follows {@code @path}. */
    private YamlNode followed(YamlNode node) {
        if (!node.isScalar()) {
            return node;
        }
        if (node.text().startsWith("$")) {
            throw node.error(
                    "an expression gives a number, which goes inside, as {type: Degrees, theta: $...} or {type: XY, x: $..., y: 0}");
        }
        return node.text().startsWith("@") ? values.target(node, node.text().substring(1)) : node;
    }

    /** An angle (radians): {@code 30 deg}, {@code 0.5 rad}, or a rule. */
    Drawn<Double> angle(YamlNode written) {
        YamlNode node = followed(written);
        Drawn<Double> angle = angleOf(node);
        if (node.isMap()) {
            node.rejectUnknown();
        }
        return angle;
    }

    private Drawn<Double> angleOf(YamlNode node) {
        if (node.isScalar()) {
            return Drawn.constant(radians(node));
        }
        if (node.isList()) {
            return noted(node, values.list(node, node.items(), this::angle));
        }
        if (node.has("type")
                && node.get("type").isScalar()
                && node.get("type").text().equals("Catalog")) {
            throw node.error("a catalogue column is a number: write {type: Degrees, theta: {type: Catalog, col: ...}}");
        }
        String type = Vocabulary.ANGLES.type(node, Set.of());
        switch (type) {
            case "Degrees", "Deg", "Radians", "Rad" -> {
                Drawn<Double> theta = values.number(node.get("theta"));
                double unit = type.startsWith("D") ? Math.PI / 180 : 1;
                return theta.isConstant()
                        ? Drawn.constant(unit * theta.draw(Draw.ofConstants()))
                        : d -> unit * theta.draw(d);
            }
            case "Random" -> {
                values.randomise();
                Drawn<Double> min = node.has("min") ? angle(node.get("min")) : Drawn.constant(0.0);
                Drawn<Double> max = node.has("max") ? angle(node.get("max")) : Drawn.constant(2 * Math.PI);
                return noted(node, d -> {
                    double low = min.draw(d);
                    return low + (max.draw(d) - low) * d.stream(node.path()).nextDouble();
                });
            }
            case "List" -> {
                return noted(node, values.list(node, node.get("items").items(), this::angle));
            }
            default -> {
                node.get("step");
                return noted(node, values.sequence(node, Geometry::radians));
            }
        }
    }

    private Drawn<Double> noted(YamlNode node, Drawn<Double> rule) {
        values.note(node.path());
        return d -> {
            Draw owner = d.owner(node.path());
            return owner.record(node.path(), rule.draw(owner));
        };
    }

    private static double radians(YamlNode node) {
        Matcher matcher = ANGLE.matcher(node.text().strip());
        if (!matcher.matches()) {
            throw node.error("'" + node.text() + "' is not an angle, as '30 deg' or '0.5 rad'");
        }
        double unit = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "deg", "degs", "degree", "degrees" -> Math.PI / 180;
            case "rad", "rads", "radian", "radians" -> 1;
            case "arcmin", "arcminute", "arcminutes" -> Math.PI / 10800;
            case "arcsec", "arcsecond", "arcseconds" -> Math.PI / 648000;
            case "hour", "hours", "hr", "hrs" -> Math.PI / 12;
            default ->
                throw node.error("'" + matcher.group(2) + "' is not a unit of angle (deg, rad, arcmin, arcsec, hours)");
        };
        try {
            return unit * Double.parseDouble(matcher.group(1));
        } catch (NumberFormatException e) {
            throw node.error("'" + matcher.group(1) + "' is not a number");
        }
    }

    /** A shape. Random ones that are impossible, or not below {@code max_g} where that is given, are drawn anew. */
    Drawn<Shear> shear(YamlNode written) {
        YamlNode node = followed(written);
        Drawn<Shear> shear = shearOf(node);
        if (node.isMap()) {
            node.rejectUnknown();
        }
        return shear;
    }

    private Drawn<Shear> shearOf(YamlNode node) {
        if (node.isList()) {
            return values.list(node, node.items(), this::shear);
        }
        String type = Vocabulary.SHEARS.type(node, Set.of());
        if (type.equals("List")) {
            return values.list(node, node.get("items").items(), this::shear);
        }
        Drawn<Shear> raw = switch (type) {
            case "G1G2" -> pair(node, "g1", "g2", Shear::new);
            case "E1E2" -> pair(node, "e1", "e2", Shear::fromE);
            case "Eta1Eta2" -> pair(node, "eta1", "eta2", Shear::fromEta);
            case "GBeta" -> polar(node, "g", Shear::fromPolar);
            case "EBeta" -> polar(node, "e", (e, b) -> Shear.fromE(e * Math.cos(2 * b), e * Math.sin(2 * b)));
            case "EtaBeta" -> polar(node, "eta", (e, b) -> Shear.fromEta(e * Math.cos(2 * b), e * Math.sin(2 * b)));
            default -> polar(node, "q", Shear::fromQBeta);
        };
        double limit = node.has("max_g") ? node.get("max_g").positive() : 1;
        if (raw.isConstant()) {
            Shear shear = attempt(raw, Draw.ofConstants());
            if (shear == null || !(shear.modulus() < limit)) {
                throw node.error("the shape is impossible: |g| must be below " + (limit == 1 ? "1" : limit));
            }
            return Drawn.constant(shear);
        }
        return d -> {
            for (int i = 0; i < MOST_ATTEMPTS; i++) {
                Shear shear = attempt(raw, d);
                if (shear != null && shear.modulus() < limit) {
                    d.settle();
                    return shear;
                }
                d.nextAttempt();
                if (i == 100 && !changes(raw, d)) {
                    break;
                }
            }
            throw node.error("object " + d.index() + ": the shape is impossible: |g| must be below "
                    + (limit == 1 ? "1" : limit));
        };
    }

    private static Shear attempt(Drawn<Shear> raw, Draw draw) {
        try {
            return raw.draw(draw);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether another attempt can give something else: lists and catalogues cannot. */
    private static boolean changes(Drawn<Shear> raw, Draw draw) {
        Shear first = attempt(raw, draw);
        draw.nextAttempt();
        return first == null || !first.equals(attempt(raw, draw));
    }

    /** Makes a value of two numbers. */
    private interface Maker<T> {
        T make(double a, double b);
    }

    private Drawn<Shear> pair(YamlNode node, String first, String second, Maker<Shear> maker) {
        return both(values.number(node.get(first)), values.number(node.get(second)), maker);
    }

    private Drawn<Shear> polar(YamlNode node, String modulus, Maker<Shear> maker) {
        return both(values.number(node.get(modulus)), angle(node.get("beta")), maker);
    }

    private static <T> Drawn<T> both(Drawn<Double> a, Drawn<Double> b, Maker<T> maker) {
        return new Drawn<>() {
            @Override
            public T draw(Draw d) {
                return maker.make(a.draw(d), b.draw(d));
            }

            @Override
            public boolean isConstant() {
                return a.isConstant() && b.isConstant();
            }
        };
    }

    /** A position: x, y. */
    Drawn<double[]> position(YamlNode written) {
        YamlNode node = followed(written);
        Drawn<double[]> position = positionOf(node);
        if (node.isMap()) {
            node.rejectUnknown();
        }
        return position;
    }

    private Drawn<double[]> positionOf(YamlNode node) {
        if (node.isScalar()) {
            throw node.error("'" + node.text() + "' is not a position, as [1.5, -0.5] or {type: XY, x: 1.5, y: -0.5}");
        }
        if (node.isList()) {
            List<YamlNode> items = node.items();
            if (!items.isEmpty() && items.stream().noneMatch(YamlNode::isScalar)) {
                return values.list(node, items, this::position);
            }
            if (items.size() != 2) {
                throw node.error("a position has two numbers, x and y");
            }
            return both(values.number(items.get(0)), values.number(items.get(1)), (x, y) -> new double[] {x, y});
        }
        return switch (Vocabulary.POSITIONS.type(node, Set.of())) {
            case "XY" ->
                both(values.number(node.get("x")), values.number(node.get("y")), (x, y) -> new double[] {x, y});
            case "RTheta" ->
                both(values.number(node.get("r")), angle(node.get("theta")), (r, t) ->
                        new double[] {r * Math.cos(t), r * Math.sin(t)});
            case "RandomCircle" -> circle(node);
            default -> values.list(node, node.get("items").items(), this::position);
        };
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
        Drawn<double[]> centre = node.has("center") ? position(node.get("center")) : Drawn.constant(new double[2]);
        values.note(node.path() + ".x");
        values.note(node.path() + ".y");
        return d -> {
            double least = inner.draw(d);
            double most = outer.draw(d);
            if (!(least >= 0 && least <= most)) {
                throw new IllegalArgumentException(node.path() + ": inner_radius must lie between 0 and radius");
            }
            UniformRandomProvider random = d.stream(node.path());
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
