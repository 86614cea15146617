package org.shearnet.ngmix.fit;

/** How the image of a PSF is turned into a mixture. */
public enum PsfModel {
    /** One elliptical Gaussian, by least squares. */
    GAUSS,
    /** Three Gaussians of a turbulent atmosphere, one ellipse. */
    TURB
}
