package org.shearnet.estimate;

import java.util.Arrays;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.StampReader;

/** Reads a stamps file in batches, for estimators. */
public final class StampBatches {

    private final StampReader reader;
    private final String file;
    private final double pixelScale;
    private final double noiseSigma;
    private final long seed;
    private final double[][] sharedPsf;

    /**
     * Prepares reading.
     *
     * @param file the name that complaints carry
     * @param pixelScale arcsec per pixel, over the header's; null where not given
     * @param noiseSigma pixel noise, over the header's; null where not given
     * @param needsNoise whether stamps of unknown noise are of no use
     * @throws BadDataException where the scale or a needed noise level is nowhere to be found
     */
    public StampBatches(
            StampReader reader, String file, Double pixelScale, Double noiseSigma, boolean needsNoise, long seed) {
        this.reader = reader;
        this.file = file;
        this.pixelScale = pixelScale == null ? reader.pixelScale() : pixelScale;
        this.noiseSigma = noiseSigma == null ? reader.noiseSigma() : noiseSigma;
        this.seed = seed;
        if (Double.isNaN(this.pixelScale)) {
            throw new BadDataException(file + ": IMAGE: no PIXSCALE (arcsec per pixel); give --pixel-scale");
        }
        if (needsNoise && Double.isNaN(this.noiseSigma) && !reader.hasWeight()) {
            throw new BadDataException(file + ": no WEIGHT and no NOISESIG in IMAGE; give --noise-sigma");
        }
        sharedPsf = reader.psfCount() == 1 ? new double[][] {psf(0)} : null;
    }

    /** Stamps {@code from ... from + n - 1}. */
    public Stamps read(int from, int n) {
        int pixels = reader.nx() * reader.ny();
        double[][] images = new double[n][pixels];
        double[][] weights = reader.hasWeight() ? new double[n][pixels] : null;
        double[][] noise = reader.hasNoise() ? new double[n][pixels] : null;
        double[][] psfs = reader.psfCount() > 1 ? new double[n][] : sharedPsf;
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            reader.image(from + i, images[i]);
            if (weights != null) {
                reader.weight(from + i, weights[i]);
            }
            if (noise != null) {
                reader.noise(from + i, noise[i]);
            }
            if (reader.psfCount() > 1) {
                psfs[i] = psf(from + i);
            }
            sigmas[i] = Double.isNaN(noiseSigma) && weights != null ? typicalSigma(weights[i]) : noiseSigma;
        }
        return new Stamps(
                from,
                reader.nx(),
                reader.ny(),
                pixelScale,
                images,
                weights,
                sigmas,
                Math.max(1, reader.psfNx()),
                Math.max(1, reader.psfNy()),
                psfs,
                noise,
                seed);
    }

    private double[] psf(int i) {
        double[] image = new double[reader.psfNx() * reader.psfNy()];
        reader.psf(i, image);
        return image;
    }

    /** Noise of a typical unmasked pixel; NaN where all are masked. */
    private static double typicalSigma(double[] weights) {
        return 1 / Math.sqrt(Arrays.stream(weights).filter(w -> w > 0).average().orElse(Double.NaN));
    }

    @Override
    public String toString() {
        return file;
    }
}
