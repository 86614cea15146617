package org.shearnet.inspect;

import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** The span of a galaxy's six tangents among the images of a stamp. */
final class TangentSpan {

    private final double[] scale;
    private final double[][] unit;
    private final RealMatrix inverse;

    /** @param tangents derivatives of the image by the parameters, [6][pixels] */
    TangentSpan(double[][] tangents) {
        scale = new double[tangents.length];
        unit = new double[tangents.length][];
        for (int k = 0; k < tangents.length; k++) {
            scale[k] = 1 / Math.sqrt(EnvelopeCholesky.dot(tangents[k], 0, tangents[k], 0, tangents[k].length));
            unit[k] = times(scale[k], tangents[k]);
        }
        inverse = new LUDecomposition(MatrixUtils.createRealMatrix(Information.product(unit, unit)), 0)
                .getSolver()
                .getInverse();
    }

    /** Weights of the pixels in the best unbiased estimate of a parameter: a row of F^-1 M^T / sigma^2. */
    double[] best(int parameter) {
        return times(scale[parameter], combined(inverse.getRow(parameter)));
    }

    /** The projection of an image on the span. */
    double[] project(double[] image) {
        double[] seen = new double[unit.length];
        for (int k = 0; k < unit.length; k++) {
            seen[k] = EnvelopeCholesky.dot(unit[k], 0, image, 0, image.length);
        }
        return combined(inverse.operate(seen));
    }

    private double[] combined(double[] weights) {
        double[] out = new double[unit[0].length];
        for (int k = 0; k < weights.length; k++) {
            for (int p = 0; p < out.length; p++) {
                out[p] += weights[k] * unit[k][p];
            }
        }
        return out;
    }

    private static double[] times(double factor, double[] values) {
        double[] out = values.clone();
        for (int p = 0; p < out.length; p++) {
            out[p] *= factor;
        }
        return out;
    }
}
