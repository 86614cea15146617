package org.shearnet.features;

import java.util.Locale;

/** A quantity of a galaxy that a network can predict. */
public enum Label {
    /** Reduced shear along the axes. */
    G1,
    /** Reduced shear along the diagonals. */
    G2,
    /** Size sigma of the round Gaussian before shear (arcsec). */
    SIGMA,
    /** Half-light radius before shear (arcsec). */
    HALF_LIGHT_RADIUS,
    /** Flux (counts). */
    FLUX;

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
