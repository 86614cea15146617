package org.shearnet.galaxysim.shear;

/**
 * A reduced shear g = g1 + i g2, |g| = (a - b) / (a + b) &lt; 1; g1 &gt; 0 stretches along +x, g2 &gt; 0 along the line at 45
 * degrees (x is the column, y the row, y up).
 *
 * <p>Other measures of the same shape: distortion e = 2g / (1 + |g|^2), conformal shear eta = 2 atanh |g|, axis ratio q
 * = b / a = (1 - |g|) / (1 + |g|). See Bernstein and Jarvis 2002, AJ 123, 583 (astro-ph/0107431).
 *
 * @param g1 first component, dimensionless
 * @param g2 second component, dimensionless
 */
public record Shear(double g1, double g2) {

    /** No shear. */
    public static final Shear ZERO = new Shear(0, 0);

    /**
     * Rejects a modulus of 1 or more.
     *
     * @param g1 first component, dimensionless
     * @param g2 second component, dimensionless
     * @throws IllegalArgumentException where |g| is 1 or more, or not a number
     */
    public Shear {
        if (!(g1 * g1 + g2 * g2 < 1)) {
            throw new IllegalArgumentException("a reduced shear needs |g| < 1, not g1 = " + g1 + ", g2 = " + g2);
        }
    }

    /**
     * {@return the shear from the distortion, |e| = (a^2 - b^2) / (a^2 + b^2)}
     *
     * @param e1 first component of the distortion
     * @param e2 second component
     * @throws IllegalArgumentException where |e| is 1 or more
     */
    public static Shear fromE(double e1, double e2) {
        double esq = e1 * e1 + e2 * e2;
        if (!(esq < 1)) {
            throw new IllegalArgumentException("a distortion needs |e| < 1, not e1 = " + e1 + ", e2 = " + e2);
        }
        double ratio = 1 / (1 + Math.sqrt(1 - esq));
        return new Shear(e1 * ratio, e2 * ratio);
    }

    /**
     * {@return the shear from the conformal shear, |eta| = -ln(b / a)}
     *
     * @param eta1 first component of the conformal shear
     * @param eta2 second component
     */
    public static Shear fromEta(double eta1, double eta2) {
        double eta = Math.hypot(eta1, eta2);
        double ratio = eta < 1e-8 ? 0.5 : Math.tanh(0.5 * eta) / eta;
        return new Shear(eta1 * ratio, eta2 * ratio);
    }

    /**
     * {@return the shear from axis ratio and position angle}
     *
     * @param q minor over major axis, in (0, 1]
     * @param beta angle of the major axis from +x towards +y (radians)
     */
    public static Shear fromQBeta(double q, double beta) {
        if (!(q > 0 && q <= 1)) {
            throw new IllegalArgumentException("an axis ratio lies in (0, 1], not " + q);
        }
        return fromPolar((1 - q) / (1 + q), beta);
    }

    /**
     * {@return the shear from modulus and position angle}
     *
     * @param g modulus |g|
     * @param beta angle of the major axis from +x towards +y (radians)
     */
    public static Shear fromPolar(double g, double beta) {
        return new Shear(g * Math.cos(2 * beta), g * Math.sin(2 * beta));
    }

    /** {@return |g|} */
    public double modulus() {
        return Math.hypot(g1, g2);
    }

    /** {@return first component of the distortion} */
    public double e1() {
        return 2 * g1 / (1 + g1 * g1 + g2 * g2);
    }

    /** {@return second component of the distortion} */
    public double e2() {
        return 2 * g2 / (1 + g1 * g1 + g2 * g2);
    }

    /** {@return modulus of the conformal shear, 2 atanh |g|} */
    public double eta() {
        double g = modulus();
        return Math.log1p(2 * g / (1 - g));
    }

    /** {@return minor over major axis} */
    public double axisRatio() {
        double g = modulus();
        return (1 - g) / (1 + g);
    }

    /** {@return position angle of the major axis from +x (radians, in (-pi/2, pi/2]).} */
    public double positionAngle() {
        return 0.5 * Math.atan2(g2, g1);
    }

    /**
     * {@return the shape of an object of this shape after a further shear is applied: (g + s) / (1 + conj(s) g)}
     *
     * @param s the shear that follows
     */
    public Shear then(Shear s) {
        double re = 1 + s.g1 * g1 + s.g2 * g2;
        double im = s.g1 * g2 - s.g2 * g1;
        double norm = re * re + im * im;
        double a = g1 + s.g1;
        double b = g2 + s.g2;
        return new Shear((a * re + b * im) / norm, (b * re - a * im) / norm);
    }

    /**
     * {@return sum as the matrix product this * other read as a shear (rotation dropped): other acts first, then this}
     *
     * @param other the shear that acts first
     */
    public Shear plus(Shear other) {
        return other.then(this);
    }

    /** {@return the shear that undoes this one} */
    public Shear inverse() {
        return new Shear(-g1, -g2);
    }

    /**
     * {@return the shape after the object is turned by an angle (radians, from +x towards +y)}
     *
     * @param theta angle (radians)
     */
    public Shear rotated(double theta) {
        double c = Math.cos(2 * theta);
        double s = Math.sin(2 * theta);
        return new Shear(g1 * c - g2 * s, g1 * s + g2 * c);
    }

    /** {@return the area-preserving matrix {{1 + g1, g2}, {g2, 1 - g1}} / sqrt(1 - |g|^2)} */
    public double[][] matrix() {
        double norm = 1 / Math.sqrt(1 - g1 * g1 - g2 * g2);
        return new double[][] {{(1 + g1) * norm, g2 * norm}, {g2 * norm, (1 - g1) * norm}};
    }

    /**
     * {@return the shear that a linear map gives a round object: the map is scale * shear * rotation}
     *
     * @param a element x from x of the map
     * @param b element x from y
     * @param c element y from x
     * @param d element y from y
     * @throws IllegalArgumentException where the map is singular
     */
    public static Shear ofMatrix(double a, double b, double c, double d) {
        double xx = a * a + b * b;
        double xy = a * c + b * d;
        double yy = c * c + d * d;
        double denominator = xx + yy + 2 * Math.abs(a * d - b * c);
        return new Shear((xx - yy) / denominator, 2 * xy / denominator);
    }
}
