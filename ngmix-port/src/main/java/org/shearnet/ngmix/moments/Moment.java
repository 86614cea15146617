package org.shearnet.ngmix.moments;

/**
 * Polynomials of sky position about the weight's centre whose weighted sums are measured, in the order of
 * {@link MomentsResult#sums()}: with z = u + i v, M_pq is a part of z^p conj(z)^q (arcsec^(p+q)).
 */
public enum Moment {
    /** v. */
    V,
    /** u. */
    U,
    /** u^2 - v^2. */
    M1,
    /** 2 u v. */
    M2,
    /** u^2 + v^2. */
    T,
    /** 1: the flux. */
    FLUX,
    /** u r^2. */
    M21,
    /** v r^2. */
    M12,
    /** Re z^3 = u^3 - 3 u v^2. */
    M30,
    /** Im z^3 = 3 u^2 v - v^3. */
    M03,
    /** r^4. */
    M22,
    /** r^2 (u^2 - v^2). */
    M31,
    /** 2 u v r^2. */
    M13,
    /** Re z^4. */
    M40,
    /** Im z^4. */
    M04,
    /** r^6. */
    M33,
    /** r^8. */
    M44;

    static void fill(double v, double u, double[] out) {
        double a = u * u - v * v;
        double b = 2 * u * v;
        double r2 = u * u + v * v;
        out[V.ordinal()] = v;
        out[U.ordinal()] = u;
        out[M1.ordinal()] = a;
        out[M2.ordinal()] = b;
        out[T.ordinal()] = r2;
        out[FLUX.ordinal()] = 1;
        out[M21.ordinal()] = u * r2;
        out[M12.ordinal()] = v * r2;
        out[M30.ordinal()] = u * a - v * b;
        out[M03.ordinal()] = u * b + v * a;
        out[M22.ordinal()] = r2 * r2;
        out[M31.ordinal()] = r2 * a;
        out[M13.ordinal()] = r2 * b;
        out[M40.ordinal()] = a * a - b * b;
        out[M04.ordinal()] = 2 * a * b;
        out[M33.ordinal()] = r2 * r2 * r2;
        out[M44.ordinal()] = r2 * r2 * r2 * r2;
    }
}
