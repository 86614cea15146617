package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.shear.Shear;

/**
 * Matched pairs on rings: a galaxy at intrinsic angles 0, 45, 90 and 135 degrees, each sheared by plus and minus gamma
 * in either component with the same offset, PSF and noise field; and unsheared under a PSF of plus and minus e. Shape
 * noise cancels within a ring, pixel noise within a pair (Massey et al. 2007, MNRAS 376, 13, arXiv:astro-ph/0608643;
 * Pujol et al. 2019, A&amp;A 621, A2, arXiv:1806.10537).
 *
 * <p>Longer than other classes: rings are drawn, measured and summed up in one place, for each of these knows how a ring is laid out.
 */
final class Rings {

    /** Four angles, two components, two signs: of the shear, and of the PSF. */
    static final int STAMPS_PER_RING = 32;

    private static final double GAMMA = 0.02;
    private static final double PSF_E = 0.05;
    private static final int ANGLES = 4;
    private static final int CASES = STAMPS_PER_RING / ANGLES;
    private static final int MOST_RINGS_PER_BATCH = 32;
    private static final int BINS = 3;
    private static final long FIRST_INDEX = HeldOutGalaxies.FIRST_INDEX * 2;

    private final Scene scene;
    private final Share share;
    private final int count;
    private final int draws;
    private final List<Condition> conditions;
    private final int ringsPerBatch;
    private final int threads;
    private final Measurer measurer;

    /** Measures a batch of stamps with an estimator, or finds what was measured. */
    @FunctionalInterface
    interface Measurer {
        ShapeEstimate[] measure(ShearEstimator estimator, String batch, Supplier<Stamps> stamps);
    }

    /**
     * Prepares rings.
     *
     * @param share of the batches that is measured; of the others nothing is known
     * @param count how many
     * @param draws of the noise under which each is measured, every second one of the opposite sign
     * @param broken whether the assumptions are broken, too
     */
    Rings(Scene scene, Share share, int count, int draws, boolean broken, int threads, Measurer measurer) {
        this.scene = scene;
        this.share = share;
        this.count = count;
        this.draws = draws;
        this.conditions = broken ? List.of(Condition.values()) : List.of(Condition.AS_TOLD);
        this.ringsPerBatch = ringsPerBatch(scene);
        this.threads = threads;
        this.measurer = measurer;
    }

    private static int ringsPerBatch(Scene scene) {
        int stamps = HeldOutGalaxies.batch(scene, STAMPS_PER_RING * MOST_RINGS_PER_BATCH);
        return Math.max(1, stamps / STAMPS_PER_RING);
    }

    /** How many stamps the rings of a batch have. */
    static int stampsInBatch(Scene scene) {
        return ringsPerBatch(scene) * STAMPS_PER_RING;
    }

    /** How many measurements a study of one estimator at one noise level takes. */
    long steps() {
        return (long) STAMPS_PER_RING * count * draws * conditions.size();
    }

    /**
     * What all rings say of one estimator at one noise level.
     *
     * @param perRing [condition][ring][{@link RingBias.Column}]
     * @param properties [ring]
     * @param noiseSigma pixel noise (counts)
     */
    record Measured(double[][][] perRing, Property[] properties, double noiseSigma) {

        /** Whether the estimator gives a response of its own. */
        boolean responds() {
            return Arrays.stream(perRing[0])
                    .anyMatch(r -> r != null && Double.isFinite(r[RingBias.Column.OWN_RESPONSE_1.ordinal()]));
        }

        RingStudy study(boolean calibrated, List<Condition> conditions, long seed) {
            List<RingStudy.Bin> bins = new ArrayList<>();
            bins.addAll(bins("S/N", p -> p.signal() / noiseSigma, calibrated, seed));
            bins.addAll(bins("size over PSF", Property::relativeSize, calibrated, seed));
            bins.addAll(bins("|g|", Property::ellipticity, calibrated, seed));
            List<RingStudy.Broken> broken = new ArrayList<>();
            for (int c = 1; c < perRing.length; c++) {
                broken.add(new RingStudy.Broken(
                        conditions.get(c),
                        RingBias.of(perRing[c], calibrated, seed),
                        RingBias.shift(perRing[c], perRing[0], calibrated, seed)));
            }
            double[][] inside = IntStream.range(0, properties.length)
                    .filter(i -> properties[i].inStamp())
                    .mapToObj(i -> perRing[0][i])
                    .toArray(double[][]::new);
            return new RingStudy(
                    noiseSigma,
                    RingBias.of(perRing[0], calibrated, seed),
                    RingBias.of(inside, calibrated, seed),
                    bins,
                    broken);
        }

        private List<RingStudy.Bin> bins(String name, ToDoubleFunction<Property> value, boolean calibrated, long seed) {
            Integer[] order = IntStream.range(0, properties.length).boxed().toArray(Integer[]::new);
            Arrays.sort(order, Comparator.comparingDouble(i -> value.applyAsDouble(properties[i])));
            List<RingStudy.Bin> bins = new ArrayList<>();
            for (int b = 0; b < BINS; b++) {
                int from = b * order.length / BINS;
                int to = (b + 1) * order.length / BINS;
                if (to > from) {
                    bins.add(new RingStudy.Bin(
                            name,
                            value.applyAsDouble(properties[order[from]]),
                            value.applyAsDouble(properties[order[to - 1]]),
                            RingBias.of(
                                    Arrays.stream(order, from, to)
                                            .map(i -> perRing[0][i])
                                            .toArray(double[][]::new),
                                    calibrated,
                                    seed)));
                }
            }
            return bins;
        }
    }

    /**
     * What a ring's galaxy is like.
     *
     * @param signal matched-filter signal to noise at pixel noise 1
     * @param relativeSize intrinsic sigma over that of the PSF
     * @param ellipticity |g| of the galaxy
     * @param inStamp whether its major axis is small against the stamp
     */
    record Property(double signal, double relativeSize, double ellipticity, boolean inStamp) {}

    /** The study of a measurement, with what it was made of. */
    RingStudy study(Measured measured, boolean calibrated) {
        return measured.study(calibrated, conditions, scene.seed());
    }

    /**
     * Measures all rings with all estimators at some noise levels; images are made once for all of them.
     *
     * @param noiseSigma pixel noise of each level (counts)
     * @return [estimator][level]
     */
    Measured[][] measure(List<ShearEstimator> estimators, double[] noiseSigma) {
        double[][][][][] perRing = new double[estimators.size()][noiseSigma.length][conditions.size()][count][];
        Property[] properties = share.isAll() ? properties() : new Property[0];
        long batches = 0;
        for (int c = 0; c < conditions.size(); c++) {
            for (int from = 0; from < count; from += ringsPerBatch) {
                if (!share.has(batches++)) {
                    continue;
                }
                int first = from;
                int n = Math.min(ringsPerBatch, count - from);
                Condition condition = conditions.get(c);
                Supplier<HeldOutGalaxies> images = new Lazy<>(() -> render(first, n, condition));
                for (int level = 0; level < noiseSigma.length; level++) {
                    double sigma = noiseSigma[level];
                    int[][] answered = new int[estimators.size()][n];
                    for (int d = 0; d < draws; d++) {
                        int draw = d;
                        Supplier<Stamps> stamps = new Lazy<>(() -> images.get().atSigned(sigma, draw, threads));
                        String batch = "rings-" + condition + "-" + sigma + "-" + from + "-" + n
                                + (draw == 0 ? "" : "-draw" + draw);
                        for (int e = 0; e < estimators.size(); e++) {
                            ShapeEstimate[] answers = measurer.measure(estimators.get(e), batch, stamps);
                            for (int r = 0; r < n; r++) {
                                int start = r * STAMPS_PER_RING;
                                double[] ring = average(Arrays.copyOfRange(answers, start, start + STAMPS_PER_RING));
                                if (ring != null) {
                                    perRing[e][level][c][from + r] =
                                            joined(perRing[e][level][c][from + r], ring, ++answered[e][r]);
                                }
                            }
                        }
                    }
                }
            }
        }
        Measured[][] measured = new Measured[estimators.size()][noiseSigma.length];
        for (int e = 0; e < measured.length; e++) {
            for (int level = 0; level < noiseSigma.length; level++) {
                measured[e][level] = new Measured(perRing[e][level], properties, noiseSigma[level]);
            }
        }
        return measured;
    }

    private HeldOutGalaxies render(int from, int n, Condition condition) {
        SceneGalaxy[] members = new SceneGalaxy[n * STAMPS_PER_RING];
        long[] noiseIndex = new long[members.length];
        SceneGalaxy galaxy = null;
        for (int i = 0; i < members.length; i++) {
            int ring = from + i / STAMPS_PER_RING;
            int angle = i % STAMPS_PER_RING / CASES;
            galaxy = i % STAMPS_PER_RING == 0 ? scene.draw(FIRST_INDEX + ring) : galaxy;
            members[i] = member(galaxy, angle, i % CASES);
            noiseIndex[i] = FIRST_INDEX + (long) ANGLES * ring + angle;
        }
        return HeldOutGalaxies.render(scene, noiseIndex, members, condition, threads);
    }

    /** What the galaxies of the rings are like, unturned and unsheared. */
    private Property[] properties() {
        Property[] properties = new Property[count];
        for (int from = 0; from < count; from += STAMPS_PER_RING * ringsPerBatch) {
            int n = Math.min(STAMPS_PER_RING * ringsPerBatch, count - from);
            long first = FIRST_INDEX + from;
            SceneGalaxy[] galaxies = new SceneGalaxy[n];
            Arrays.setAll(galaxies, ring -> scene.draw(first + ring));
            HeldOutGalaxies images = HeldOutGalaxies.render(
                    scene, LongStream.range(first, first + n).toArray(), galaxies, Condition.AS_TOLD, threads);
            for (int i = 0; i < n; i++) {
                properties[from + i] = new Property(
                        images.norm(i),
                        galaxies[i].sigma() / galaxies[i].psfShape().sigma(),
                        galaxies[i].shear().modulus(),
                        HeldOutGalaxies.inStamp(scene, galaxies[i]));
            }
        }
        return properties;
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

    /** The mean of one more ring and of the rings before, null where it is the first. */
    private static double[] joined(double[] before, double[] ring, int count) {
        if (before == null) {
            return ring;
        }
        double[] mean = new double[ring.length];
        Arrays.setAll(mean, k -> before[k] + (ring[k] - before[k]) / count);
        return mean;
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
