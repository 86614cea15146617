package org.shearnet.estimate;

import java.util.Locale;

/** How the error bars of an estimator are calibrated by galaxies whose shear is known. */
public enum ErrorCalibration {
    /** One factor for each decade of noise, the root of the mean squared pull (Levi et al. 2022, Sensors 22, 5540). */
    SCALE,
    /** Split conformal intervals of normalised residuals (Lei et al. 2018, JASA 113, 1094, arXiv:1604.04173). */
    CONFORMAL;

    /** The word of a configuration. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ErrorCalibration of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
