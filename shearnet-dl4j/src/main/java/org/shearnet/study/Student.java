package org.shearnet.study;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * A mean of independent normal values and what is known of it, by Student's t with n - 1 degrees of freedom.
 *
 * @param n how many values
 * @param mean theirs; NaN of none
 * @param error standard error of the mean; NaN below two values
 */
public record Student(int n, double mean, double error) {

    private static final double CONFIDENCE = 0.95;

    /** Of some values. */
    public static Student of(double... values) {
        if (values.length == 0) {
            return new Student(0, Double.NaN, Double.NaN);
        }
        double mean = new Mean().evaluate(values);
        double sd = values.length < 2 ? Double.NaN : new StandardDeviation().evaluate(values, mean);
        return new Student(values.length, mean, sd / Math.sqrt(values.length));
    }

    /** Of the finite ones among some values. */
    public static Student ofFinite(double... values) {
        return of(Arrays.stream(values).filter(Double::isFinite).toArray());
    }

    /** Half the 95 per cent interval; NaN where there is no error. */
    public double half() {
        return n < 2
                ? Double.NaN
                : error * new TDistribution(null, n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    }

    /** Two-sided probability of a mean at least this far from a value; NaN without scatter, which says nothing. */
    public double p(double value) {
        return error > 0
                ? 2 * new TDistribution(null, n - 1).cumulativeProbability(-Math.abs((mean - value) / error))
                : Double.NaN;
    }
}
