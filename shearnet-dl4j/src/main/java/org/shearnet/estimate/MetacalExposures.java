package org.shearnet.estimate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.metacal.ExposureMetacalibrator;
import org.shearnet.ngmix.metacal.ImageNoise;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.observation.Observation;

/**
 * Metacalibration of a fit to all exposures of all bands: each exposure is deconvolved by its own PSF and convolved with the
 * target that this PSF asks for, and every sheared set of images is fitted together.
 *
 * @param seed of the fields of noise that fix noise
 */
record MetacalExposures(MetacalOptions options, FitOptions fit, long seed) implements ExposureEstimator {

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    public Map<Integer, String> flagNames() {
        Map<Integer, String> names = new TreeMap<>(StampFlag.names(StampFlag.Setter.FIT));
        names.putAll(StampFlag.names(StampFlag.Setter.METACAL));
        return names;
    }

    @Override
    public Measurer measurer() {
        ExposureMetacalibrator metacalibrator = new ExposureMetacalibrator(options, fit);
        RandomStreams streams = new RandomStreams(seed);
        return object -> {
            int bands = object.bands().size();
            if (!object.isComplete()) {
                return Answer.failed(Flag.NO_ATTEMPT.bit() | Flag.METACAL_FAILED.bit(), bands);
            }
            ExposureMetacalibrator.Result result = metacalibrator.measure(
                    object.bands(),
                    (purpose, band, epoch) ->
                            streams.stream(object.id(), name(purpose) + ", band " + band + ", exposure " + epoch));
            return answer(object, result);
        };
    }

    private static String name(ExposureMetacalibrator.Purpose purpose) {
        return purpose == ExposureMetacalibrator.Purpose.FIX_NOISE
                ? MetacalibratedEstimator.FIX_NOISE
                : MetacalibratedEstimator.FILL_NOISE;
    }

    private Answer answer(Exposures object, ExposureMetacalibrator.Result result) {
        int bands = object.bands().size();
        if (result.flags() != 0) {
            return Answer.failed(result.flags(), bands);
        }
        Observation first = object.bands().get(0).get(0);
        GMix psf = result.exposures().get(0).target();
        Map<MetacalType, ShapeEstimate> images = new EnumMap<>(MetacalType.class);
        result.fits().forEach((type, f) -> images.put(type, FitNumbers.estimate(f, fit, first.jacobian(), psf)));
        FitResult unsheared = result.fits().get(MetacalType.NOSHEAR);
        ShapeEstimate estimate =
                MetacalAnswer.answer(images, options.step(), new Colour(result.exposures(), unsheared), null);
        return FitExposures.answer(estimate, unsheared, bands);
    }

    /**
     * The noise of the unsheared images of all exposures. Factors of single exposures are averaged by what each of them says of the
     * shape: for a Gaussian seen with covariance C and T_seen, flux^2 area / (variance sqrt |C|) times (T / T_seen)^2.
     */
    private record Colour(List<ExposureMetacalibrator.Made> exposures, FitResult fit) implements NoiseColour {

        @Override
        public double pixelVariance() {
            double sum = 0;
            double pixels = 0;
            for (ExposureMetacalibrator.Made made : exposures) {
                int n = made.image().image().length;
                sum += n * made.noise().pixelVariance();
                pixels += n;
            }
            return sum / pixels;
        }

        @Override
        public ImageNoise.Factors factors(double[] galaxy, double[] psfOrSeen) {
            double[] sum = new double[4];
            double all = 0;
            int bands = 1 + exposures.stream().mapToInt(m -> m.band()).max().orElse(0);
            for (ExposureMetacalibrator.Made made : exposures) {
                double[] psf = ImageNoise.covariance(
                        made.target().g()[0],
                        made.target().g()[1],
                        made.target().t());
                double[] seen = {galaxy[0] + psf[0], galaxy[1] + psf[1], galaxy[2] + psf[2]};
                ImageNoise.Factors f = made.noise().factors(galaxy, seen);
                if (f == null) {
                    return null;
                }
                double flux = fit.parameters()[fit.parameters().length - bands + made.band()];
                double share = (galaxy[0] + galaxy[2]) / (seen[0] + seen[2]);
                double w = flux
                        * flux
                        * made.image().jacobian().area()
                        * meanWeight(made.image())
                        / Math.sqrt(seen[0] * seen[2] - seen[1] * seen[1])
                        * share
                        * share;
                all += w;
                sum[0] += w * f.g11();
                sum[1] += w * f.g12();
                sum[2] += w * f.g22();
                sum[3] += w * f.t();
            }
            return all > 0 ? new ImageNoise.Factors(sum[0] / all, sum[1] / all, sum[2] / all, sum[3] / all) : null;
        }

        private static double meanWeight(Observation image) {
            double sum = 0;
            for (double w : image.weight()) {
                sum += w;
            }
            return sum / image.weight().length;
        }
    }
}
