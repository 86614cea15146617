package org.shearnet.estimate;

import java.util.EnumMap;
import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalResult;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.metacal.Metacalibrator;
import org.shearnet.ngmix.observation.Observation;

/**
 * Metacalibration: the shape of the unsheared image, with the response of this very stamp beside it; not calibrated, for
 * a calibrated shear is a matter of many stamps, response^-1 times the mean shape. {@code metacal}.
 *
 * <p>Beside {@link MetacalibratedEstimator} around a fit it takes a Gaussian target PSF as
 * known and starts the sheared images' fits where the unsheared one's ended.
 */
final class MetacalEstimator extends PerStampEstimator {

    private final MetacalOptions options;
    private final MixtureOptions fitOptions;

    MetacalEstimator(String label, MetacalOptions options, MixtureOptions fitOptions) {
        super(label);
        this.options = options;
        this.fitOptions = fitOptions;
    }

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    int threads(Stamps stamps, int threads) {
        return MetacalibratedEstimator.fitting(stamps, options, threads);
    }

    @Override
    Measurer measurer() {
        Metacalibrator metacalibrator = new Metacalibrator(options, fitOptions);
        ObservationMaker maker = new ObservationMaker(true);
        return (stamps, i) -> {
            Observation observation = maker.of(stamps, i);
            MetacalResult result = metacalibrator.measure(
                    observation,
                    stamps.random(i, MetacalibratedEstimator.FIX_NOISE),
                    stamps.random(i, MetacalibratedEstimator.FILL_NOISE));
            Map<MetacalType, ShapeEstimate> images = new EnumMap<>(MetacalType.class);
            result.fits()
                    .forEach((type, fit) -> images.put(
                            type, FitNumbers.estimate(fit, fitOptions, observation.jacobian(), result.psf())));
            if (!result.isGood()) {
                ShapeEstimate unsheared = images.get(MetacalType.NOSHEAR);
                return ShapeEstimate.failed(
                        result.flags(), unsheared == null || unsheared.ok() ? unsheared : unsheared.last());
            }
            return MetacalAnswer.answer(images, options.step(), result.noise(), null);
        };
    }
}
