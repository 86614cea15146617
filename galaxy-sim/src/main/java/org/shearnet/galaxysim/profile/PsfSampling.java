package org.shearnet.galaxysim.profile;

/** What of a PSF that is known on finer pixels than the stamps' its image on the stamps' pixels holds. */
public enum PsfSampling {
    /** Its values at the pixels: for models that are evaluated there, as mixtures of Gaussians are, and for moments of the image. */
    POINTS,
    /**
     * Its wave numbers up to the pixels' Nyquist frequency: for what multiplies or divides by the PSF's transform. At points, those beyond
     * are aliased onto them, which a galaxy's image does far less, as its transform has fallen where they come from.
     */
    BAND_LIMITED
}
