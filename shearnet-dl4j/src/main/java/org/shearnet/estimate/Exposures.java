package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * One object as several exposures in several bands show it. Shapes are in the frame of the maps to the sky, u and v as the file's
 * {@code dudrow} ... have them.
 *
 * @param id its identity
 * @param bands the exposures of each band that can be used
 * @param dropped exposures that cannot: without a map to the sky, without a PSF, or masked nearly everywhere
 * @param neighbours where other objects in its boxes are, (v, u) from this one (arcsec), the nearest first; none where they are not
 *     asked for
 */
public record Exposures(long id, List<List<Observation>> bands, int dropped, List<double[]> neighbours) {

    /** The PSF has no noise to speak of: this much of its peak. */
    private static final double PSF_NOISE_OF_PEAK = 1e-6;

    public Exposures {
        bands = bands.stream().map(List::copyOf).toList();
        neighbours = List.copyOf(neighbours);
    }

    /**
     * Which pixels of an exposure count.
     *
     * @param skipFirst whether the first exposure of each object is left out: the coadd, in files of the Dark Energy Survey
     * @param uberseg whether pixels nearer to another object than to this one are masked
     * @param leastGood share of an exposure's pixels that must be good
     */
    public record Options(boolean skipFirst, boolean uberseg, double leastGood) {}

    /**
     * An object of MEDS files, one a band.
     *
     * @param bands the object in each of them
     */
    public static Exposures of(List<MedsFile.Source> bands, Options options) {
        List<List<Observation>> used = new ArrayList<>();
        int dropped = 0;
        for (MedsFile.Source band : bands) {
            List<Observation> epochs = new ArrayList<>();
            for (MedsEpoch epoch : band.epochs()
                    .subList(
                            Math.min(options.skipFirst ? 1 : 0, band.epochs().size()),
                            band.epochs().size())) {
                double[] weight = options.uberseg && epoch.segmentation() != null
                        ? Uberseg.weights(epoch, band.epochs().get(0), band.number())
                        : epoch.weight();
                if (epoch.hasMap() && epoch.psf() != null && good(weight) >= options.leastGood) {
                    epochs.add(observation(epoch, weight));
                } else {
                    dropped++;
                }
            }
            used.add(epochs);
        }
        return new Exposures(bands.get(0).id(), used, dropped, List.of());
    }

    /**
     * The same object with others about it.
     *
     * @param places (v, u) from this one (arcsec)
     */
    public Exposures withNeighbours(List<double[]> places) {
        return new Exposures(id, bands, dropped, places);
    }

    /** Whether every band has an exposure that can be used. */
    boolean isComplete() {
        return bands.stream().noneMatch(List::isEmpty);
    }

    private static double good(double[] weight) {
        return (double) Arrays.stream(weight).filter(w -> w > 0).count() / weight.length;
    }

    private static Observation observation(MedsEpoch epoch, double[] weight) {
        Jacobian sky = EpochSky.of(epoch);
        MedsEpoch.Psf psf = epoch.psf();
        double peak = Arrays.stream(psf.image()).map(Math::abs).max().orElse(1);
        Observation star = Observation.ofNoise(
                psf.rows(), psf.columns(), psf.image(), PSF_NOISE_OF_PEAK * peak, sky.withOrigin(psf.row(), psf.col()));
        return Observation.of(epoch.side(), epoch.side(), epoch.image(), weight, sky)
                .withPsf(star);
    }
}
