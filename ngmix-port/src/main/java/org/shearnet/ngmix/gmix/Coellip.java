package org.shearnet.ngmix.gmix;

import java.util.ArrayList;
import java.util.List;

/**
 * Gaussians of one centre and ellipticity and free sizes and fluxes. Parameters v, u, g1, g2, T1 ... Tn, F1 ... Fn.
 *
 * @param gaussians how many, 1 to 5
 */
public record Coellip(int gaussians) implements GalaxyModel {
    /**
     * Rejects numbers outside 1 to 5.
     *
     * @param gaussians how many, 1 to 5
     */
    public Coellip {
        if (gaussians < 1 || gaussians > 5) {
            throw new IllegalArgumentException("1 to 5 Gaussians are possible, not " + gaussians);
        }
    }

    @Override
    public List<String> parameterNames() {
        List<String> names = new ArrayList<>(List.of("v", "u", "g1", "g2"));
        for (int i = 1; i <= gaussians; i++) {
            names.add("T" + i);
        }
        for (int i = 1; i <= gaussians; i++) {
            names.add("flux" + i);
        }
        return names;
    }

    @Override
    public GMix mixture(double[] p) {
        double[] all = new double[6 * gaussians];
        for (int i = 0; i < gaussians; i++) {
            double[] one = MixtureModel.GAUSS
                    .mixture(p[0], p[1], p[2], p[3], p[4 + i], p[4 + gaussians + i])
                    .parameters();
            System.arraycopy(one, 0, all, 6 * i, 6);
        }
        return GMix.of(all);
    }
}
