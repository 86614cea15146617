package org.shearnet.estimate;

import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.ngmix.observation.Jacobian;

/** Where the pixels of an exposure are on the sky. */
final class EpochSky {

    private EpochSky() {}

    /** The map of an exposure that has one: (v, u) of the file's {@code dvdrow}, ..., about the object. */
    static Jacobian of(MedsEpoch epoch) {
        double[] map = epoch.map();
        return new Jacobian(epoch.row(), epoch.col(), map[0], map[1], map[2], map[3]);
    }
}
