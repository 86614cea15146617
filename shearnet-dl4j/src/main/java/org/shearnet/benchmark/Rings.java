package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.shear.Shear;

/**
 * Matched pairs on rings: a galaxy at intrinsic angles 0, 45, 90 and 135 degrees, each sheared by plus and minus gamma
 * in either component with the same offset, PSF and noise field; and unsheared under a PSF of plus and minus e. Shape
 * noise cancels within a ring, pixel noise within a pair (Massey et al. 2007, MNRAS 376, 13, arXiv:astro-ph/0608643;
 * Pujol et al. 2019, A&amp;A 621, A2, arXiv:1806.10537).
 */
final class Rings {

    /** Four angles, two components, two signs: of the shear, and of the PSF. */
    static final int STAMPS_PER_RING = 32;

    private static final double GAMMA = 0.02;
    private static final double PSF_E = 0.05;
    private static final int ANGLES = 4;
    private static final int CASES = STAMPS_PER_RING / ANGLES;
    private static final int RINGS_PER_BATCH = 32;
    private static final int BINS = 3;
    private static final long FIRST_INDEX = HeldOutGalaxies.FIRST_INDEX * 2;

    private final Scene scene;
    private final BenchmarkOptions options;
    private final int threads;
    private final LongConsumer progress;
    private final MeasurementStore store;

    Rings(Scene scene, BenchmarkOptions options, int threads, LongConsumer progress, MeasurementStore store) {
        this.scene = scene;
        this.options = options;
        this.threads = threads;
        this.progress = progress;
        this.store = store;
    }

    /** How many measurements a study of one estimator takes. */
    static long steps(BenchmarkOptions options) {
        int conditions = options.wrongAssumptions() ? Condition.values().length : 1;
        return (long) STAMPS_PER_RING * options.rings() * conditions;
    }

    RingStudy study(ShearEstimator estimator) {
        Property[] properties = new Property[options.rings()];
        double[][] asTold = measure(estimator, Condition.AS_TOLD, properties);
        Map<Condition, RingBias> conditions = new LinkedHashMap<>();
        if (options.wrongAssumptions()) {
            for (Condition condition : Condition.values()) {
                double[][] rings = condition == Condition.AS_TOLD
                        ? asTold
                        : measure(estimator, condition, new Property[options.rings()]);
                conditions.put(condition, RingBias.of(rings, scene.seed()));
            }
        }
        List<RingStudy.Bin> bins = new ArrayList<>();
        bins.addAll(bins("S/N", asTold, properties, Property::s2n));
        bins.addAll(bins("size over PSF", asTold, properties, Property::relativeSize));
        bins.addAll(bins("|g|", asTold, properties, Property::ellipticity));
        return new RingStudy(options.ringNoiseSigma(), RingBias.of(asTold, scene.seed()), bins, conditions);
    }

    /**
     * What a ring's galaxy is like.
     *
     * @param s2n matched-filter signal to noise
     * @param relativeSize rest sigma over that of the PSF
     * @param ellipticity |g| of the galaxy
     */
    private record Property(double s2n, double relativeSize, double ellipticity) {}

    private List<RingStudy.Bin> bins(
            String name, double[][] rings, Property[] properties, ToDoubleFunction<Property> value) {
        Integer[] order = IntStream.range(0, rings.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> value.applyAsDouble(properties[i])))
                .toArray(Integer[]::new);
        List<RingStudy.Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS && rings.length >= BINS; b++) {
            Integer[] members = Arrays.copyOfRange(order, b * order.length / BINS, (b + 1) * order.length / BINS);
            double[][] some = Arrays.stream(members).map(i -> rings[i]).toArray(double[][]::new);
            bins.add(new RingStudy.Bin(
                    name,
                    value.applyAsDouble(properties[members[0]]),
                    value.applyAsDouble(properties[members[members.length - 1]]),
                    RingBias.of(some, scene.seed())));
        }
        return bins;
    }

    private double[][] measure(ShearEstimator estimator, Condition condition, Property[] properties) {
        double[][] perRing = new double[options.rings()][];
        for (int from = 0; from < perRing.length; from += RINGS_PER_BATCH) {
            int n = Math.min(RINGS_PER_BATCH, perRing.length - from);
            SceneGalaxy[] members = new SceneGalaxy[n * STAMPS_PER_RING];
            long[] noiseIndex = new long[members.length];
            for (int i = 0; i < members.length; i++) {
                int ring = from + i / STAMPS_PER_RING;
                int angle = i % STAMPS_PER_RING / CASES;
                members[i] = member(scene.draw(FIRST_INDEX + ring), angle, i % CASES);
                noiseIndex[i] = FIRST_INDEX + (long) ANGLES * ring + angle;
            }
            HeldOutGalaxies stamps = HeldOutGalaxies.render(scene, noiseIndex, members, condition, threads);
            ShapeEstimate[] answers = store.get(
                            estimator.label(),
                            "rings-" + condition + "-" + options.ringNoiseSigma() + "-" + from + "-" + n,
                            () -> estimator.estimate(
                                    stamps.at(options.ringNoiseSigma(), threads), threads, progress::accept))
                    .estimates();
            for (int r = 0; r < n; r++) {
                int start = r * STAMPS_PER_RING;
                perRing[from + r] = average(Arrays.copyOfRange(answers, start, start + STAMPS_PER_RING));
                SceneGalaxy first = members[start];
                properties[from + r] = new Property(
                        stamps.norm(start) / options.ringNoiseSigma(),
                        first.sigma() / first.psfShape().sigma(),
                        first.shear().modulus());
            }
        }
        return perRing;
    }

    /**
     * Turned by 45 degrees times angle, then sheared: case 0 +gamma1, 1 -gamma1, 2 +gamma2, 3 -gamma2; or not sheared,
     * under a PSF of 4 +e1, 5 -e1, 6 +e2, 7 -e2.
     */
    private static SceneGalaxy member(SceneGalaxy galaxy, int angle, int which) {
        double sign = which % 2 == 0 ? 1 : -1;
        boolean first = which % 4 < 2;
        Shear intrinsic = galaxy.shear().rotated(angle * Math.PI / 4);
        if (which < 4) {
            double gamma = sign * GAMMA;
            return galaxy.withShear(intrinsic.then(first ? new Shear(gamma, 0) : new Shear(0, gamma)));
        }
        double e = sign * PSF_E;
        Shear psf = first ? Shear.fromE(e, 0) : Shear.fromE(0, e);
        return galaxy.withShear(intrinsic).withPsf(galaxy.psf().shear(psf));
    }

    private static double[] average(ShapeEstimate[] ring) {
        if (!Arrays.stream(ring).allMatch(ShapeEstimate::ok)) {
            return null;
        }
        double[] sum = new double[RingBias.Column.COUNT];
        for (int angle = 0; angle < ANGLES; angle++) {
            ShapeEstimate[] at = Arrays.copyOfRange(ring, angle * CASES, (angle + 1) * CASES);
            add(sum, RingBias.Column.RESPONSE_1, (at[0].g1() - at[1].g1()) / (2 * GAMMA));
            add(sum, RingBias.Column.RESPONSE_2, (at[2].g2() - at[3].g2()) / (2 * GAMMA));
            add(sum, RingBias.Column.LEAKAGE_1, (at[4].g1() - at[5].g1()) / (2 * PSF_E));
            add(sum, RingBias.Column.LEAKAGE_2, (at[6].g2() - at[7].g2()) / (2 * PSF_E));
            for (int k = 0; k < 4; k++) {
                add(sum, RingBias.Column.MEAN_1, at[k].g1() / 4);
                add(sum, RingBias.Column.MEAN_2, at[k].g2() / 4);
                double[] own = at[k].response();
                add(sum, RingBias.Column.OWN_RESPONSE_1, own == null ? Double.NaN : own[0] / 4);
                add(sum, RingBias.Column.OWN_RESPONSE_2, own == null ? Double.NaN : own[3] / 4);
            }
        }
        return sum;
    }

    private static void add(double[] sum, RingBias.Column column, double value) {
        sum[column.ordinal()] += value / ANGLES;
    }
}
