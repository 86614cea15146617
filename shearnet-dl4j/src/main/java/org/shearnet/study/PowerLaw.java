package org.shearnet.study;

import java.util.List;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * A straight line through the logarithms of the figure against a key that is a number: figure = a key^b, fitted seed by seed.
 *
 * @param logAmplitude ln a over the seeds
 * @param exponent b over the seeds
 */
public record PowerLaw(Student logAmplitude, Student exponent) {

    /** Values of the key below which there is no line to speak of. */
    private static final int LEAST = 3;

    /**
     * Fits one.
     *
     * @param axis whose variants are numbers
     * @param rows of one rung
     * @param level of the benchmark; NaN for the mean over all
     * @return null where a seed has too few values of the key, or the axis has
     */
    public static PowerLaw of(Study study, Axis axis, List<Row> rows, double level) {
        int place = study.axes().indexOf(axis);
        if (!axis.isNumeric() || axis.variants().size() < LEAST) {
            return null;
        }
        List<Row> comparable = Effect.comparable(rows, place);
        double[] amplitudes = new double[study.seeds().size()];
        double[] exponents = new double[study.seeds().size()];
        for (int i = 0; i < amplitudes.length; i++) {
            long seed = study.seeds().get(i);
            SimpleRegression line = new SimpleRegression();
            for (Variant variant : axis.variants()) {
                double mean = comparable.stream()
                        .filter(r -> r.run().seed() == seed
                                && r.run().variants().get(place).equals(variant))
                        .mapToDouble(r -> r.logFigure(level))
                        .average()
                        .orElse(Double.NaN);
                if (Double.isFinite(mean)) {
                    line.addData(Math.log(variant.number()), mean);
                }
            }
            boolean enough = line.getN() >= LEAST;
            amplitudes[i] = enough ? line.getIntercept() : Double.NaN;
            exponents[i] = enough ? line.getSlope() : Double.NaN;
        }
        PowerLaw law = new PowerLaw(Student.ofFinite(amplitudes), Student.ofFinite(exponents));
        return law.exponent.n() == 0 ? null : law;
    }

    /** The figure that it gives. */
    public double at(double key) {
        return Math.exp(logAmplitude.mean() + exponent.mean() * Math.log(key));
    }
}
