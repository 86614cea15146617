package org.shearnet.galaxysim.fits;

import java.util.List;
import java.util.Locale;

/** What an image HDU of a stamps file is, by the names that surveys and their tools give it (EXTNAME, ignoring case). */
enum HduRole {
    /** The stamps. */
    IMAGE(
            "IMAGE",
            "IMAGES",
            "SCI",
            "SCIENCE",
            "STAMP",
            "STAMPS",
            "CUTOUT",
            "CUTOUTS",
            "DATA",
            "IMG",
            "GALAXY",
            "GALAXIES"),
    /** Inverse variances, 0 where masked. */
    WEIGHT("WEIGHT", "WEIGHTS", "WHT", "WGT", "WT", "IVAR", "INVVAR", "INV_VAR"),
    /** Variances; what is not positive or not finite is masked. */
    VARIANCE("VAR", "VARIANCE", "VARIANCES"),
    /** Standard deviations; what is not positive or not finite is masked. */
    SIGMA("RMS", "SIGMA", "ERR", "ERROR", "ERRORS", "STD", "STDDEV", "UNCERT"),
    /** Bad pixels: all that are not 0. */
    MASK("MASK", "MASKS", "BMASK", "MSK", "BPM", "BADPIX", "BAD_PIXELS", "BAD"),
    /** PSF images. */
    PSF("PSF", "PSFS", "PSF_IMAGE", "PSFIMG", "EPSF"),
    /** Other draws of the stamps' noise. */
    NOISE("NOISE", "NOISES");

    private final List<String> names;

    HduRole(String... names) {
        this.names = List.of(names);
    }

    /** The role of an HDU of this name, a number at its end left aside; null where the name says none. */
    static HduRole of(String extname) {
        String name = base(extname);
        for (HduRole role : values()) {
            if (role.names.contains(name)) {
                return role;
            }
        }
        return null;
    }

    /** A name in capitals without a number at its end. */
    static String base(String extname) {
        return extname.strip().toUpperCase(Locale.ROOT).replaceFirst("[_. -]?\\d+$", "");
    }
}
