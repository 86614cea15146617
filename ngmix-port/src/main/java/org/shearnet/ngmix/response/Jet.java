package org.shearnet.ngmix.response;

/**
 * A number that is a smooth function of moments: its value, its derivatives by the moments, and for each change of the noise the
 * trace of its second derivatives with the noise's covariance ({@link Jets}). Immutable.
 */
public final class Jet {

    final double value;
    /** [moment] */
    final double[] slope;
    /** [change], see {@link MomentNoise} */
    final double[] trace;

    Jet(double value, double[] slope, double[] trace) {
        this.value = value;
        this.slope = slope;
        this.trace = trace;
    }

    /** {@return the value} */
    public double value() {
        return value;
    }
}
