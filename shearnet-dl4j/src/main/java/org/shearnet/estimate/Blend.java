package org.shearnet.estimate;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.estimate.ShapeEstimate.Spread;

/**
 * The answer of several equals to one stamp: the mean of their answers, its variance the mean of their variances and the variance of
 * their answers (Lakshminarayanan et al. 2017, arXiv:1612.01474), the latter unbiased, with members less 1 below. A member that
 * states no error counts as 0 in the first part.
 */
final class Blend {

    private final ShapeEstimate[] members;

    private Blend(ShapeEstimate[] members) {
        this.members = members;
    }

    /** Of two members at least; flagged where one of them is. */
    static ShapeEstimate of(ShapeEstimate[] members) {
        int flags = Arrays.stream(members).mapToInt(ShapeEstimate::flags).reduce(0, (a, b) -> a | b);
        ShapeEstimate[] numbers =
                Arrays.stream(members).map(ShapeEstimate::orLast).toArray(ShapeEstimate[]::new);
        ShapeEstimate all = new Blend(numbers).all();
        return flags == 0 ? all : ShapeEstimate.failed(flags, Double.isFinite(all.g1()) ? all : null);
    }

    /** The mean; exactly the members' where they agree. */
    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value - values[0];
        }
        return values[0] + sum / values.length;
    }

    /** Covariance of two numbers over the members, unbiased; exactly 0 where all agree. */
    static double covariance(double[] x, double[] y) {
        double xs = 0;
        double ys = 0;
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double dx = x[k] - x[0];
            double dy = y[k] - y[0];
            xs += dx;
            ys += dy;
            sum += dx * dy;
        }
        return (sum - xs * ys / x.length) / (x.length - 1);
    }

    private double[] values(ToDoubleFunction<ShapeEstimate> value) {
        return Arrays.stream(members).mapToDouble(value).toArray();
    }

    private ShapeEstimate all() {
        double[] g1 = values(ShapeEstimate::g1);
        double[] g2 = values(ShapeEstimate::g2);
        double v1 = Math.max(0, covariance(g1, g1));
        double v2 = Math.max(0, covariance(g2, g2));
        Shape shape = new Shape(
                mean(g1),
                mean(g2),
                Math.sqrt(own(ShapeEstimate::g1Err, 2) + v1),
                Math.sqrt(own(ShapeEstimate::g2Err, 2) + v2),
                own(ShapeEstimate::gCov, 1) + covariance(g1, g2));
        Light light = new Light(
                mean(values(ShapeEstimate::size)),
                error(ShapeEstimate::size, ShapeEstimate::sizeErr),
                mean(values(ShapeEstimate::flux)),
                error(ShapeEstimate::flux, ShapeEstimate::fluxErr),
                mean(values(ShapeEstimate::s2n)));
        // what a member says of its own doubt counts as doubt
        return ShapeEstimate.of(shape, light)
                .at(mean(values(ShapeEstimate::row)), mean(values(ShapeEstimate::col)))
                .withPsf(members[0].psf())
                .withSpread(new Spread(
                        Math.sqrt(own(e -> e.spread() == null ? 0 : e.spread().g1(), 2) + v1),
                        Math.sqrt(own(e -> e.spread() == null ? 0 : e.spread().g2(), 2) + v2)));
    }

    /** Mean of a power of what the members state; 0 where none of them does. */
    private double own(ToDoubleFunction<ShapeEstimate> stated, int power) {
        return Arrays.stream(members)
                .mapToDouble(stated)
                .map(v -> Double.isNaN(v) ? 0 : Math.pow(v, power))
                .average()
                .orElseThrow();
    }

    private double error(ToDoubleFunction<ShapeEstimate> value, ToDoubleFunction<ShapeEstimate> error) {
        double[] values = values(value);
        return Math.sqrt(own(error, 2) + covariance(values, values));
    }
}
