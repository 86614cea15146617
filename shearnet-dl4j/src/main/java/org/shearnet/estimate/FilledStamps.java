package org.shearnet.estimate;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.metacal.FilledPixels;
import org.shearnet.parallel.Workers;

/**
 * Stamps whose masked pixels are filled with a fit of the rest, for estimators that read every pixel. Where more than a share
 * {@value #MOST_MASKED} of a stamp is masked, or the fit fails, it is not filled.
 *
 * @param images [n][ny*nx] the images; those that could not be filled are as they were
 * @param weights [n][ny*nx] their weights, without zeros where filled; null where there are none
 * @param unfilled [n] whether masked pixels are left
 */
record FilledStamps(double[][] images, double[][] weights, boolean[] unfilled) {

    static final double MOST_MASKED = 0.2;

    /**
     * Fills the stamps.
     *
     * @param model profile of the galaxies; null for that which fits a stamp best
     * @param noise purpose of the random stream of the noise of filled pixels; null for none
     */
    static FilledStamps of(Stamps stamps, GalaxyModel model, String noise, int threads) {
        double[][] images = stamps.images().clone();
        boolean[] unfilled = new boolean[images.length];
        if (stamps.weights() == null) {
            return new FilledStamps(images, null, unfilled);
        }
        double[][] weights = stamps.weights().clone();
        Workers.run(
                images.length,
                threads,
                () -> new Filler(
                        model == null ? new FilledPixels() : new FilledPixels(model), new ObservationMaker(false)),
                (filler, i) -> {
                    long masked =
                            Arrays.stream(weights[i]).filter(w -> !(w > 0)).count();
                    if (masked == 0) {
                        return;
                    }
                    FilledPixels.Filled filled = masked > MOST_MASKED * images[i].length
                            ? null
                            : filler.pixels()
                                    .fill(
                                            filler.observations().of(stamps, i),
                                            noise == null ? null : stamps.random(i, noise));
                    unfilled[i] = filled == null || filled.flags() != 0;
                    if (!unfilled[i]) {
                        images[i] = filled.observation().image();
                        weights[i] = filled.observation().weight();
                    }
                },
                count -> {});
        return new FilledStamps(images, weights, unfilled);
    }

    /** What one thread needs. */
    private record Filler(FilledPixels pixels, ObservationMaker observations) {}
}
