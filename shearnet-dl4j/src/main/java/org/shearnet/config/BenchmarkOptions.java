package org.shearnet.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.Estimators;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * What a benchmark measures.
 *
 * @param galaxies number of held-out galaxies, the same ones at every noise level and for every estimator
 * @param noise noise levels of the ladder
 * @param rings number of matched-pair rings for m and c; 0 leaves them out
 * @param ringNoise noise levels of the rings, members of the ladder; empty for the level nearest to 1e-3
 * @param ringDraws draws of the noise under which each ring is measured, every second one of the opposite sign
 * @param wrongAssumptions whether the rings are also measured under model misspecification
 * @param freeIndex whether the Fisher bound is that of a galaxy whose profile is not known: Sersic index, or bulge over total
 * @param samples how many stamps the report shows
 * @param draws noise fields on each galaxy, by which its error is split into noise and function; 0 for one and no split
 * @param offTraining held-out galaxies that are also measured under another sky, to see whether error bars grow; 0 for none
 * @param estimators who is compared, with distinct labels
 */
public record BenchmarkOptions(
        int galaxies,
        NoiseLevels noise,
        int rings,
        double[] ringNoise,
        int ringDraws,
        boolean wrongAssumptions,
        boolean freeIndex,
        int samples,
        int draws,
        int offTraining,
        List<EstimatorSpec> estimators) {

    /** What the label of an estimator divided by its own response ends with. */
    public static final String CALIBRATED = " calibrated";

    /** More draws of the noise than this tell nothing new. */
    static final int MOST_DRAWS = 1000;

    private static final Pattern LABEL = Pattern.compile("(?![.=+@-])(?! )[^/\\\\,\"\\p{C}]{1,60}(?<! )");

    public BenchmarkOptions {
        ringNoise = ringNoise.clone();
        Arrays.sort(ringNoise);
        estimators = List.copyOf(estimators);
    }

    @Override
    public double[] ringNoise() {
        return ringNoise.clone();
    }

    /** @param otherwise the levels where the section names none */
    static BenchmarkOptions parse(YamlNode node, Supplier<NoiseLevels> otherwise) {
        YamlNode galaxies = node.find("galaxies");
        YamlNode rings = node.find("rings");
        YamlNode ringDraws = node.find("ring_draws");
        YamlNode samples = node.find("samples");
        NoiseLevels noise = noise(node, otherwise);
        BenchmarkOptions options = new BenchmarkOptions(
                galaxies == null ? 2000 : galaxies.count(2, 100_000_000),
                noise,
                rings == null ? 0 : rings.count(0, 10_000_000),
                ringNoise(node, noise),
                ringDraws == null ? 1 : ringDraws.count(1, MOST_DRAWS),
                node.bool("wrong_assumptions", false),
                node.bool("free_index", false),
                samples == null ? 6 : samples.count(0, 24),
                draws(node.find("draws")),
                offTraining(node.find("off_training"), galaxies == null ? 2000 : galaxies.count(2, 100_000_000)),
                estimators(node.find("estimators")));
        node.rejectUnknown();
        return options;
    }

    /** 0, or two at least: of one draw there is no variance. */
    static int draws(YamlNode value) {
        if (value == null) {
            return 0;
        }
        int draws = value.count(0, MOST_DRAWS);
        if (draws == 1) {
            throw value.error("one draw of the noise has no scatter; give 2 or more, or 0 for no budget");
        }
        return draws;
    }

    private static int offTraining(YamlNode value, int galaxies) {
        int n = value == null ? 0 : value.count(0, 100_000_000);
        if (n > galaxies) {
            throw value.error("more than benchmark.galaxies, " + galaxies + ", and they are the first of these");
        }
        return n;
    }

    private static NoiseLevels noise(YamlNode node, Supplier<NoiseLevels> otherwise) {
        YamlNode sigma = node.find("noise_sigma");
        YamlNode s2n = node.find("s2n");
        if (sigma != null && s2n != null) {
            throw s2n.error("a second list of noise levels beside 'noise_sigma'; give one of them");
        }
        if (s2n != null) {
            return new NoiseLevels(NoiseLevels.Unit.S2N, levels(s2n));
        }
        return sigma == null ? otherwise.get() : new NoiseLevels(NoiseLevels.Unit.SIGMA, levels(sigma));
    }

    /** Levels of the rings in the unit of the ladder: {@code ring_noise_sigma} or {@code ring_s2n}. */
    private static double[] ringNoise(YamlNode node, NoiseLevels ladder) {
        boolean bySigma = ladder.unit() == NoiseLevels.Unit.SIGMA;
        YamlNode foreign = node.find(bySigma ? "ring_s2n" : "ring_noise_sigma");
        if (foreign != null) {
            throw foreign.error("the ladder is given as '" + (bySigma ? "noise_sigma" : "s2n") + "', so give '"
                    + (bySigma ? "ring_noise_sigma" : "ring_s2n") + "'");
        }
        YamlNode own = node.find(bySigma ? "ring_noise_sigma" : "ring_s2n");
        if (own == null) {
            return new double[0];
        }
        double[] levels = levels(own);
        for (double level : levels) {
            if (Arrays.stream(ladder.values()).noneMatch(v -> v == level)) {
                throw own.error(level + " is not among the noise levels of the ladder, "
                        + Arrays.toString(ladder.values()) + "; add it there");
            }
        }
        return levels;
    }

    static double[] levels(YamlNode list) {
        double[] levels = list.isList() ? list.numbers() : new double[] {list.number()};
        if (levels.length == 0 || Arrays.stream(levels).anyMatch(s -> !(s > 0 && s < Double.POSITIVE_INFINITY))) {
            throw list.error("every noise level must be positive");
        }
        if (Arrays.stream(levels).distinct().count() < levels.length) {
            throw list.error("names a noise level twice");
        }
        return levels;
    }

    private static List<EstimatorSpec> estimators(YamlNode list) {
        if (list == null) {
            return Estimators.defaults();
        }
        List<EstimatorSpec> specs = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (YamlNode item : list.items()) {
            EstimatorSpec spec = Estimators.parse(item);
            if (!LABEL.matcher(spec.label()).matches()) {
                throw item.error("the label '" + spec.label()
                        + "' names a folder, and cells that spreadsheets read: at most 60 characters, none of them a"
                        + " slash, comma, quote or control character, the first none of . = + - @, no blank at an end");
            }
            if (spec.label().endsWith(CALIBRATED)) {
                throw item.error("'" + CALIBRATED.strip() + "' at a label's end is kept for calibrated estimators");
            }
            if (!labels.add(spec.label())) {
                throw item.error("a second estimator called '" + spec.label() + "'; give one of them a label");
            }
            specs.add(spec);
        }
        if (specs.isEmpty()) {
            throw list.error("names no estimator");
        }
        return specs;
    }
}
