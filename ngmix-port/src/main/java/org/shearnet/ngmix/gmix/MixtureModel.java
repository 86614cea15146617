package org.shearnet.ngmix.gmix;

/**
 * Profiles written as concentric Gaussians of one ellipticity.
 *
 * <p>Component i of a profile of flux F and size T has flux F p_i and size T f_i; the p_i sum to 1 and the p_i f_i to 1,
 * so T is the second-moment size (arcsec^2) of the whole mixture. Coefficients of exp and dev: Hogg and Lang (2013),
 * arXiv:1210.6563, as tabulated by NGMix; turb: a turbulent (Kolmogorov) PSF by three Gaussians.
 */
public enum MixtureModel implements GalaxyModel {
    /** One Gaussian. */
    GAUSS(new double[] {1}, new double[] {1}),
    /** Exponential disk, six Gaussians. */
    EXP(
            new double[] {
                6.1601229677880041e-4,
                7.9461395724623237e-3,
                5.3280454055540001e-2,
                .21797364640726541,
                .45496740582554868,
                .26521634184240478
            },
            new double[] {
                2.467115141477932e-3,
                1.8147435573256168e-2,
                7.944063151366336e-2,
                .27137669897479122,
                .79782256866993773,
                2.1623306025075739
            }),
    /** De Vaucouleurs bulge, ten Gaussians. */
    DEV(
            new double[] {
                6.5288960012625658e-5,
                4.4199216814302695e-4,
                2.0859587871659754e-3,
                7.5913681418996841e-3,
                2.260266219257237e-2,
                5.6532254390212859e-2,
                .11939049233042602,
                .20969545753234975,
                .29254151133139222,
                .28905301416582552
            },
            new double[] {
                2.9934935706271918e-7,
                3.4651596338231207e-6,
                2.4807910570562753e-5,
                1.4307404300535354e-4,
                7.27531692982395e-4,
                3.458246439442726e-3,
                1.608664544071910e-2,
                7.7006776775654429e-2,
                .41012562102501476,
                2.9812509778548648
            }),
    /** Turbulent PSF, three Gaussians. */
    TURB(
            new double[] {.596510042804182, .4034898268889178, 1.303069003078001e-7},
            new double[] {.5793612389470884, 1.621860687127999, 7.019347162356363});

    private final double[] weights;
    private final double[] sizes;

    MixtureModel(double[] weights, double[] sizes) {
        this.weights = weights;
        this.sizes = sizes;
    }

    @Override
    public java.util.List<String> parameterNames() {
        return java.util.List.of("v", "u", "g1", "g2", "T", "flux");
    }

    @Override
    public GMix mixture(double[] p) {
        return mixture(p[0], p[1], p[2], p[3], p[4], p[5]);
    }

    /** {@return number of Gaussians} */
    public int components() {
        return weights.length;
    }

    /**
     * {@return fraction of the flux in component i}
     *
     * @param i number of the component, from 0
     */
    public double weight(int i) {
        return weights[i];
    }

    /**
     * {@return T of component i over T of the whole}
     *
     * @param i number of the component, from 0
     */
    public double size(int i) {
        return sizes[i];
    }

    /**
     * {@return the profile as a mixture}
     *
     * @param v centre (arcsec)
     * @param u centre (arcsec)
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @param t sum of the second moments (arcsec^2)
     * @param flux flux (counts)
     */
    public GMix mixture(double v, double u, double g1, double g2, double t, double flux) {
        return GMix.concentric(v, u, g1, g2, t, flux, weights, sizes);
    }
}
