package org.shearnet.estimate;

import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.BlendFitter;
import org.shearnet.ngmix.fit.BlendResult;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/** A fit of an object and its neighbours, each by one model, to all exposures of all bands: {@code ngmix --neighbours fit}. */
record BlendExposures(FitOptions options) implements ExposureEstimator {

    @Override
    public PsfSampling psfSampling() {
        return FitEstimator.psfSampling(options);
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.FIT);
    }

    @Override
    public Measurer measurer() {
        BlendFitter blends = new BlendFitter(options);
        Fitter fitter = Fitter.of(options);
        return object -> {
            int bands = object.bands().size();
            List<double[]> seen = object.neighbours();
            if (!object.isComplete()) {
                return Answer.failed(Flag.NO_ATTEMPT.bit(), bands).with(new Neighbours(0, seen.size(), Double.NaN));
            }
            Observation first = object.bands().get(0).get(0);
            GMix psf = first.psf().map(fitter::psfMixture).orElse(null);
            double[][] places = new double[1 + Math.min(seen.size(), BlendFitter.MOST - 1)][2];
            for (int k = 1; k < places.length; k++) {
                places[k] = seen.get(k - 1);
            }
            BlendResult blend = blends.fit(object.bands(), places);
            ShapeEstimate estimate = FitNumbers.estimate(blend.fit(), options, first.jacobian(), psf);
            return FitExposures.answer(estimate, blend.fit(), bands)
                    .with(new Neighbours(blend.neighbours(), seen.size() - blend.neighbours(), blend.share()));
        };
    }
}
