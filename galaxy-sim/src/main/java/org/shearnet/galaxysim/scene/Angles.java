package org.shearnet.galaxysim.scene;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads angles (radians), which each galaxy draws anew: {@code 30 deg}, {@code 0.5 rad}, or a rule. */
final class Angles {

    private static final Keys THETA = Keys.none().must("theta", "");

    static final Vocabulary<Angles, Drawn<Double>> WORDS = GalSimWords.<Angles, Drawn<Double>>vocabulary(
                    "Angles", "a number with a unit (`30 deg`, `0.5 rad`, arcmin, arcsec, hours), a bare list, or")
            .register("Degrees, Deg", "of a number of degrees", THETA, (n, a) -> a.ofUnit(n, Math.PI / 180))
            .register("Radians, Rad", "of a number of radians", THETA, (n, a) -> a.ofUnit(n, 1))
            .register(
                    "Random",
                    "uniform, from 0 to 360 deg unless given",
                    Keys.none().may("min", "").may("max", ""),
                    (n, a) -> a.uniform(n))
            .register("List", "one of several", Turns.LIST, (n, a) -> a.list(n))
            .register(
                    "Sequence",
                    "counts objects",
                    Keys.none()
                            .may("first", "")
                            .must("step", "")
                            .may("nitems", "")
                            .may("index_key", ""),
                    (n, a) -> a.sequence(n));

    private static final Pattern ANGLE = Pattern.compile("([-+0-9.eE_]+)\\s*([A-Za-z]+)");

    private final Values values;

    Angles(Values values) {
        this.values = values;
    }

    /** An angle (radians). */
    Drawn<Double> parse(YamlNode written) {
        YamlNode node = values.followed(written);
        if (node.isScalar()) {
            return Drawn.constant(radians(node));
        }
        if (node.isList()) {
            return list(node);
        }
        if (node.has("type")
                && node.get("type").isScalar()
                && node.get("type").text().equals("Catalog")) {
            throw node.error("a catalogue column is a number: write {type: Degrees, theta: {type: Catalog, col: ...}}");
        }
        return WORDS.parse(node, this);
    }

    private Drawn<Double> ofUnit(YamlNode node, double unit) {
        return values.number(node.get("theta")).map(theta -> unit * theta);
    }

    private Drawn<Double> uniform(YamlNode node) {
        values.randomise();
        Drawn<Double> min = node.has("min") ? parse(node.get("min")) : Drawn.constant(0.0);
        Drawn<Double> max = node.has("max") ? parse(node.get("max")) : Drawn.constant(2 * Math.PI);
        return values.recorded(node, d -> {
            double low = min.draw(d);
            return low + (max.draw(d) - low) * d.stream(node.path()).nextDouble();
        });
    }

    private Drawn<Double> list(YamlNode node) {
        return values.recorded(node, Turns.list(node, values, this::parse));
    }

    private Drawn<Double> sequence(YamlNode node) {
        node.get("step");
        return values.recorded(node, Turns.sequence(node, values, Angles::radians));
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
}
