package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shearnet.features.StampMoments;
import org.shearnet.features.WindowFeatures;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.net.Looker;
import org.shearnet.net.engine.Shape;
import org.shearnet.ngmix.metacal.FilledPixels;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.response.Measured;
import org.shearnet.ngmix.response.MomentMeter;

/**
 * A network of moments before the PSF on several exposures: its moments are those of the mean of all exposures, each over its own
 * PSF, in the windows of the widest ({@link MomentMeter#measure(List)}). A band's flux is that of its own mean.
 *
 * @param fingerprint of the network
 */
record NetworkExposures(DeconvolvedAnswers answers, NetworkFlags flags, String fingerprint)
        implements ExposureEstimator {

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.NETWORK);
    }

    /** As of stamps: more than a fifth is not filled. */
    @Override
    public double leastGood() {
        return 1 - FilledStamps.MOST_MASKED;
    }

    @Override
    public Measurer measurer() {
        return new OfThread()::measure;
    }

    /** One thread's buffers. */
    private final class OfThread {

        private final MomentMeter meter = new MomentMeter(WindowFeatures.SET);
        private final FilledPixels filler = new FilledPixels();
        private final StampMoments.Meter adaptive = StampMoments.Meter.rough();

        Answer measure(Exposures object) {
            int bands = object.bands().size();
            if (!object.isComplete()) {
                return Answer.failed(object.dropped() > 0 ? NetworkFlags.MASKED : NetworkFlags.BAD_PIXELS, bands);
            }
            List<List<Observation>> whole = new ArrayList<>();
            for (List<Observation> band : object.bands()) {
                List<Observation> filled = new ArrayList<>();
                for (Observation epoch : band) {
                    FilledPixels.Filled one = filler.fill(epoch, null);
                    int bad = one.flags() != 0
                            ? NetworkFlags.MASKED
                            : NetworkFlags.badPixels(
                                    one.observation().image(),
                                    noise(one.observation()),
                                    psf(epoch).image());
                    if (bad != 0) {
                        return Answer.failed(bad, bands);
                    }
                    filled.add(one.observation());
                }
                whole.add(filled);
            }
            return answer(whole);
        }

        private Answer answer(List<List<Observation>> object) {
            int bands = object.size();
            DeconvolvedAnswers.Said said = answers.of(meter.measure(object));
            if (said.unknown() != 0) {
                return Answer.failed(said.unknown(), bands);
            }
            int found = 0;
            for (List<Observation> band : object) {
                for (Observation epoch : band) {
                    found |= look(epoch, said.detection());
                }
            }
            ShapeEstimate estimate = said.flagged(found);
            if (estimate.flags() != 0) {
                return new Answer(estimate, Answer.unknown(bands), Answer.unknown(bands));
            }
            double[] flux = {estimate.flux()};
            double[] errors = {estimate.fluxErr()};
            if (bands > 1) {
                flux = Answer.unknown(bands);
                errors = Answer.unknown(bands);
                for (int b = 0; b < bands; b++) {
                    Measured alone = meter.measure(List.of(object.get(b)));
                    if (alone.isGood()) {
                        WindowFeatures.Size size = new WindowFeatures(alone.jets()).size(alone.scale());
                        flux[b] = size.flux();
                        errors[b] = size.fluxError();
                    }
                }
            }
            return Answer.of(estimate, flux, errors);
        }

        /** What one exposure says against the object. */
        private int look(Observation epoch, WindowFeatures.Detection detection) {
            Observation psf = psf(epoch);
            Looker looker =
                    new Looker(new Shape(epoch.ny(), epoch.nx(), 1), new Shape(psf.ny(), psf.nx(), 1), adaptive);
            return flags.ofDeconvolved(
                    looker.look(epoch.image(), psf.image(), noise(epoch)),
                    detection.signal(),
                    detection.sizeSignificance());
        }
    }

    private static Observation psf(Observation epoch) {
        return epoch.psf().orElseThrow();
    }

    private static double noise(Observation epoch) {
        return StampBatches.typicalSigma(epoch.weight());
    }
}
