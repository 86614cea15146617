package org.shearnet.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.shearnet.config.Experiment;
import org.shearnet.config.NoiseLevels;

/**
 * A training with its benchmark that a study asks for.
 *
 * @param name of its folder
 * @param variants one an axis, in their order
 * @param seed of the training, the same for every variant; of the galaxies where nothing is trained
 * @param epochs of a rung of {@code halving}; 0 elsewhere
 * @param experiment what is run
 */
public record PlannedRun(String name, List<Variant> variants, long seed, int epochs, Experiment experiment) {

    /** How far two spellings of one level may be apart. */
    private static final double SAME = 1e-9;

    public PlannedRun {
        variants = List.copyOf(variants);
    }

    /** The variants in words. */
    public String words() {
        return variants.stream().map(Variant::label).collect(Collectors.joining(", "));
    }

    /** Levels of the benchmark, lowest noise first, as the configuration has them: pixel noise or S/N. */
    public double[] levels() {
        return experiment.benchmark().noise().values();
    }

    /** What the levels are. */
    public NoiseLevels.Unit unit() {
        return experiment.benchmark().noise().unit();
    }

    /** The place of a level; -1 where it is none. */
    public int level(double value) {
        double[] levels = levels();
        for (int i = 0; i < levels.length; i++) {
            if (Math.abs(levels[i] - value) <= SAME * value) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(levels());
    }
}
