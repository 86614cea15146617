package org.shearnet.ngmix.response;

/**
 * A number that is a smooth function of moments: its value, its derivatives by the moments, and for each component of shear the
 * trace of its second derivatives with the noise's covariance ({@link Jets}). Immutable.
 */
public final class Jet {

    final double value;
    /** [moment] */
    final double[] slope;
    /** [component] */
    final double trace1;

    final double trace2;

    Jet(double value, double[] slope, double trace1, double trace2) {
        this.value = value;
        this.slope = slope;
        this.trace1 = trace1;
        this.trace2 = trace2;
    }

    /** {@return the value} */
    public double value() {
        return value;
    }
}
