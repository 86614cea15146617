package org.shearnet.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.FloatFormat;

/**
 * What {@code shearnet inspect} looks at.
 *
 * @param galaxies held-out galaxies for maps and information
 * @param noise levels of pixel noise
 * @param layers names of the layers that are looked at; empty for all
 * @param precision number formats of the stored stamps and activations
 * @param probes readers of the layers
 * @param budget repeated noise
 */
public record InspectOptions(
        int galaxies,
        NoiseLevels noise,
        List<String> layers,
        List<FloatFormat> precision,
        Probes probes,
        Budget budget) {

    /** Who reads a layer. */
    public enum Reader {
        /** Ridge regression. */
        LINEAR,
        /** Two hidden layers. */
        MLP
    }

    /**
     * Readers trained on a layer's numbers.
     *
     * @param galaxies to train, validate and test them on
     * @param readers which
     * @param noiseSigma pixel noise of their stamps (counts); NaN for the lowest of the levels
     */
    public record Probes(int galaxies, List<Reader> readers, double noiseSigma) {
        public Probes {
            readers = List.copyOf(readers);
        }
    }

    /**
     * The split of the error.
     *
     * @param galaxies held-out galaxies
     * @param draws noise fields on each of them
     */
    public record Budget(int galaxies, int draws) {}

    private static final int MOST_GALAXIES = 1_000_000;

    public InspectOptions {
        layers = List.copyOf(layers);
        precision = List.copyOf(precision);
    }

    /** @param otherwise the levels where the section names none */
    static InspectOptions parse(YamlNode node, Supplier<NoiseLevels> otherwise) {
        YamlNode sigma = node.find("noise_sigma");
        InspectOptions options = new InspectOptions(
                count(node, "galaxies", 32, 1),
                sigma == null
                        ? otherwise.get()
                        : new NoiseLevels(NoiseLevels.Unit.SIGMA, BenchmarkOptions.levels(sigma)),
                layers(node.find("layers")),
                choices(node, "precision", FloatFormat.values()),
                probes(section(node, "probes")),
                budget(section(node, "budget")));
        node.rejectUnknown();
        return options;
    }

    private static YamlNode section(YamlNode node, String key) {
        YamlNode section = node.find(key);
        return section == null ? node.emptyMap(key) : section;
    }

    private static Probes probes(YamlNode node) {
        YamlNode sigma = node.find("noise_sigma");
        Probes probes = new Probes(
                count(node, "galaxies", 10_000, 20),
                choices(node, "readers", Reader.values()),
                sigma == null ? Double.NaN : sigma.positive());
        node.rejectUnknown();
        return probes;
    }

    private static Budget budget(YamlNode node) {
        YamlNode draws = node.find("draws");
        Budget budget = new Budget(
                count(node, "galaxies", 2000, 2), draws == null ? 8 : draws.count(2, BenchmarkOptions.MOST_DRAWS));
        node.rejectUnknown();
        return budget;
    }

    private static int count(YamlNode node, String key, int otherwise, int least) {
        YamlNode value = node.find(key);
        return value == null ? otherwise : value.count(least, MOST_GALAXIES);
    }

    private static List<String> layers(YamlNode value) {
        if (value == null || value.isScalar() && value.text().equals("all")) {
            return List.of();
        }
        if (value.isScalar()) {
            throw value.error("expected 'all' or a list of layers' names, found '" + value.text() + "'");
        }
        Set<String> names = new LinkedHashSet<>();
        for (YamlNode item : value.items()) {
            if (!names.add(item.text())) {
                throw item.error("'" + item.text() + "' stands here twice");
            }
        }
        if (names.isEmpty()) {
            throw value.error("names no layer; 'all' for all of them");
        }
        return List.copyOf(names);
    }

    private static <E extends Enum<E>> List<E> choices(YamlNode node, String key, E[] all) {
        YamlNode value = node.find(key);
        if (value == null) {
            return Arrays.asList(all);
        }
        List<E> chosen = new ArrayList<>();
        for (YamlNode item : value.isList() ? value.items() : List.of(value)) {
            E one = item.choice(key, all);
            if (chosen.contains(one)) {
                throw item.error("'" + item.text() + "' stands here twice");
            }
            chosen.add(one);
        }
        if (chosen.isEmpty()) {
            throw value.error("names none");
        }
        return chosen;
    }
}
