package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads values of GalSim's configuration vocabulary: numbers, angles, shapes and positions that each galaxy draws anew. */
final class Values {

    private static final int MOST_ATTEMPTS = 100_000;
    private static final Pattern ANGLE = Pattern.compile("([-+0-9.eE_]+)\\s*([A-Za-z]+)");
    private static final Pattern POWER = Pattern.compile("x\\s*\\*\\*\\s*\\(?\\s*(-?[0-9.]+)\\s*\\)?");
    private static final List<String> NUMBERS =
            List.of("Random", "RandomGaussian", "RandomDistribution", "Catalog", "List", "Sequence");
    private static final List<String> ANGLES =
            List.of("Degrees", "Deg", "Radians", "Rad", "Random", "List", "Sequence", "Catalog");
    private static final List<String> SHEARS =
            List.of("G1G2", "E1E2", "Eta1Eta2", "GBeta", "EBeta", "EtaBeta", "QBeta", "List");
    private static final List<String> POSITIONS = List.of("XY", "RTheta", "RandomCircle", "List");

    private final Catalog catalog;
    private final List<String> drawnPaths = new ArrayList<>();
    private int varying;

    /**
     * @param catalog the input catalogue, or null
     */
    Values(Catalog catalog) {
        this.catalog = catalog;
    }

    /** YAML paths of all numbers that are not constant, in the file's order. */
    List<String> drawnPaths() {
        return List.copyOf(drawnPaths);
    }

    /** How many values have been read that differ between galaxies, recorded or not. */
    int varying() {
        return varying;
    }

    /** Notes a value that differs between galaxies under its path, for TRUTH. */
    private void note(String path) {
        drawnPaths.add(path);
        varying++;
    }

    private static String type(YamlNode node, List<String> supported) {
        YamlNode type = node.get("type");
        if (!supported.contains(type.text())) {
            throw type.unknown("type", type.text(), supported);
        }
        return type.text();
    }

    /** A number. */
    Drawn<Double> number(YamlNode node) {
        if (node.isScalar()) {
            return Drawn.constant(node.number());
        }
        Drawn<Double> rule = switch (type(node, NUMBERS)) {
            case "Random" -> uniform(node);
            case "RandomGaussian" -> gaussian(node);
            case "RandomDistribution" -> powerLaw(node);
            case "Catalog" -> catalogue(node);
            case "List" -> list(node, this::number);
            default -> sequence(node);
        };
        node.rejectUnknown();
        note(node.path());
        return d -> d.record(node.path(), rule.draw(d));
    }

    private static Drawn<Double> uniform(YamlNode node) {
        double min = node.get("min").number();
        double max = node.get("max").number();
        if (max < min) {
            throw node.error("max must not be below min");
        }
        return d -> min + (max - min) * d.stream(node.path()).nextDouble();
    }

    private static Drawn<Double> gaussian(YamlNode node) {
        double mean = node.number("mean", 0);
        double sigma = node.get("sigma").positive();
        double min = node.number("min", Double.NEGATIVE_INFINITY);
        double max = node.number("max", Double.POSITIVE_INFINITY);
        if (min >= max) {
            throw node.error("max must be above min");
        }
        return d -> {
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(d.stream(node.path()));
            for (int i = 0; i < MOST_ATTEMPTS; i++) {
                double value = mean + sigma * normal.sample();
                if (value >= min && value <= max) {
                    return value;
                }
            }
            throw node.error("object " + d.index() + ": no draw between min and max in " + MOST_ATTEMPTS + " attempts");
        };
    }

    /** A probability density proportional to a power of x, as {@code function: x**-1} (log-uniform). */
    private static Drawn<Double> powerLaw(YamlNode node) {
        YamlNode function = node.get("function");
        Matcher matcher = POWER.matcher(function.text().strip());
        if (!matcher.matches()) {
            throw function.error("only a power of x, as x**-1, is supported");
        }
        double power = Double.parseDouble(matcher.group(1)) + 1;
        double min = node.get("x_min").number();
        double max = node.get("x_max").number();
        if (!(max > min) || min <= 0 && power <= 0 || min < 0) {
            throw node.error("x_min must be above zero and x_max above x_min");
        }
        return d -> {
            double u = d.stream(node.path()).nextDouble();
            return Math.abs(power) < 1e-12
                    ? min * Math.pow(max / min, u)
                    : Math.pow(Math.pow(min, power) + u * (Math.pow(max, power) - Math.pow(min, power)), 1 / power);
        };
    }

    private Drawn<Double> catalogue(YamlNode node) {
        YamlNode col = node.get("col");
        if (catalog == null) {
            throw node.error("there is no input.catalog to take a column from");
        }
        double[] values = catalog.column(col);
        Drawn<Long> index = index(node, values.length);
        return d -> {
            int row = (int) (long) index.draw(d);
            if (!Double.isFinite(values[row])) {
                throw node.error("the catalogue's column " + col.text() + " holds no number in row " + row);
            }
            return values[row];
        };
    }

    /** One of several items: in turn, or as {@code index} says. */
    private <T> Drawn<T> list(YamlNode node, Function<YamlNode, Drawn<T>> parse) {
        List<Drawn<T>> items = new ArrayList<>();
        int known = drawnPaths.size();
        for (YamlNode item : node.get("items").items()) {
            items.add(parse.apply(item));
        }
        drawnPaths.subList(known, drawnPaths.size()).clear();
        varying++;
        if (items.isEmpty()) {
            throw node.get("items").error("the list is empty");
        }
        Drawn<Long> index = index(node, items.size());
        return d -> items.get((int) (long) index.draw(d)).draw(d);
    }

    /** The number of the item that a galaxy takes from a list: in turn, or as {@code index} says. */
    static Drawn<Long> index(YamlNode node, int size) {
        YamlNode index = node.find("index");
        if (index == null) {
            return d -> d.index() % size;
        }
        if (index.isScalar()) {
            return Drawn.constant((long) index.count(0, size - 1));
        }
        String type = type(index, List.of("Sequence", "Random"));
        if (type.equals("Random")) {
            int min = index.has("min") ? index.get("min").count(0, size - 1) : 0;
            int max = index.has("max") ? index.get("max").count(min, size - 1) : size - 1;
            index.rejectUnknown();
            return d -> min + (long) d.stream(index.path()).nextInt(max - min + 1);
        }
        Drawn<Double> sequence = sequence(index);
        index.rejectUnknown();
        return d -> Math.floorMod(Math.round(sequence.draw(d)), (long) size);
    }

    private static Drawn<Double> sequence(YamlNode node) {
        double first = node.number("first", 0);
        double step = node.number("step", 1);
        long repeat = node.has("repeat") ? node.get("repeat").count(1, Integer.MAX_VALUE) : 1;
        long length = node.has("nitems") ? node.get("nitems").count(1, Integer.MAX_VALUE) : 0;
        if (node.has("last")) {
            double steps = (node.get("last").number() - first) / step;
            if (!(steps >= 0) || length > 0) {
                throw node.error(
                        length > 0
                                ? "give last or nitems, not both"
                                : "last lies on the wrong side of first for this step");
            }
            length = (long) Math.floor(steps + 0.5) + 1;
        }
        long period = length;
        return d -> {
            long k = d.index() / repeat;
            return first + step * (period > 0 ? k % period : k);
        };
    }

    /** An angle (radians): {@code 30 deg}, {@code 0.5 rad}, or a rule. */
    Drawn<Double> angle(YamlNode node) {
        if (node.isScalar()) {
            return Drawn.constant(radians(node));
        }
        String type = type(node, ANGLES);
        switch (type) {
            case "Degrees", "Deg", "Radians", "Rad" -> {
                Drawn<Double> theta = number(node.get("theta"));
                node.rejectUnknown();
                double unit = type.startsWith("D") ? Math.PI / 180 : 1;
                return d -> unit * theta.draw(d);
            }
            case "Random" -> {
                Drawn<Double> min = node.has("min") ? angle(node.get("min")) : Drawn.constant(0.0);
                Drawn<Double> max = node.has("max") ? angle(node.get("max")) : Drawn.constant(2 * Math.PI);
                node.rejectUnknown();
                note(node.path());
                return d -> {
                    double low = min.draw(d);
                    return d.record(
                            node.path(),
                            low + (max.draw(d) - low) * d.stream(node.path()).nextDouble());
                };
            }
            case "List" -> {
                Drawn<Double> list = list(node, this::angle);
                node.rejectUnknown();
                note(node.path());
                return d -> d.record(node.path(), list.draw(d));
            }
            case "Sequence" -> {
                double first = node.has("first") ? radians(node.get("first")) : 0;
                double step = radians(node.get("step"));
                long length = node.has("nitems") ? node.get("nitems").count(1, Integer.MAX_VALUE) : Long.MAX_VALUE;
                node.rejectUnknown();
                note(node.path());
                return d -> d.record(node.path(), first + step * (d.index() % length));
            }
            default ->
                throw node.error(
                        "a catalogue column is a number: write {type: Degrees, theta: {type: Catalog, col: ...}}");
        }
    }

    private static double radians(YamlNode node) {
        Matcher matcher = ANGLE.matcher(node.text().strip());
        if (!matcher.matches()) {
            throw node.error("'" + node.text() + "' is not an angle, as '30 deg' or '0.5 rad'");
        }
        double unit = switch (matcher.group(2).toLowerCase(java.util.Locale.ROOT)) {
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
    Drawn<Shear> shear(YamlNode node) {
        String type = type(node, SHEARS);
        if (type.equals("List")) {
            Drawn<Shear> list = list(node, this::shear);
            node.rejectUnknown();
            return list;
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
        node.rejectUnknown();
        if (raw.isConstant()) {
            Shear shear = attempt(raw, new Draw(null, 0, 0));
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
        return both(number(node.get(first)), number(node.get(second)), maker);
    }

    private Drawn<Shear> polar(YamlNode node, String modulus, Maker<Shear> maker) {
        return both(number(node.get(modulus)), angle(node.get("beta")), maker);
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

    /** A position (arcsec): x, y. */
    Drawn<double[]> position(YamlNode node) {
        if (node.isList()) {
            if (node.items().size() != 2) {
                throw node.error("a position has two numbers, x and y");
            }
            return Drawn.constant(node.numbers());
        }
        Drawn<double[]> position = switch (type(node, POSITIONS)) {
            case "XY" -> both(number(node.get("x")), number(node.get("y")), (x, y) -> new double[] {x, y});
            case "RTheta" ->
                both(number(node.get("r")), angle(node.get("theta")), (r, t) ->
                        new double[] {r * Math.cos(t), r * Math.sin(t)});
            case "RandomCircle" -> circle(node);
            default -> list(node, this::position);
        };
        node.rejectUnknown();
        return position;
    }

    private Drawn<double[]> circle(YamlNode node) {
        double outer = node.get("radius").positive();
        double inner = node.number("inner_radius", 0);
        if (!(inner >= 0 && inner < outer)) {
            throw node.error("inner_radius must lie between 0 and radius");
        }
        Drawn<double[]> centre = node.has("center") ? position(node.get("center")) : Drawn.constant(new double[2]);
        note(node.path() + ".x");
        note(node.path() + ".y");
        return d -> {
            UniformRandomProvider random = d.stream(node.path());
            double r = Math.sqrt(inner * inner + (outer * outer - inner * inner) * random.nextDouble());
            double theta = 2 * Math.PI * random.nextDouble();
            double[] c = centre.draw(d);
            return new double[] {
                d.record(node.path() + ".x", c[0] + r * Math.cos(theta)),
                d.record(node.path() + ".y", c[1] + r * Math.sin(theta))
            };
        };
    }
}
