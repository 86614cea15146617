package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.shearnet.errorbars.Recalibration;
import org.shearnet.estimate.ErrorCalibration;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.yaml.ConfigException;

/**
 * The calibration of an estimator's error bars, decade by decade of the noise, by galaxies that neither a training nor the benchmark
 * sees: those of scene indices from {@link #FIRST_INDEX} on, beyond the ones by which a training picks its epoch and before the
 * held-out ones.
 *
 * @param kind how
 * @param decades of the noise levels, one a level
 * @param of calibration of each decade, answers as they are
 * @param ofCalibrated the same for answers divided by their own response; null where there is none
 */
record ErrorScales(
        ErrorCalibration kind,
        int[] decades,
        Map<Integer, Recalibration> of,
        Map<Integer, Recalibration> ofCalibrated) {

    /** The first of them; a training's validation begins at 2^39, the held-out galaxies at 2^40. */
    static final long FIRST_INDEX = (1L << 39) + (1L << 38);

    /** Galaxies of a decade; where several levels lie in it, they take turns. */
    static final int GALAXIES = 2000;

    /** Rounding of a level that is a power of ten. */
    private static final double ROUNDING = 1e-9;

    /** The decade of a noise level: that of 1e-3 to 1e-2 is -3. */
    static int decade(double sigma) {
        return (int) Math.floor(Math.log10(sigma) + ROUNDING);
    }

    /** The levels that share a decade with one. */
    static int[] sharing(double[] levels, int level) {
        int decade = decade(levels[level]);
        List<Integer> all = new ArrayList<>();
        for (int k = 0; k < levels.length; k++) {
            if (decade(levels[k]) == decade) {
                all.add(k);
            }
        }
        return all.stream().mapToInt(k -> k).toArray();
    }

    /**
     * Fits one.
     *
     * @param label whose errors
     * @param truths of the calibrating galaxies
     * @param answers [level][galaxy], null for galaxies that another level of the decade has
     * @throws ConfigException where too few answers have an error
     */
    static ErrorScales fit(
            ErrorCalibration kind, String label, double[] levels, List<GalaxyTruth> truths, ShapeEstimate[][] answers) {
        int[] decades = Arrays.stream(levels).mapToInt(ErrorScales::decade).toArray();
        boolean responds = Calibration.responds(present(answers));
        return new ErrorScales(
                kind,
                decades,
                fit(kind, label, decades, truths, answers, row -> row),
                responds ? fit(kind, label, decades, truths, answers, Calibration::apply) : null);
    }

    private static ShapeEstimate[][] present(ShapeEstimate[][] answers) {
        return Arrays.stream(answers).map(ErrorScales::present).toArray(ShapeEstimate[][]::new);
    }

    private static ShapeEstimate[] present(ShapeEstimate[] row) {
        return Arrays.stream(row).filter(e -> e != null).toArray(ShapeEstimate[]::new);
    }

    private static Map<Integer, Recalibration> fit(
            ErrorCalibration kind,
            String label,
            int[] decades,
            List<GalaxyTruth> truths,
            ShapeEstimate[][] answers,
            UnaryOperator<ShapeEstimate[]> calibrated) {
        Map<Integer, List<double[]>> pulls = new HashMap<>();
        for (int level = 0; level < decades.length; level++) {
            int[] places = places(answers[level]);
            ShapeEstimate[] row = calibrated.apply(present(answers[level]));
            List<double[]> own = pulls.computeIfAbsent(decades[level], d -> new ArrayList<>());
            for (int k = 0; k < row.length; k++) {
                if (LevelErrors.states(row[k])) {
                    GalaxyTruth truth = truths.get(places[k]);
                    own.add(new double[] {
                        (row[k].g1() - truth.g1()) / row[k].g1Err(), (row[k].g2() - truth.g2()) / row[k].g2Err()
                    });
                }
            }
        }
        Map<Integer, Recalibration> fitted = new HashMap<>();
        pulls.forEach((decade, own) -> {
            if (own.size() < Recalibration.LEAST) {
                throw new ConfigException(
                        "calibrate: " + kind.key() + ": of " + GALAXIES + " validation galaxies at pixel noise"
                                + " 1e" + decade + " to 1e" + (decade + 1) + " '" + label + "' answers " + own.size()
                                + " with an error bar, and it takes " + Recalibration.LEAST
                                + "; a network states errors with 'errors: true', ensemble or dropout");
            }
            double[][] components = {
                own.stream().mapToDouble(p -> p[0]).toArray(),
                own.stream().mapToDouble(p -> p[1]).toArray()
            };
            fitted.put(
                    decade,
                    kind == ErrorCalibration.SCALE
                            ? Recalibration.scale(components)
                            : Recalibration.conformal(components));
        });
        return fitted;
    }

    private static int[] places(ShapeEstimate[] row) {
        return java.util.stream.IntStream.range(0, row.length)
                .filter(i -> row[i] != null)
                .toArray();
    }

    /** The calibration at a level. */
    Recalibration at(int level, boolean calibrated) {
        return (calibrated ? ofCalibrated : of).get(decades[level]);
    }

    /** Estimates with their errors calibrated. */
    static ShapeEstimate[] apply(ShapeEstimate[] estimates, Recalibration calibration) {
        double f1 = calibration.factors()[0];
        double f2 = calibration.factors()[1];
        return Arrays.stream(estimates).map(e -> e.ok() ? scaled(e, f1, f2) : e).toArray(ShapeEstimate[]::new);
    }

    private static ShapeEstimate scaled(ShapeEstimate e, double f1, double f2) {
        ShapeEstimate scaled = e.withShape(
                new ShapeEstimate.Shape(e.g1(), e.g2(), f1 * e.g1Err(), f2 * e.g2Err(), f1 * f2 * e.gCov()));
        return e.spread() == null
                ? scaled
                : scaled.withSpread(new ShapeEstimate.Spread(
                        f1 * e.spread().g1(), f2 * e.spread().g2()));
    }
}
