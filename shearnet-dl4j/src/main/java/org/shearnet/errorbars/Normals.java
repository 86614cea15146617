package org.shearnet.errorbars;

/** The standard normal distribution. */
final class Normals {

    static final double ROOT_PI = Math.sqrt(Math.PI);

    private static final double ROOT_2PI = Math.sqrt(2 * Math.PI);

    /** From here on the continued fraction. */
    private static final double TAIL = 7.07106781186547;

    private static final double[] ABOVE = {
        3.52624965998911e-2,
        0.700383064443688,
        6.37396220353165,
        33.912866078383,
        112.079291497871,
        221.213596169931,
        220.206867912376
    };
    private static final double[] BELOW = {
        8.83883476483184e-2,
        1.75566716318264,
        16.064177579207,
        86.7807322029461,
        296.564248779674,
        637.333633378831,
        793.826512519948,
        440.413735824752
    };

    /** The probability within one standard deviation. */
    static final double ONE_SIGMA = within(1);

    private Normals() {}

    static double density(double z) {
        return Math.exp(-0.5 * z * z) / ROOT_2PI;
    }

    /** Hart's (1968) rational approximation as West (2005, Wilmott Magazine, May, 70) gives it, to 1e-14. */
    static double distribution(double z) {
        double x = Math.abs(z);
        double tail = Math.exp(-0.5 * x * x);
        if (x < TAIL) {
            tail *= polynomial(ABOVE, x) / polynomial(BELOW, x);
        } else {
            tail /= (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) * ROOT_2PI;
        }
        return z > 0 ? 1 - tail : tail;
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (double c : coefficients) {
            sum = sum * x + c;
        }
        return sum;
    }

    /** The probability between -z and z. */
    static double within(double z) {
        return 1 - 2 * distribution(-Math.abs(z));
    }
}
