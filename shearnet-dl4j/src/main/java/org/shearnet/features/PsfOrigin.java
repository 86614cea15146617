package org.shearnet.features;

import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.ngmix.observation.Jacobian;

/** Where in its image a PSF is centred. */
public final class PsfOrigin {

    private PsfOrigin() {}

    /** The map with its origin at the image's centroid by adaptive moments; as it is where they fail. */
    public static Jacobian centred(Jacobian map, double[] image, int columns, int rows) {
        AdaptiveMoments.Result seen = AdaptiveMoments.measure(image, columns, rows);
        return seen.ok() ? map.withOrigin(seen.y(), seen.x()) : map;
    }
}
