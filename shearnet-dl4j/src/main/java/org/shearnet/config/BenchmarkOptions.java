package org.shearnet.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * What a benchmark measures.
 *
 * @param galaxies number of held-out galaxies, the same ones at every noise level and for every estimator
 * @param noiseSigma pixel noise levels (counts), ascending
 * @param rings number of matched-pair rings for m and c; 0 leaves them out
 * @param ringNoiseSigma pixel noise of the rings (counts)
 * @param wrongAssumptions whether the rings are also measured with the estimators told something wrong
 * @param samples how many stamps the report shows
 * @param estimators who is compared, with distinct labels
 */
public record BenchmarkOptions(
        int galaxies,
        double[] noiseSigma,
        int rings,
        double ringNoiseSigma,
        boolean wrongAssumptions,
        int samples,
        List<EstimatorSpec> estimators) {

    private static final double[] LADDER = {1e-5, 1e-4, 1e-3, 1e-2};

    public BenchmarkOptions {
        noiseSigma = noiseSigma.clone();
        Arrays.sort(noiseSigma);
        estimators = List.copyOf(estimators);
    }

    @Override
    public double[] noiseSigma() {
        return noiseSigma.clone();
    }

    static BenchmarkOptions parse(YamlNode node) {
        YamlNode ladder = node.find("noise_sigma");
        double[] levels = ladder == null ? LADDER : ladder.numbers();
        if (Arrays.stream(levels).anyMatch(s -> !(s > 0)) || levels.length == 0) {
            throw ladder.error("every noise level must be positive");
        }
        YamlNode galaxies = node.find("galaxies");
        YamlNode rings = node.find("rings");
        YamlNode ringNoise = node.find("ring_noise_sigma");
        YamlNode samples = node.find("samples");
        BenchmarkOptions options = new BenchmarkOptions(
                galaxies == null ? 2000 : galaxies.count(2, 100_000_000),
                levels,
                rings == null ? 0 : rings.count(0, 10_000_000),
                ringNoise == null ? 1e-3 : ringNoise.positive(),
                node.bool("wrong_assumptions", false),
                samples == null ? 6 : samples.count(0, 24),
                estimators(node.find("estimators")));
        node.rejectUnknown();
        return options;
    }

    private static List<EstimatorSpec> estimators(YamlNode list) {
        if (list == null) {
            return EstimatorSpec.defaults();
        }
        List<EstimatorSpec> specs = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (YamlNode item : list.items()) {
            EstimatorSpec spec = EstimatorSpec.parse(item);
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
