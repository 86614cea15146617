package org.shearnet.estimate;

import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalResult;
import org.shearnet.ngmix.metacal.Metacalibrator;
import org.shearnet.ngmix.observation.Observation;

/**
 * Metacalibration: the shape of the unsheared image, with the response of this very stamp beside it; not calibrated, for
 * a calibrated shear is a matter of many stamps, response^-1 times the mean shape. {@code metacal}.
 */
final class MetacalEstimator extends PerStampEstimator {

    private static final String FIX_NOISE = "metacal-fix-noise";

    private final MetacalOptions options;
    private final FitOptions fitOptions;

    MetacalEstimator(String label, MetacalOptions options, FitOptions fitOptions) {
        super(label);
        this.options = options;
        this.fitOptions = fitOptions;
    }

    @Override
    Measurer measurer() {
        Metacalibrator metacalibrator = new Metacalibrator(options, fitOptions);
        return (stamps, i) -> {
            Observation observation = observation(stamps, i);
            RandomStreams streams = new RandomStreams(stamps.seed());
            MetacalResult result = metacalibrator.measure(observation, streams.stream(stamps.firstId() + i, FIX_NOISE));
            if (!result.isGood()) {
                return ShapeEstimate.failed(result.flags());
            }
            double[] response = {result.r11(), result.r12(), result.r21(), result.r22()};
            return FitEstimator.estimate(result.noshear(), observation.jacobian(), null, response);
        };
    }
}
