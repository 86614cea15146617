package org.shearnet.ngmix.fit;

import java.util.List;
import org.shearnet.ngmix.em.EmFitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.moments.AdaptiveMoments;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** Turns images of PSFs into mixtures, and remembers the last one: stamps often share a PSF. */
final class PsfMixtures {
    private static final double ADAPTIVE_TOLERANCE = 1e-8;
    private static final int ADAPTIVE_ROUNDS = 200;

    private final FitOptions options;
    private final MlFitter fitter;
    private Observation last;
    private GMix lastMixture;

    PsfMixtures(FitOptions options, MlFitter fitter) {
        this.options = options;
        this.fitter = fitter;
    }

    /** The mixture, or null where the image cannot be fitted. */
    GMix of(Observation psf) {
        if (psf != last) {
            lastMixture = psf.isUsable() ? make(psf) : null;
            last = psf;
        }
        return lastMixture;
    }

    private GMix make(Observation psf) {
        PsfModel model = options.psfModel();
        if (model.family() != null) {
            return leastSquares(psf, model.family());
        }
        GMix one = adaptive(psf);
        if (one == null || model.emGaussians() == 0) {
            return one;
        }
        return new EmFitter().fit(psf, EmFitter.start(one, model.emGaussians())).mixture();
    }

    private GMix leastSquares(Observation psf, GalaxyModel family) {
        FitResult r =
                fitter.fit(List.of(List.of(psf)), List.of(List.of(GMix.point())), family, JointPrior.none(), null);
        if (!r.isGood()) {
            return null;
        }
        GMix mixture = family.mixture(r.parameters());
        return mixture.flux() > 0 ? mixture : null;
    }

    private static GMix adaptive(Observation psf) {
        AdaptiveMoments m = new AdaptiveMoments();
        double flux = 0;
        for (int i = 0; i < psf.image().length; i++) {
            flux += psf.weight()[i] > 0 ? psf.image()[i] : 0;
        }
        boolean found = m.find(psf, 8 * psf.jacobian().area(), ADAPTIVE_TOLERANCE, ADAPTIVE_ROUNDS);
        return found && flux > 0 ? GMix.of(flux, m.v(), m.u(), m.vv(), m.vu(), m.uu()) : null;
    }
}
