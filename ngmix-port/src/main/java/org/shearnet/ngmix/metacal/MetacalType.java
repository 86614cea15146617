package org.shearnet.ngmix.metacal;

import java.util.Arrays;
import java.util.List;

/** The images of metacalibration, called as NGMix calls them: {@code noshear}, {@code 1p}, {@code 1m_psf}, ... */
public enum MetacalType {
    /** Deconvolved, and convolved by the target PSF. */
    NOSHEAR("noshear", 0, 0, false),
    /** The galaxy sheared by +step in g1. */
    P1("1p", 1, 0, false),
    /** The galaxy sheared by -step in g1. */
    M1("1m", -1, 0, false),
    /** The galaxy sheared by +step in g2. */
    P2("2p", 0, 1, false),
    /** The galaxy sheared by -step in g2. */
    M2("2m", 0, -1, false),
    /** The target PSF sheared by +step in g1. */
    P1_PSF("1p_psf", 1, 0, true),
    /** The target PSF sheared by -step in g1. */
    M1_PSF("1m_psf", -1, 0, true),
    /** The target PSF sheared by +step in g2. */
    P2_PSF("2p_psf", 0, 1, true),
    /** The target PSF sheared by -step in g2. */
    M2_PSF("2m_psf", 0, -1, true);

    private final String label;
    private final int sign1;
    private final int sign2;
    private final boolean psf;

    MetacalType(String label, int sign1, int sign2, boolean psf) {
        this.label = label;
        this.sign1 = sign1;
        this.sign2 = sign2;
        this.psf = psf;
    }

    /**
     * {@return the image of a name}
     *
     * @param label its name
     * @throws IllegalArgumentException where there is none
     */
    public static MetacalType named(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no image '" + label + "' (there are " + String.join(", ", labels()) + ")"));
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(MetacalType::label).toList();
    }

    /** {@return the name in tables and configurations} */
    public String label() {
        return label;
    }

    /**
     * {@return shear g1 at a step}
     *
     * @param step size of the shear
     */
    public double g1(double step) {
        return sign1 * step;
    }

    /**
     * {@return shear g2 at a step}
     *
     * @param step size of the shear
     */
    public double g2(double step) {
        return sign2 * step;
    }

    /** {@return true where the PSF is sheared, not the galaxy} */
    public boolean shearsPsf() {
        return psf;
    }
}
