package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.moments.MomentsResult;
import org.shearnet.ngmix.moments.PrePsfMoments;
import org.shearnet.ngmix.moments.PrePsfOptions;
import org.shearnet.ngmix.observation.Observation;

/**
 * Moments before the PSF of several exposures, each with its own PSF taken out: the shape is that of the mean of their sums,
 * weighted by inverse variance, of all bands together; a band's flux is that of its own mean. {@code pgauss}, {@code ksigma}.
 */
record PrePsfExposures(PrePsfOptions options) implements ExposureEstimator {

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.FIT);
    }

    @Override
    public Measurer measurer() {
        PrePsfMoments moments = new PrePsfMoments(options);
        return object -> {
            int bands = object.bands().size();
            if (!object.isComplete()) {
                return Answer.failed(Flag.NO_ATTEMPT.bit(), bands);
            }
            List<MomentsResult> all = new ArrayList<>();
            double[] flux = new double[bands];
            double[] errors = new double[bands];
            for (int b = 0; b < bands; b++) {
                List<MomentsResult> ofBand = new ArrayList<>();
                for (Observation epoch : object.bands().get(b)) {
                    if (PerStampEstimator.isFlat(epoch)) {
                        return Answer.failed(Flag.NONPOSITIVE_FLUX.bit(), bands);
                    }
                    ofBand.add(moments.measure(epoch));
                }
                MomentsResult mean = MomentsResult.mean(ofBand);
                flux[b] = mean.flux();
                errors[b] = mean.fluxError();
                all.addAll(ofBand);
            }
            ShapeEstimate estimate = PrePsfNumbers.estimate(MomentsResult.mean(all));
            return estimate.ok() ? Answer.of(estimate, flux, errors) : Answer.failed(estimate.flags(), bands);
        };
    }
}
