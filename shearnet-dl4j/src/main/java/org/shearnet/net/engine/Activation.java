package org.shearnet.net.engine;

import org.apache.commons.math3.special.Erf;

/** A pointwise non-linearity, computed together with the bias of the layer it ends. */
public enum Activation {
    IDENTITY,
    RELU,
    TANH,
    /** x Phi(x), with the exact error function (Hendrycks and Gimpel 2016, arXiv:1606.08415). */
    GELU;

    private static final double SQRT_2 = Math.sqrt(2);
    private static final double SQRT_2PI = Math.sqrt(2 * Math.PI);

    /** Whether the derivative needs the value before the activation; otherwise the output suffices. */
    public boolean needsPreActivation() {
        return this == GELU;
    }

    /** The value at z. */
    public double value(double z) {
        return switch (this) {
            case IDENTITY -> z;
            case RELU -> Math.max(z, 0);
            case TANH -> Math.tanh(z);
            case GELU -> 0.5 * z * (1 + Erf.erf(z / SQRT_2));
        };
    }

    /** Writes the value at z and the first two derivatives; the second of {@link #RELU} is 0 everywhere. */
    public void withDerivatives(double z, double[] out) {
        out[0] = value(z);
        if (this == TANH) {
            out[1] = 1 - out[0] * out[0];
            out[2] = -2 * out[0] * out[1];
        } else {
            out[1] = derivative(z);
            out[2] = this == GELU ? (2 - z * z) * Math.exp(-0.5 * z * z) / SQRT_2PI : 0;
        }
    }

    /** The derivative at z; 0 at the kink of {@link #RELU}. */
    public double derivative(double z) {
        return switch (this) {
            case IDENTITY -> 1;
            case RELU -> z > 0 ? 1 : 0;
            case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
            case GELU -> 0.5 * (1 + Erf.erf(z / SQRT_2)) + z * Math.exp(-0.5 * z * z) / SQRT_2PI;
        };
    }
}
