package org.shearnet.train;

import java.util.Arrays;
import java.util.stream.Stream;
import org.shearnet.data.StampSource;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * Draws galaxies of rare values more often and lets each count less in the loss, so that what is minimised stays the same and its
 * gradient knows the tails better. A galaxy of density p is kept with a probability of (least p / p)^power.
 *
 * @param of whose density: {@code g}, the modulus of the shear, or the key of a {@link Label}
 * @param power 1 for as many galaxies at every value, 0 for none of this
 */
public record RareEvents(String of, double power) {

    private static final String MODULUS = "g";
    private static final int SAMPLE = 20_000;
    private static final int BINS = 40;

    /** A density below this part of the largest counts as this, so that one of fifty galaxies is kept at least. */
    private static final double LEAST = 1.0 / 50;

    /** Galaxies that one place of an epoch may be filled with. */
    static final long CANDIDATES = 1024;

    /** Number of the first galaxy that the density is measured on, far from those of training and validation. */
    private static final long FIRST = 1L << 38;

    /** Places of all epochs together, so that no candidate is a galaxy of the density, of validation or of a benchmark. */
    static final long MOST_PLACES = FIRST / CANDIDATES;

    /** {@return the section {@code rare}} */
    static RareEvents parse(YamlNode node) {
        YamlNode of = node.get("of");
        String word = of.text();
        boolean label =
                Arrays.stream(Label.values()).anyMatch(each -> each.key().equals(word));
        if (!word.equals(MODULUS) && !label) {
            throw of.unknown(
                    "quantity",
                    word,
                    Stream.concat(
                                    Stream.of(MODULUS),
                                    Arrays.stream(Label.values()).map(Label::key))
                            .toList());
        }
        YamlNode given = node.find("power");
        double power = given == null ? 1 : given.number();
        if (!(power > 0 && power <= 1)) {
            throw given.error("expected a number above 0 and up to 1, found " + power);
        }
        node.rejectUnknown();
        return new RareEvents(word, power);
    }

    /** Part of the options' text. */
    String text() {
        return "rare=" + of + " to the " + power;
    }

    private double value(double[] truth) {
        if (of.equals(MODULUS)) {
            return Math.hypot(truth[Label.G1.ordinal()], truth[Label.G2.ordinal()]);
        }
        for (Label label : Label.values()) {
            if (label.key().equals(of)) {
                return truth[label.ordinal()];
            }
        }
        throw new IllegalStateException(of);
    }

    /** Measures the density of a source's galaxies. */
    Density density(StampSource source) {
        StampSource.Painter painter = source.painter();
        double[] values = new double[SAMPLE];
        for (int i = 0; i < SAMPLE; i++) {
            values[i] = value(painter.truth(FIRST + i));
        }
        return new Density(values);
    }

    /** A histogram of a population. */
    final class Density {

        private final double least;
        private final double width;
        private final double[] density = new double[BINS];
        private final double inverse;

        private Density(double[] values) {
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            least = Arrays.stream(finite).min().orElse(0);
            double most = Arrays.stream(finite).max().orElse(1);
            if (!(most > least)) {
                throw new ConfigException("train.rare: " + of + " has one value in this scene, and none is rare");
            }
            width = (most - least) / BINS;
            for (double value : finite) {
                density[bin(value)]++;
            }
            double[] share = Arrays.stream(density).map(n -> n / finite.length).toArray();
            double floor = LEAST * Arrays.stream(density).max().orElse(1);
            double sum = 0;
            for (int b = 0; b < BINS; b++) {
                density[b] = Math.max(density[b], floor);
                sum += share[b] * Math.pow(density[b], -power);
            }
            inverse = sum;
        }

        private int bin(double value) {
            return (int) Math.max(0, Math.min(BINS - 1, (value - least) / width));
        }

        private double at(double[] truth) {
            double value = value(truth);
            return density[Double.isFinite(value) ? bin(value) : 0];
        }

        /** Probability with which a galaxy is kept. */
        double kept(double[] truth) {
            return Math.pow(Arrays.stream(density).min().orElseThrow() / at(truth), power);
        }

        /** Weight of a galaxy that was kept; its mean over those is one. */
        double weight(double[] truth) {
            return Math.pow(at(truth), power) * inverse;
        }
    }
}
