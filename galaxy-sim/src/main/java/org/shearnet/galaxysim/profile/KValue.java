package org.shearnet.galaxysim.profile;

/**
 * Value of a profile's Fourier transform at one wave vector (counts).
 *
 * @param re real part
 * @param im imaginary part
 */
public record KValue(double re, double im) {

    /** Transform of nothing. */
    public static final KValue ZERO = new KValue(0, 0);

    /** Transform of a point of unit flux at the origin. */
    public static final KValue ONE = new KValue(1, 0);

    /**
     * {@return the value of a sum of profiles}
     *
     * @param other the other profile's value
     */
    public KValue plus(KValue other) {
        return new KValue(re + other.re, im + other.im);
    }

    /**
     * {@return the value of a difference of profiles}
     *
     * @param other the other profile's value
     */
    public KValue minus(KValue other) {
        return new KValue(re - other.re, im - other.im);
    }

    /**
     * {@return the value of a convolution of profiles}
     *
     * @param other the other profile's value
     */
    public KValue times(KValue other) {
        return new KValue(re * other.re - im * other.im, re * other.im + im * other.re);
    }

    /** {@return one over this value, without overflow on the way} */
    public KValue inverse() {
        if (Math.abs(re) < Math.abs(im)) {
            double q = re / im;
            double scale = 1 / (re * q + im);
            return new KValue(scale * q, -scale);
        }
        double q = im / re;
        double scale = 1 / (im * q + re);
        return new KValue(scale, -scale * q);
    }

    /** {@return the value at the opposite wave vector, for any profile: images are real} */
    public KValue conjugate() {
        return new KValue(re, -im);
    }

    /** {@return modulus} */
    public double abs() {
        return Math.sqrt(re * re + im * im);
    }
}
