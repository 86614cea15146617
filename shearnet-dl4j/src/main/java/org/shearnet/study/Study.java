package org.shearnet.study;

import java.nio.file.Path;
import java.util.List;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A study as its YAML asks for it, checked.
 *
 * @param file where it was read from
 * @param name of its folder
 * @param root the document
 * @param base the experiment's file, beside which others are looked for
 * @param experiment its sections, those of the study over them
 * @param axes what is varied
 * @param search which combinations are run
 * @param seedKey path that a seed is put into
 * @param seeds of the trainings, one a repeat
 * @param figure what runs are compared by
 * @param estimator label of the one that is looked at; empty for the experiment's own network, or the only one
 * @param at level at which combinations are ranked and drawn; NaN for the mean over all
 * @param kept galaxies of which it is asked what the last layer keeps; 0 for none
 * @param hypotheses written before the runs
 */
public record Study(
        Path file,
        String name,
        YamlNode root,
        Path base,
        YamlNode experiment,
        List<Axis> axes,
        Search search,
        String seedKey,
        List<Long> seeds,
        String figure,
        String estimator,
        double at,
        int kept,
        List<Hypothesis> hypotheses) {

    /** How combinations are chosen. */
    public enum Method {
        /** All of them. */
        GRID,
        /** Some, drawn. */
        RANDOM,
        /** All for a few epochs, the better ones for more. */
        HALVING
    }

    /**
     * Which combinations are run.
     *
     * @param draws of {@code random}
     * @param rungs epochs of each rung of {@code halving}, ascending
     * @param keep share that goes on to the next rung
     * @param seed of the draws
     */
    public record Search(Method method, int draws, List<Integer> rungs, double keep, long seed) {
        public Search {
            rungs = List.copyOf(rungs);
        }
    }

    public Study {
        axes = List.copyOf(axes);
        seeds = List.copyOf(seeds);
        hypotheses = List.copyOf(hypotheses);
    }

    /** What an estimator came to at each level. */
    public List<RunResult.Level> levels(BenchmarkResult.Method method) {
        return Figure.levels(method, figure);
    }
}
