package org.shearnet.estimate;

import java.util.Arrays;
import org.shearnet.features.PsfOrigin;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Makes of a stamp what the fitter takes, its origin at the stamp's centre, with PSF and spare noise where known. Stamps that
 * share a PSF in turn share its {@link Observation}, and with it all that fits and metacalibration derive from it: one maker a
 * thread.
 */
final class ObservationMaker {

    /** The PSF has no noise to speak of: this much of its peak. */
    private static final double PSF_NOISE_OF_PEAK = 1e-6;

    private final boolean centresPsf;
    private double[] lastImage;
    private Jacobian lastMap;
    private Observation lastPsf;

    /**
     * A maker.
     *
     * @param centresPsf whether the PSF's own centre is its origin, so that where it lies in its image moves no galaxy; a fit of a
     *     mixture to the PSF finds the centre by itself
     */
    ObservationMaker(boolean centresPsf) {
        this.centresPsf = centresPsf;
    }

    /** The stamp. */
    Observation of(Stamps stamps, int i) {
        Jacobian centred = stamps.jacobian(i, stamps.ny(), stamps.nx());
        Observation observation =
                Observation.of(stamps.ny(), stamps.nx(), stamps.images()[i], stamps.weight(i), centred);
        if (stamps.noise() != null) {
            observation = observation.withNoise(stamps.noise()[i]);
        }
        return stamps.psf(i) == null ? observation : observation.withPsf(psf(stamps, i));
    }

    private Observation psf(Stamps stamps, int i) {
        double[] image = stamps.psf(i);
        Jacobian map = stamps.jacobian(i, stamps.psfNy(), stamps.psfNx());
        if (image != lastImage || !map.equals(lastMap)) {
            double peak = Arrays.stream(image).map(Math::abs).max().orElse(1);
            lastPsf = Observation.ofNoise(
                    stamps.psfNy(),
                    stamps.psfNx(),
                    image,
                    PSF_NOISE_OF_PEAK * peak,
                    centresPsf ? PsfOrigin.centred(map, image, stamps.psfNx(), stamps.psfNy()) : map);
            lastImage = image;
            lastMap = map;
        }
        return lastPsf;
    }
}
