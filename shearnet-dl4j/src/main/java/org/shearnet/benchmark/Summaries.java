package org.shearnet.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.shearnet.estimate.ShapeEstimate;

/** Turns estimates and truths into the numbers of {@link LevelSummary}. */
final class Summaries {

    /** Beyond this many bounds an estimate is an outlier. */
    private static final double OUTLIER_BOUNDS = 10;

    private static final int RESAMPLES = 200;

    private Summaries() {}

    /** The galaxies that count at one level: those the estimator answered for. */
    private record Kept(GalaxyTruth[] truths, ShapeEstimate[] estimates, double noise) {

        static Kept of(List<GalaxyTruth> truths, ShapeEstimate[] estimates, double noise, boolean inStampOnly) {
            int[] kept = IntStream.range(0, estimates.length)
                    .filter(i ->
                            estimates[i].ok() && (!inStampOnly || truths.get(i).inStamp()))
                    .toArray();
            return new Kept(
                    IntStream.of(kept).mapToObj(truths::get).toArray(GalaxyTruth[]::new),
                    IntStream.of(kept).mapToObj(i -> estimates[i]).toArray(ShapeEstimate[]::new),
                    noise);
        }

        double[] of(ToDoubleFunction<GalaxyTruth> value) {
            return java.util.Arrays.stream(truths).mapToDouble(value).toArray();
        }

        double[] estimated(ToDoubleFunction<ShapeEstimate> value) {
            return java.util.Arrays.stream(estimates).mapToDouble(value).toArray();
        }

        Sample residuals1() {
            return difference(estimated(ShapeEstimate::g1), of(GalaxyTruth::g1));
        }

        Sample residuals2() {
            return difference(estimated(ShapeEstimate::g2), of(GalaxyTruth::g2));
        }

        double bound1() {
            return noise * new Sample(of(GalaxyTruth::sigmaG1)).rms();
        }

        double bound2() {
            return noise * new Sample(of(GalaxyTruth::sigmaG2)).rms();
        }

        double rmse() {
            return quadraticMean(residuals1().rms(), residuals2().rms());
        }

        double bound() {
            return quadraticMean(bound1(), bound2());
        }

        double outliers() {
            return IntStream.range(0, truths.length)
                            .filter(i -> Math.abs(estimates[i].g1() - truths[i].g1())
                                            > OUTLIER_BOUNDS * noise * truths[i].sigmaG1()
                                    || Math.abs(estimates[i].g2() - truths[i].g2())
                                            > OUTLIER_BOUNDS * noise * truths[i].sigmaG2())
                            .count()
                    / (double) truths.length;
        }

        /** The same for some of the galaxies, perhaps more than once. */
        Kept some(int[] members) {
            return new Kept(
                    IntStream.of(members).mapToObj(i -> truths[i]).toArray(GalaxyTruth[]::new),
                    IntStream.of(members).mapToObj(i -> estimates[i]).toArray(ShapeEstimate[]::new),
                    noise);
        }

        /** Bootstrap errors of bias g1, g2, slope g1, g2 and RMSE over bound. */
        double[] errors() {
            return truths.length < 2
                    ? new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN}
                    : Bootstrap.errors(truths.length, RESAMPLES, truths.length, members -> {
                        Kept k = some(members);
                        return new double[] {
                            k.residuals1().mean(),
                            k.residuals2().mean(),
                            Sample.slope(k.of(GalaxyTruth::g1), k.estimated(ShapeEstimate::g1)),
                            Sample.slope(k.of(GalaxyTruth::g2), k.estimated(ShapeEstimate::g2)),
                            k.rmse() / k.bound()
                        };
                    });
        }

        double vanTrees() {
            double prior = Math.pow(
                    quadraticMean(new Sample(of(GalaxyTruth::g1)).sd(), new Sample(of(GalaxyTruth::g2)).sd()), 2);
            return Math.sqrt(IntStream.range(0, truths.length)
                    .mapToDouble(i -> {
                        double v1 = Math.pow(noise * truths[i].sigmaG1(), 2);
                        double v2 = Math.pow(noise * truths[i].sigmaG2(), 2);
                        return (1 / (1 / v1 + 1 / prior) + 1 / (1 / v2 + 1 / prior)) / 2;
                    })
                    .average()
                    .orElse(Double.NaN));
        }

        double coverage() {
            return java.util.Arrays.stream(pulls())
                    .map(p -> Math.abs(p) <= 1 ? 1 : 0)
                    .average()
                    .orElse(Double.NaN);
        }

        double pullSd() {
            return new Sample(pulls()).sd();
        }

        private double[] pulls() {
            return IntStream.range(0, truths.length)
                    .boxed()
                    .flatMapToDouble(i -> java.util.stream.DoubleStream.of(
                            (estimates[i].g1() - truths[i].g1()) / estimates[i].g1Err(),
                            (estimates[i].g2() - truths[i].g2()) / estimates[i].g2Err()))
                    .filter(Double::isFinite)
                    .toArray();
        }

        private static Sample difference(double[] a, double[] b) {
            return new Sample(
                    IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray());
        }
    }

    static LevelSummary of(
            String method,
            double noise,
            List<GalaxyTruth> truths,
            ShapeEstimate[] estimates,
            RingBias rings,
            double msPerGalaxy) {
        Kept all = Kept.of(truths, estimates, noise, false);
        Kept inside = Kept.of(truths, estimates, noise, true);
        int insideCount = (int) truths.stream().filter(GalaxyTruth::inStamp).count();
        Sample d1 = all.residuals1();
        Sample d2 = all.residuals2();
        double[] errors = all.errors();
        double[] insideErrors = inside.errors();
        return new LevelSummary(
                method,
                noise,
                truths.size(),
                truths.size() - d1.size(),
                d1.mean(),
                d2.mean(),
                Sample.slope(all.of(GalaxyTruth::g1), all.estimated(ShapeEstimate::g1)),
                Sample.slope(all.of(GalaxyTruth::g2), all.estimated(ShapeEstimate::g2)),
                d1.rms(),
                d2.rms(),
                d1.between(0.01, 0.99).sd(),
                d2.between(0.01, 0.99).sd(),
                d1.nmad(),
                d2.nmad(),
                all.outliers(),
                all.bound1(),
                all.bound2(),
                all.rmse() / all.bound(),
                rings.m1().value(),
                rings.m1().error(),
                rings.m2().value(),
                rings.m2().error(),
                rings.c1().value(),
                rings.c1().error(),
                rings.c2().value(),
                rings.c2().error(),
                all.pullSd(),
                msPerGalaxy,
                insideCount,
                insideCount - inside.truths().length,
                inside.rmse(),
                inside.bound(),
                inside.rmse() / inside.bound(),
                rings.alpha1().value(),
                rings.alpha1().error(),
                rings.alpha2().value(),
                rings.alpha2().error(),
                rings.calibratedM1().value(),
                rings.calibratedM1().error(),
                rings.calibratedM2().value(),
                rings.calibratedM2().error(),
                errors[0],
                errors[1],
                errors[2],
                errors[3],
                errors[4],
                insideErrors[4],
                all.vanTrees(),
                all.coverage());
    }

    static double quadraticMean(double a, double b) {
        return Math.sqrt((a * a + b * b) / 2);
    }
}
