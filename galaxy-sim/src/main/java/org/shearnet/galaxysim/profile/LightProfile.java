package org.shearnet.galaxysim.profile;

import java.util.List;
import org.shearnet.galaxysim.shear.Shear;

/**
 * A surface brightness distribution on the sky: an immutable value.
 *
 * <p>Lengths in arcsec, wave numbers in radians per arcsec, flux in counts, surface brightness in counts per arcsec^2. The
 * Fourier transform is F(k) = integral I(r) exp(-i k r) d^2r, so that F(0) is the flux. Two promises serve rendering: beyond
 * {@link #maxK} |F| stays below a fraction of the flux, and images repeated with period 2 pi / {@link #stepK} overlap by no
 * more than a fraction of the flux.
 */
public sealed interface LightProfile
        permits RadialProfile, Transform, Sum, Convolution, Deconvolution, Box, SampledProfile {

    /** {@return total flux (counts)} */
    double flux();

    /**
     * {@return Fourier transform at a wave vector (rad/arcsec)}
     *
     * @param kx along x (rad/arcsec)
     * @param ky along y (rad/arcsec)
     */
    KValue kValue(double kx, double ky);

    /**
     * {@return surface brightness at a position (arcsec)}
     *
     * @param x along x from the origin (arcsec)
     * @param y along y from the origin (arcsec)
     * @throws UnsupportedOperationException for convolutions and deconvolutions
     */
    double xValue(double x, double y);

    /** {@return whether {@link #xValue} can be asked} */
    boolean hasXValue();

    /**
     * {@return wave number beyond which |F(k)| stays below a fraction of the flux, as GalSim defines it for each
     * profile (rad/arcsec)}
     *
     * @param threshold the fraction, say 1e-3
     */
    double maxK(double threshold);

    /**
     * {@return sampling interval in k at which folding leaves out a fraction of the flux, as GalSim defines it
     * (rad/arcsec)}
     *
     * @param threshold the fraction of the flux outside pi / stepK, say 5e-3
     * @param minHalfLightRadii pi / stepK is at least so many half-light radii
     */
    double stepK(double threshold, double minHalfLightRadii);

    /**
     * {@return a radius (arcsec) from the origin beyond which the surface brightness stays below the given value}
     *
     * @param surfaceBrightness counts per arcsec^2
     */
    double extent(double surfaceBrightness);

    /**
     * {@return upper bound, up to ripples, of the mean of |F| over all wave vectors of modulus k}
     *
     * @param k wave number (rad/arcsec)
     */
    double kBound(double k);

    /**
     * {@return second moment of the radius about the centroid, integral r^2 I / flux (arcsec^2); infinite for some
     * profiles}
     */
    double meanSquareRadius();

    /**
     * {@return wave number (rad/arcsec) below which the transform is smooth but for the origin: infinite where
     * everywhere, 0 where not known}
     *
     * @param pixelScale side of the pixels that it is drawn on (arcsec)
     */
    double smoothBelow(double pixelScale);

    /** {@return largest distance from the origin to where the profile is not smooth (arcsec)} */
    default double coreReach() {
        return 0;
    }

    /**
     * {@return minor over major axis, the least of all parts: the mean of |F| over directions, {@link #kBound},
     * overestimates the peak by no more than its inverse}
     */
    default double roundness() {
        return 1;
    }

    /** {@return whether some of the light comes from points, so that it has no end in k} */
    default boolean hasPoints() {
        return false;
    }

    /** {@return where the origin has been moved to along x (arcsec)} */
    default double dx() {
        return 0;
    }

    /** {@return where the origin has been moved to along y (arcsec)} */
    default double dy() {
        return 0;
    }

    /** {@return shape and size as labels} */
    default Shapes shapes() {
        return shapes(1, 0, 0, 1);
    }

    /**
     * {@return shape and size as labels, those under a linear map (x, y) to (a x + b y, c x + d y) that follows}
     *
     * @param a element x from x of the map
     * @param b element x from y
     * @param c element y from x
     * @param d element y from y
     */
    default Shapes shapes(double a, double b, double c, double d) {
        return Shapes.ofEllipse(a, b, c, d, Double.NaN, meanSquareRadius());
    }

    /** {@return whether the profile depends on the distance from the origin alone} */
    default boolean isRound() {
        return false;
    }

    /**
     * {@return this profile sheared about the origin, at constant flux}
     *
     * @param shear the shear
     */
    default LightProfile shear(Shear shear) {
        double[][] m = shear.matrix();
        return Transform.of(this, m[0][0], m[0][1], m[1][0], m[1][1], 0, 0, 1);
    }

    /**
     * {@return this profile sheared about the origin, at constant flux}
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     */
    default LightProfile shear(double g1, double g2) {
        return shear(new Shear(g1, g2));
    }

    /**
     * {@return this profile turned about the origin by an angle (radians, +x towards +y)}
     *
     * @param theta angle (radians)
     */
    default LightProfile rotate(double theta) {
        double c = Math.cos(theta);
        double s = Math.sin(theta);
        return Transform.of(this, c, -s, s, c, 0, 0, 1);
    }

    /**
     * {@return this profile moved (arcsec)}
     *
     * @param dx along x (arcsec)
     * @param dy along y (arcsec)
     */
    default LightProfile shift(double dx, double dy) {
        return Transform.of(this, 1, 0, 0, 1, dx, dy, 1);
    }

    /**
     * {@return this profile with all lengths multiplied, flux kept}
     *
     * @param scale factor of the lengths
     */
    default LightProfile dilate(double scale) {
        return Transform.of(this, scale, 0, 0, scale, 0, 0, 1);
    }

    /**
     * {@return this profile with all lengths multiplied, surface brightness kept}
     *
     * @param scale factor of the lengths
     */
    default LightProfile expand(double scale) {
        return Transform.of(this, scale, 0, 0, scale, 0, 0, scale * scale);
    }

    /**
     * {@return this profile lensed by a magnification: area and flux multiplied by mu}
     *
     * @param mu factor of area and flux
     */
    default LightProfile magnify(double mu) {
        return expand(Math.sqrt(mu));
    }

    /**
     * {@return this profile mapped linearly about the origin, flux kept: (x, y) to (a x + b y, c x + d y)}
     *
     * @param a element x from x of the map
     * @param b element x from y
     * @param c element y from x
     * @param d element y from y
     */
    default LightProfile map(double a, double b, double c, double d) {
        return Transform.of(this, a, b, c, d, 0, 0, 1);
    }

    /**
     * {@return this profile with its flux multiplied}
     *
     * @param ratio factor of the flux
     */
    default LightProfile withScaledFlux(double ratio) {
        return Transform.of(this, 1, 0, 0, 1, 0, 0, ratio);
    }

    /**
     * {@return the same shape at another flux}
     *
     * @param flux flux (counts)
     */
    default LightProfile withFlux(double flux) {
        return withScaledFlux(flux / flux());
    }

    /**
     * {@return the sum with another profile}
     *
     * @param other the profile to add
     */
    default LightProfile plus(LightProfile other) {
        return new Sum(List.of(this, other));
    }

    /**
     * {@return the convolution with another profile}
     *
     * @param other the profile to convolve with
     */
    default LightProfile convolve(LightProfile other) {
        return new Convolution(List.of(this, other));
    }
}
