package org.shearnet.galaxysim.profile;

import java.util.function.DoubleUnaryOperator;

/** The Fourier transform of a radial profile that ends at a radius: Gauss-Legendre panels, more of them as k grows. */
final class FiniteHankel {

    private static final double[] NODES = {
        0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
    };
    private static final double[] WEIGHTS = {
        0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
    };

    private FiniteHankel() {}

    /**
     * 2 pi integral over 0 to end of I(r) J0(k r) r dr.
     *
     * @param power r = end t^power, to smooth a cusp at the centre
     */
    static double transform(DoubleUnaryOperator profile, double end, double power, double k) {
        int panels = 16 + (int) (k * end / 3);
        return 2
                * Math.PI
                * integrate(
                        t -> {
                            double r = end * Math.pow(t, power);
                            double jacobian = power * r / t;
                            return profile.applyAsDouble(r) * Bessel.j0(k * r) * r * jacobian;
                        },
                        panels);
    }

    /** Integral over 0 to 1 in equal panels of eight points. */
    static double integrate(DoubleUnaryOperator f, int panels) {
        double sum = 0;
        double half = 0.5 / panels;
        for (int p = 0; p < panels; p++) {
            double middle = (p + 0.5) / panels;
            for (int i = 0; i < NODES.length; i++) {
                sum += WEIGHTS[i]
                        * half
                        * (f.applyAsDouble(middle - half * NODES[i]) + f.applyAsDouble(middle + half * NODES[i]));
            }
        }
        return sum;
    }
}
