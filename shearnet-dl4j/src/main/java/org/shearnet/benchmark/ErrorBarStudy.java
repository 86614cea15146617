package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.estimate.ErrorCalibration;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;

/** The measurements that error bars alone ask for: galaxies that calibrate them, and galaxies under another sky. */
final class ErrorBarStudy {

    private final Scene scene;
    private final Share share;
    private final BenchmarkOptions options;
    private final List<ShearEstimator> estimators;
    private final double[] levels;
    private final int threads;
    private final Rings.Measurer measurer;

    ErrorBarStudy(
            Scene scene,
            Share share,
            BenchmarkOptions options,
            List<ShearEstimator> estimators,
            double[] levels,
            int threads,
            Rings.Measurer measurer) {
        this.scene = scene;
        this.share = share;
        this.options = options;
        this.estimators = estimators;
        this.levels = levels;
        this.threads = threads;
        this.measurer = measurer;
    }

    private ErrorCalibration kind(int estimator) {
        return options.estimators().isEmpty()
                ? null
                : options.estimators().get(estimator).calibration();
    }

    /** Measurements there are to do, for calibration and for levels under another sky. */
    long steps(int offLevels) {
        long calibrating = 0;
        for (int e = 0; e < estimators.size(); e++) {
            calibrating += kind(e) == null ? 0 : calibratingSteps();
        }
        return calibrating
                + (long) options.offTraining() * OffTraining.Kind.values().length * offLevels * estimators.size();
    }

    private long calibratingSteps() {
        long steps = 0;
        for (int level = 0; level < levels.length; level++) {
            steps += galaxies(level).length;
        }
        return steps;
    }

    /** Which of the calibrating galaxies are measured at a level: all, or those whose turn it is. */
    private int[] galaxies(int level) {
        int[] sharing = ErrorScales.sharing(levels, level);
        int turn = Arrays.binarySearch(sharing, level);
        return java.util.stream.IntStream.range(0, ErrorScales.GALAXIES)
                .filter(i -> i % sharing.length == turn)
                .toArray();
    }

    /** The calibration of each estimator that has one; null for the others, and where only a share is measured. */
    ErrorScales[] calibrate(int most) {
        ErrorScales[] scales = new ErrorScales[estimators.size()];
        if (steps(0) == 0) {
            return scales;
        }
        int n = ErrorScales.GALAXIES;
        List<GalaxyTruth> truths = new ArrayList<>(n);
        ShapeEstimate[][][] answers = new ShapeEstimate[estimators.size()][levels.length][n];
        int size = HeldOutGalaxies.batch(scene, most);
        for (int from = 0; from < n; from += size) {
            if (!share.has(from / size)) {
                continue;
            }
            int count = Math.min(size, n - from);
            HeldOutGalaxies batch = HeldOutGalaxies.at(scene, ErrorScales.FIRST_INDEX + from, count, threads);
            for (int i = 0; i < count; i++) {
                truths.add(batch.truthWithoutBound(i));
            }
            for (int level = 0; level < levels.length; level++) {
                int first = from;
                int[] members = Arrays.stream(galaxies(level))
                        .filter(i -> i >= first && i < first + count)
                        .map(i -> i - first)
                        .toArray();
                double sigma = levels[level];
                Supplier<Stamps> stamps = new Lazy<>(() -> batch.some(members).at(sigma, threads));
                String name = sigma + "-calibrating-" + from + "-" + count;
                for (int e = 0; e < estimators.size() && members.length > 0; e++) {
                    if (kind(e) != null) {
                        ShapeEstimate[] row = measurer.measure(estimators.get(e), name, stamps);
                        for (int k = 0; k < members.length; k++) {
                            answers[e][level][from + members[k]] = row[k];
                        }
                    }
                }
            }
        }
        for (int e = 0; e < scales.length; e++) {
            if (kind(e) != null && share.isAll()) {
                scales[e] = ErrorScales.fit(kind(e), estimators.get(e).label(), levels, truths, answers[e]);
            }
        }
        return scales;
    }

    /**
     * Answers under another sky.
     *
     * @param offLevels pixel noise (counts)
     * @return [estimator][level][kind][galaxy]
     */
    ShapeEstimate[][][][] off(double[] offLevels, int most) {
        int n = Math.min(options.offTraining(), options.galaxies());
        OffTraining.Kind[] kinds = OffTraining.Kind.values();
        ShapeEstimate[][][][] answers = new ShapeEstimate[estimators.size()][offLevels.length][kinds.length][n];
        int size = HeldOutGalaxies.batch(scene, most);
        long batches = 0;
        for (int from = 0; from < n; from += size) {
            int count = Math.min(size, n - from);
            for (int k = 0; k < kinds.length; k++) {
                if (!share.has(batches++)) {
                    continue;
                }
                HeldOutGalaxies batch = HeldOutGalaxies.under(scene, kinds[k], from, count, threads);
                for (int level = 0; level < offLevels.length; level++) {
                    double sigma = offLevels[level];
                    Supplier<Stamps> stamps = new Lazy<>(() -> batch.at(sigma, threads));
                    String name = sigma + "-" + kinds[k].key() + "-" + from + "-" + count;
                    for (int e = 0; e < estimators.size(); e++) {
                        ShapeEstimate[] row = measurer.measure(estimators.get(e), name, stamps);
                        System.arraycopy(row, 0, answers[e][level][k], from, count);
                    }
                }
            }
        }
        return answers;
    }
}
