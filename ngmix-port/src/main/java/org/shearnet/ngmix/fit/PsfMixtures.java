package org.shearnet.ngmix.fit;

import java.util.Arrays;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.em.EmFitter;
import org.shearnet.ngmix.em.EmOptions;
import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.moments.MatchedGaussian;
import org.shearnet.ngmix.observation.Observation;

/** Turns images of PSFs into mixtures, and remembers the last one: stamps often share a PSF. */
final class PsfMixtures {
    private static final double ADAPTIVE_TOLERANCE = 1e-8;
    private static final int ADAPTIVE_ROUNDS = 200;
    /** What a fit of too many Gaussians ends with. */
    private static final int DEGENERATE = Flag.SINGULAR_MATRIX.bit() | Flag.MAX_ITERATIONS.bit() | Flag.AT_BOUND.bit();

    /** Where a PSF holds fewer Gaussians than are fitted, the sum settles slowly: at 1e-6 sizes are 0.1 errors off. */
    private static final EmOptions EM = EmOptions.defaults().withTolerance(1e-8).withMaxIterations(3000);

    /** Fits a model to the image of a PSF by least squares. */
    @FunctionalInterface
    interface LeastSquares {
        FitResult fit(Observation psf, GalaxyModel family);
    }

    private final PsfModel model;
    private final LeastSquares fitter;
    private Observation last;
    private GMix lastMixture;

    PsfMixtures(PsfModel model, LeastSquares fitter) {
        this.model = model;
        this.fitter = fitter;
    }

    /** The mixture, or null where the image cannot be fitted. */
    GMix of(Observation psf) {
        boolean known = last != null
                && psf.image() == last.image()
                && psf.jacobian().equals(last.jacobian())
                && (psf.weight() == last.weight() || Arrays.equals(psf.weight(), last.weight()));
        if (!known) {
            lastMixture = psf.isUsable() ? make(psf) : null;
            last = psf;
        }
        return lastMixture;
    }

    private GMix make(Observation psf) {
        if (model.family() != null) {
            return leastSquares(psf, model.family());
        }
        GMix one = adaptive(psf);
        if (one == null || model.emGaussians() == 0) {
            return one;
        }
        return new EmFitter(EM)
                .fit(psf, EmFitter.start(one, model.emGaussians()))
                .mixture();
    }

    private GMix leastSquares(Observation psf, GalaxyModel family) {
        FitResult r = fitter.fit(psf, family);
        if (r.isGood()) {
            return positive(family.mixture(r.parameters()));
        }
        if (!(family instanceof Coellip c) || c.gaussians() < 2) {
            return null;
        }
        // more Gaussians than the image can tell apart: parameters without meaning, but the sum may still describe it
        // best
        GMix fewer = leastSquares(psf, new Coellip(c.gaussians() - 1));
        boolean usable = fewer != null && (r.flags() & ~DEGENERATE) == 0 && Double.isFinite(r.chi2());
        GMix all = usable ? positive(family.mixture(r.parameters())) : null;
        return all != null && misfit(psf, all) <= misfit(psf, fewer) ? all : fewer;
    }

    private static GMix positive(GMix mixture) {
        return mixture.flux() > 0 ? mixture : null;
    }

    private static double misfit(Observation psf, GMix mixture) {
        double[] model = mixture.image(psf.ny(), psf.nx(), psf.jacobian());
        double sum = 0;
        for (int i = 0; i < model.length; i++) {
            if (psf.weight()[i] > 0) {
                double rest = psf.image()[i] - model[i];
                sum += psf.weight()[i] * rest * rest;
            }
        }
        return sum;
    }

    private static GMix adaptive(Observation psf) {
        MatchedGaussian m = new MatchedGaussian();
        double flux = 0;
        for (int i = 0; i < psf.image().length; i++) {
            flux += psf.weight()[i] > 0 ? psf.image()[i] : 0;
        }
        boolean found = m.find(psf, 8 * psf.jacobian().area(), ADAPTIVE_TOLERANCE, ADAPTIVE_ROUNDS);
        return found && flux > 0 ? GMix.of(flux, m.v(), m.u(), m.vv(), m.vu(), m.uu()) : null;
    }
}
