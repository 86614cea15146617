package org.shearnet.benchmark;

import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.shear.Shear;

/** Model misspecification: the sky is not as it is told, and as the scene says. */
public enum Condition {
    /** Everything as it is. */
    AS_TOLD("as told"),
    /**
     * The PSF in the image is one per cent larger than the one it is told, or was trained for: so networks that are told
     * no PSF are tested as well.
     */
    PSF_SIZE("PSF 1 % larger than told"),
    /** The PSF in the image has e1 = 0.05 and the one it is told is as the scene has it. */
    PSF_SHAPE("PSF e1 of 0.05 not told"),
    /** It is told a noise level 20 per cent too high. */
    NOISE("noise told 20 % too high"),
    /** The galaxies are Sersic profiles of n = 2.5 with the same half-light radius. */
    PROFILE("Sersic n = 2.5 galaxies");

    private static final double PSF_DILATION = 1.01;
    private static final double HIDDEN_E1 = 0.05;
    private static final double NOISE_FACTOR = 1.2;
    private static final double SERSIC_N = 2.5;

    private final String words;

    Condition(String words) {
        this.words = words;
    }

    /** In a few words, for a table. */
    public String words() {
        return words;
    }

    /** The galaxy and PSF that are drawn. */
    SceneGalaxy drawn(SceneGalaxy galaxy) {
        return switch (this) {
            case PSF_SIZE -> galaxy.withPsf(galaxy.psf().dilate(PSF_DILATION));
            case PSF_SHAPE -> galaxy.withPsf(galaxy.psf().shear(Shear.fromE(HIDDEN_E1, 0)));
            case PROFILE -> galaxy.withProfile(new Sersic(SERSIC_N, galaxy.halfLightRadius(), galaxy.flux()));
            default -> galaxy;
        };
    }

    /** Told noise level over the true one. */
    double noiseFactor() {
        return this == NOISE ? NOISE_FACTOR : 1;
    }
}
