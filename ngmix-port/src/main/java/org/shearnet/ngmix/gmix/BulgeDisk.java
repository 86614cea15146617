package org.shearnet.ngmix.gmix;

import java.util.List;

/**
 * An exponential disk with a de Vaucouleurs bulge of the same centre and ellipse.
 *
 * <p>T is the second-moment size of the whole; the sizes of both are scaled by 1 / sum p f so that it is.
 */
public enum BulgeDisk implements GalaxyModel {
    /** Disk and bulge of one size; free fraction of the flux in the bulge. Parameters v, u, g1, g2, T, fracdev, flux. */
    BDF(List.of("v", "u", "g1", "g2", "T", "fracdev", "flux")),
    /** Free ratio of sizes too. Parameters v, u, g1, g2, T, log10 T_dev/T_exp, fracdev, flux. */
    BD(List.of("v", "u", "g1", "g2", "T", "logTratio", "fracdev", "flux"));

    private static final MixtureModel DISK = MixtureModel.EXP;
    private static final MixtureModel BULGE = MixtureModel.DEV;

    private final List<String> names;

    BulgeDisk(List<String> names) {
        this.names = names;
    }

    @Override
    public List<String> parameterNames() {
        return names;
    }

    /**
     * {@return what all sizes are scaled by so that T is that of the whole}
     *
     * @param fracdev share of the flux in the bulge
     * @param ratio T of the bulge over T of the disk
     */
    public static double sizeFactor(double fracdev, double ratio) {
        double disk = 0;
        for (int k = 0; k < DISK.components(); k++) {
            disk += DISK.weight(k) * DISK.size(k);
        }
        double bulge = 0;
        for (int k = 0; k < BULGE.components(); k++) {
            bulge += BULGE.weight(k) * BULGE.size(k);
        }
        return 1 / ((1 - fracdev) * disk + fracdev * ratio * bulge);
    }

    @Override
    public GMix mixture(double[] p) {
        boolean free = this == BD;
        return mixture(
                p[0], p[1], p[2], p[3], p[4], free ? Math.pow(10, p[5]) : 1, free ? p[6] : p[5], p[free ? 7 : 6]);
    }

    /**
     * {@return the mixture of NGMix's "cm" model, whose ratio of sizes and fraction are fixed beforehand}
     *
     * @param v along rows (arcsec)
     * @param u along columns (arcsec)
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @param t size T of the whole (arcsec^2)
     * @param ratio T of the bulge over T of the disk
     * @param fracdev share of the flux in the bulge
     * @param flux total flux (counts)
     */
    public static GMix mixture(
            double v, double u, double g1, double g2, double t, double ratio, double fracdev, double flux) {
        double size = sizeFactor(fracdev, ratio) * t;
        double[] disk = DISK.mixture(v, u, g1, g2, size, flux * (1 - fracdev)).parameters();
        double[] bulge =
                BULGE.mixture(v, u, g1, g2, size * ratio, flux * fracdev).parameters();
        double[] all = java.util.Arrays.copyOf(disk, disk.length + bulge.length);
        System.arraycopy(bulge, 0, all, disk.length, bulge.length);
        return GMix.of(all);
    }
}
