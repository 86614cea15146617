package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Numbers drawn at random: uniform, normal, and from a density that the configuration gives. */
final class RandomNumbers {

    private static final int MOST_ATTEMPTS = 100_000;
    private static final Pattern POWER = Pattern.compile("x\\s*\\*\\*\\s*\\(?\\s*(-?[0-9.]+)\\s*\\)?");

    static final Keys UNIFORM = Keys.none().must("min", "").must("max", "");

    static final Keys GAUSSIAN = Keys.none()
            .must("sigma", "")
            .may("mean", "0 unless given")
            .may("min", "drawn anew below")
            .may("max", "drawn anew above");

    static final Keys DISTRIBUTION = Keys.none()
            .oneOf("", "function", "file_name")
            .may("x_min", "")
            .may("x_max", "")
            .may("npoints", "at how many points a function is taken at least")
            .may("interpolant", "`linear`");

    private RandomNumbers() {}

    static Drawn<Double> uniform(YamlNode node, Values values) {
        values.randomise();
        Drawn<Double> min = values.number(node.get("min"));
        Drawn<Double> max = values.number(node.get("max"));
        return d -> {
            double low = min.draw(d);
            double high = max.draw(d);
            if (high < low) {
                throw new IllegalArgumentException(node.path() + ": max must not be below min");
            }
            return low + (high - low) * d.stream(node.path()).nextDouble();
        };
    }

    static Drawn<Double> gaussian(YamlNode node, Values values) {
        values.randomise();
        Drawn<Double> mean = values.optional(node, "mean", 0);
        Drawn<Double> sigma = values.number(node.get("sigma"));
        if (sigma.isConstant() && !(sigma.draw(Draw.ofConstants()) > 0)) {
            throw node.get("sigma").error("must be positive, not " + sigma.draw(Draw.ofConstants()));
        }
        Drawn<Double> min = values.optional(node, "min", Double.NEGATIVE_INFINITY);
        Drawn<Double> max = values.optional(node, "max", Double.POSITIVE_INFINITY);
        return d -> {
            double centre = mean.draw(d);
            double width = sigma.draw(d);
            double low = min.draw(d);
            double high = max.draw(d);
            if (low >= high || !(width >= 0)) {
                throw new IllegalArgumentException(node.path() + ": max must be above min, and sigma not negative: "
                        + low + ", " + high + ", " + width);
            }
            RandomStream random = d.stream(node.path());
            for (int i = 0; i < MOST_ATTEMPTS; i++) {
                double value = centre + width * random.nextGaussian();
                if (value >= low && value <= high) {
                    return value;
                }
            }
            throw node.error("object " + d.index() + ": no draw between min and max in " + MOST_ATTEMPTS + " attempts");
        };
    }

    /** From a density: a power of x (as {@code x**-1}) in closed form, any other function or a table by its integral. */
    static Drawn<Double> distribution(YamlNode node, Values values) {
        values.randomise();
        YamlNode function = node.find("function");
        YamlNode file = node.find("file_name");
        if ((function == null) == (file == null)) {
            throw node.error("give function or file_name");
        }
        int points = node.has("npoints") ? node.get("npoints").count(2, 10_000_000) : 0;
        if (node.has("interpolant")) {
            node.get("interpolant").oneOf("linear");
        }
        Path table = file != null
                ? values.files().locate(null, file)
                : values.files().find(function.text());
        if (table != null) {
            if (node.has("x_min") || node.has("x_max")) {
                throw node.error("a table names its own range: leave out x_min and x_max");
            }
            Distribution tabulated = Distribution.ofTable(file == null ? function : file, table);
            return d -> tabulated.quantile(d.stream(node.path()).nextDouble());
        }
        double min = values.fixed(node.get("x_min"));
        double max = values.fixed(node.get("x_max"));
        if (!(max > min)) {
            throw node.error("x_max must be above x_min");
        }
        Matcher power = POWER.matcher(function.text().strip());
        if (power.matches() && min >= 0) {
            return power(node, Double.parseDouble(power.group(1)) + 1, min, max);
        }
        try {
            Formula formula = Formula.parse(function.text(), Set.of("x"));
            Distribution density = Distribution.ofDensity(
                    x -> formula.variables().isEmpty() ? formula.value() : formula.value(x), min, max, points);
            return d -> density.quantile(d.stream(node.path()).nextDouble());
        } catch (IllegalArgumentException e) {
            throw function.error(e.getMessage()
                    + (function.text().matches("[\\w./-]+\\.\\w+") ? "; nor is there a file of that name" : ""));
        }
    }

    private static Drawn<Double> power(YamlNode node, double power, double min, double max) {
        if (min == 0 && power <= 0) {
            throw node.error("this power of x has no finite integral from 0: x_min must be above zero");
        }
        return d -> {
            double u = d.stream(node.path()).nextDouble();
            return Math.abs(power) < 1e-12
                    ? min * Math.pow(max / min, u)
                    : Math.pow(Math.pow(min, power) + u * (Math.pow(max, power) - Math.pow(min, power)), 1 / power);
        };
    }
}
