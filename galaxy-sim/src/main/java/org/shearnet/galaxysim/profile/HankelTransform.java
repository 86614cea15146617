package org.shearnet.galaxysim.profile;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * The two-dimensional Fourier transform of a radial profile, 2 pi integral I(r) J0(k r) r dr, on a logarithmic grid over
 * fifteen decades: FFTLog (Talman 1978, J. Comput. Phys. 29, 35; Hamilton 2000, MNRAS 312, 257, astro-ph/9905191).
 */
final class HankelTransform {

    private static final int N = 2048;
    private static final double DECADES = 15;
    private static final double STEP = DECADES * Math.log(10) / N;

    /** ln r of the first point: the profiles are scaled to a half-light radius of 1. */
    private static final double LOG_R0 = -9 * Math.log(10);

    private static final double LOG_K0 = -(LOG_R0 + (N - 1) * STEP);

    /** Exponent that balances both ends of the grid. */
    private static final double BIAS = 0.75;

    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private final double[] values;

    /**
     * @param profile surface brightness at r, smooth in ln r
     */
    HankelTransform(DoubleUnaryOperator profile) {
        FastFourierTransformer fft = new FastFourierTransformer(DftNormalization.STANDARD);
        double[] g = new double[N];
        for (int j = 0; j < N; j++) {
            double r = Math.exp(LOG_R0 + j * STEP);
            g[j] = profile.applyAsDouble(r) * Math.pow(r, 2 - BIAS);
        }
        Complex[] c = fft.transform(g, TransformType.FORWARD);
        for (int m = 0; m < N; m++) {
            int signed = m <= N / 2 ? m : m - N;
            double eta = 2 * Math.PI * signed / (N * STEP);
            c[m] = c[m].multiply(mellin(new Complex(BIAS, eta)))
                    .multiply(new Complex(0, -eta * (LOG_K0 + LOG_R0)).exp());
        }
        c[N / 2] = new Complex(c[N / 2].getReal(), 0);
        Complex[] out = fft.transform(c, TransformType.FORWARD);
        values = new double[N];
        for (int n = 0; n < N; n++) {
            values[n] = 2 * Math.PI / N * out[n].getReal() * Math.exp(-BIAS * (LOG_K0 + n * STEP));
        }
    }

    /** integral x^(z - 1) J0(x) dx = 2^(z - 1) Gamma(z / 2) / Gamma(1 - z / 2). */
    private static Complex mellin(Complex z) {
        Complex half = z.multiply(0.5);
        return z.subtract(1)
                .multiply(Math.log(2))
                .add(logGamma(half))
                .subtract(logGamma(Complex.ONE.subtract(half)))
                .exp();
    }

    /** Lanczos' approximation, for a real part above zero. */
    private static Complex logGamma(Complex z) {
        Complex x = z.subtract(1);
        Complex sum = new Complex(LANCZOS[0]);
        for (int i = 1; i < LANCZOS.length; i++) {
            sum = sum.add(new Complex(LANCZOS[i]).divide(x.add(i)));
        }
        Complex t = x.add(7.5);
        return x.add(0.5).multiply(t.log()).subtract(t).add(sum.log()).add(0.5 * Math.log(2 * Math.PI));
    }

    /** The transform at k, interpolated between eight points of the grid. */
    double at(double k) {
        double position = (Math.log(k) - LOG_K0) / STEP;
        int first = (int) Math.floor(position) - 3;
        if (first < 0 || first + 8 > N) {
            return first < 0 ? values[0] : 0;
        }
        double sum = 0;
        for (int i = 0; i < 8; i++) {
            double w = 1;
            for (int j = 0; j < 8; j++) {
                if (j != i) {
                    w *= (position - first - j) / (i - j);
                }
            }
            sum += w * values[first + i];
        }
        return sum;
    }
}
