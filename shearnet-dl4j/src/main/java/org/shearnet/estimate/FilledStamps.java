package org.shearnet.estimate;

import java.util.Arrays;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.MlFitter;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.metacal.FilledPixels;

/**
 * Stamps whose masked pixels are filled with a fit of the rest, for estimators that read every pixel. The noise of the
 * masked pixels is missing then; where more than a share {@value #MOST_MASKED} of a stamp is masked, or the fit fails, it is not
 * filled.
 *
 * @param images [n][ny*nx] the images; those that could not be filled are as they were
 * @param unfilled [n] whether masked pixels are left
 */
record FilledStamps(double[][] images, boolean[] unfilled) {

    private static final double MOST_MASKED = 0.2;

    /**
     * Fills the stamps.
     *
     * @param model profile of the galaxies
     */
    static FilledStamps of(Stamps stamps, MixtureModel model, int threads) {
        double[][] images = stamps.images().clone();
        boolean[] unfilled = new boolean[images.length];
        if (stamps.weights() == null) {
            return new FilledStamps(images, unfilled);
        }
        PsfModel psfModel = model == MixtureModel.GAUSS ? PsfModel.GAUSS : PsfModel.COELLIP3;
        FitOptions options = FitOptions.defaults().withModel(model).withPsfModel(psfModel);
        Workers.run(
                images.length,
                threads,
                () -> new MlFitter(options),
                (fitter, i) -> {
                    long masked = Arrays.stream(stamps.weights()[i])
                            .filter(w -> !(w > 0))
                            .count();
                    if (masked == 0) {
                        return;
                    }
                    FilledPixels.Filled filled = masked > MOST_MASKED * images[i].length
                            ? null
                            : FilledPixels.byFit(PerStampEstimator.observation(stamps, i), fitter);
                    unfilled[i] = filled == null || filled.flags() != 0;
                    if (!unfilled[i]) {
                        images[i] = filled.observation().image();
                    }
                },
                count -> {});
        return new FilledStamps(images, unfilled);
    }
}
