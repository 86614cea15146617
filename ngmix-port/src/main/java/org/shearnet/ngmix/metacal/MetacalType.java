package org.shearnet.ngmix.metacal;

/** The images of metacalibration. */
public enum MetacalType {
    /** Deconvolved, and convolved by the target PSF. */
    NOSHEAR(0, 0, false),
    /** The galaxy sheared by +step in g1. */
    P1(1, 0, false),
    /** The galaxy sheared by -step in g1. */
    M1(-1, 0, false),
    /** The galaxy sheared by +step in g2. */
    P2(0, 1, false),
    /** The galaxy sheared by -step in g2. */
    M2(0, -1, false),
    /** The target PSF sheared by +step in g1. */
    P1_PSF(1, 0, true),
    /** The target PSF sheared by -step in g1. */
    M1_PSF(-1, 0, true),
    /** The target PSF sheared by +step in g2. */
    P2_PSF(0, 1, true),
    /** The target PSF sheared by -step in g2. */
    M2_PSF(0, -1, true);

    private final int sign1;
    private final int sign2;
    private final boolean psf;

    MetacalType(int sign1, int sign2, boolean psf) {
        this.sign1 = sign1;
        this.sign2 = sign2;
        this.psf = psf;
    }

    /** Shear g1 at a step. */
    public double g1(double step) {
        return sign1 * step;
    }

    /** Shear g2 at a step. */
    public double g2(double step) {
        return sign2 * step;
    }

    /** True where the PSF is sheared, not the galaxy. */
    public boolean shearsPsf() {
        return psf;
    }
}
