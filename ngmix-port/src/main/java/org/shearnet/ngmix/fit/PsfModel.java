package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;

/** How the image of a PSF is turned into a mixture. */
public enum PsfModel {
    /** One elliptical Gaussian, by least squares. */
    GAUSS(MixtureModel.GAUSS, 0),
    /** Three Gaussians of a turbulent atmosphere, one ellipse, by least squares. */
    TURB(MixtureModel.TURB, 0),
    /** Two Gaussians of one centre and ellipticity, by least squares. */
    COELLIP2(new Coellip(2), 0),
    /** Three Gaussians of one centre and ellipticity, by least squares. */
    COELLIP3(new Coellip(3), 0),
    /** Four Gaussians of one centre and ellipticity, by least squares. */
    COELLIP4(new Coellip(4), 0),
    /** Five Gaussians of one centre and ellipticity, by least squares. */
    COELLIP5(new Coellip(5), 0),
    /** One free Gaussian, by expectation maximisation. */
    EM1(null, 1),
    /** Two free Gaussians, by expectation maximisation. */
    EM2(null, 2),
    /** Three free Gaussians, by expectation maximisation. */
    EM3(null, 3),
    /** Four free Gaussians, by expectation maximisation. */
    EM4(null, 4),
    /** Five free Gaussians, by expectation maximisation. */
    EM5(null, 5),
    /** The Gaussian of adaptive moments. */
    ADMOM(null, 0);

    private final GalaxyModel family;
    private final int emGaussians;

    PsfModel(GalaxyModel family, int emGaussians) {
        this.family = family;
        this.emGaussians = emGaussians;
    }

    /** What is fitted by least squares, or null. */
    GalaxyModel family() {
        return family;
    }

    /** Number of Gaussians of expectation maximisation, or 0. */
    int emGaussians() {
        return emGaussians;
    }
}
