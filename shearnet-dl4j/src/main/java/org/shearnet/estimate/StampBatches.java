package org.shearnet.estimate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.SkyMap;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.scene.BatchSize;
import org.shearnet.ngmix.observation.Jacobian;

/** Reads a stamps file in batches, for estimators. */
public final class StampBatches {

    /** Most stamps of a batch. */
    private static final int MOST = 2000;

    /** Share of the heap that a batch may take, one part in so many; metacalibration makes ten times as many pixels. */
    private static final int HEAP_SHARE = 40;

    /**
     * What a user says of the stamps, over what the file says.
     *
     * @param pixelScale arcsec per pixel; null for the file's
     * @param noise what is said of the noise
     * @param psf whether the PSF is read
     * @param seed seed of whatever an estimator draws at random
     * @param beside the PSFs where the file has none; null for the file's
     */
    public record Options(Double pixelScale, FileNoise.Options noise, boolean psf, long seed, PsfBeside beside) {}

    /**
     * A model of the PSF, and where on its exposure the stamps are.
     *
     * @param x column of each stamp's object, 1 the centre of the first pixel
     * @param y row of each
     */
    public record ModelledPsf(PsfexImages images, double[] x, double[] y) implements PsfBeside {

        @Override
        public int nx() {
            return images.side();
        }

        @Override
        public int ny() {
            return images.side();
        }

        @Override
        public int count() {
            return x.length;
        }

        @Override
        public double[] of(int i, String file) {
            return images.at(x[i], y[i], file + ": stamp " + i);
        }
    }

    private final StampReader reader;
    private final String file;
    private final Options options;
    private final double[][] sharedPsf;
    private final boolean ownPsfs;
    private final boolean weighted;
    private final FileNoise noise;

    /**
     * Prepares reading.
     *
     * @param file the name that complaints carry
     * @throws BadDataException where the scale or a needed noise level is nowhere to be found, or an identity is none
     */
    public StampBatches(StampReader reader, String file, Options options) {
        this.reader = reader;
        this.file = file;
        this.options = options;
        for (int i = 0; i < reader.count(); i++) {
            if (Double.isNaN(pixelScale(i))) {
                throw new BadDataException(file + (reader.isOfVignettes() ? ": VIGNET" : ": IMAGE")
                        + ": no PIXSCALE (arcsec per pixel) and no WCS; give --pixel-scale");
            }
            if (pixelScale(i) != pixelScale(0) && options.pixelScale() == null && reader.map(i) == null) {
                throw new BadDataException(file + ": stamp " + i + ": pixels of " + pixelScale(i)
                        + " arcsec, those of stamp 0 " + pixelScale(0) + "; stamps of one file have one scale");
            }
        }
        weighted = reader.hasWeight() || reader.hasMask();
        for (int from = 0; from < reader.count(); from += MOST) {
            reader.identities(from, Math.min(MOST, reader.count() - from));
        }
        noise = new FileNoise(reader, file, options.noise());
        int psfs = options.beside() != null ? options.beside().count() : options.psf() ? reader.psfCount() : 0;
        ownPsfs = psfs > 1 || options.beside() instanceof ModelledPsf;
        sharedPsf = psfs == 1 && !ownPsfs ? new double[][] {psf(0)} : null;
    }

    /** A number for each object by its identity, so that its random streams follow it into any file. */
    private static long[] streams(FitsTable objects) {
        return objects.isText("id")
                ? Arrays.stream(objects.texts("id"))
                        .mapToLong(StampBatches::hash)
                        .toArray()
                : objects.longs("id");
    }

    /** 64-bit FNV-1a of a text. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        return hash;
    }

    private double pixelScale(int i) {
        return options.pixelScale() == null ? reader.pixelScale(i) : options.pixelScale();
    }

    /** What is known of the noise. */
    public FileNoise noise() {
        return noise;
    }

    /** As many stamps as a batch should have, by the bytes of their pixels. */
    public int size() {
        long planes = 1L + (weighted ? 1 : 0) + (reader.hasNoise() ? 1 : 0);
        long pixels = planes * reader.nx() * reader.ny() + (ownPsfs ? (long) psfNx() * psfNy() : 0);
        return BatchSize.of(MOST, pixels, HEAP_SHARE);
    }

    /**
     * Reads a batch.
     *
     * @param from number of its first stamp
     * @param objects a row for each of its stamps, its identity in column {@code id} ({@link StampReader#identities})
     */
    public Stamps read(int from, FitsTable objects) {
        int n = objects.rows();
        int pixels = reader.nx() * reader.ny();
        double[][] images = new double[n][pixels];
        double[][] weights = weighted ? new double[n][pixels] : null;
        double[][] spare = reader.hasNoise() ? new double[n][pixels] : null;
        double[][] psfs = ownPsfs ? new double[n][] : sharedPsf;
        double[] sigmas = new double[n];
        boolean sky = options.pixelScale() == null && isOnSky(from, n);
        Jacobian[] maps = sky ? new Jacobian[n] : null;
        for (int i = 0; i < n; i++) {
            reader.image(from + i, images[i]);
            double known = noise.sigma(from + i);
            if (weights != null) {
                reader.weight(from + i, known, weights[i]);
                if (noise.isMissing(from + i)) {
                    Arrays.fill(weights[i], Double.NaN);
                } else if (noise.overridesWeights() && !Double.isNaN(known)) {
                    flatten(weights[i], 1 / (known * known));
                }
            }
            AbsurdPixels.mark(images[i], weights == null ? null : weights[i], known);
            if (spare != null) {
                reader.noise(from + i, spare[i]);
            }
            if (sky) {
                maps[i] = jacobian(reader.map(from + i));
            }
            boolean ofWeights = !noise.overridesWeights() && reader.hasWeight();
            sigmas[i] = ofWeights ? typicalSigma(weights[i]) : known;
        }
        for (int i = 0; ownPsfs && i < n; i++) {
            psfs[i] = psf(from + i); // behind the images: what lies together in the file is read together
        }
        return new Stamps(
                streams(objects),
                reader.nx(),
                reader.ny(),
                pixelScale(from),
                images,
                weights,
                sigmas,
                Math.max(1, psfNx()),
                Math.max(1, psfNy()),
                psfs,
                spare,
                options.seed(),
                maps,
                noise.correlation());
    }

    /** Whether a stamp of a batch has a map to the sky that is more than a scale. */
    private boolean isOnSky(int from, int n) {
        for (int i = from; i < from + n; i++) {
            SkyMap map = reader.map(i);
            if (map != null && !(map.isSquare() && map.scale() == pixelScale(from))) {
                return true;
            }
        }
        return false;
    }

    private static Jacobian jacobian(SkyMap map) {
        return new Jacobian(0, 0, map.dvdy(), map.dvdx(), map.dudy(), map.dudx());
    }

    private static void flatten(double[] weights, double to) {
        for (int k = 0; k < weights.length; k++) {
            weights[k] = weights[k] > 0 ? to : 0;
        }
    }

    private int psfNx() {
        return options.beside() == null ? reader.psfNx() : options.beside().nx();
    }

    private int psfNy() {
        return options.beside() == null ? reader.psfNy() : options.beside().ny();
    }

    private double[] psf(int i) {
        if (options.beside() != null) {
            return options.beside().of(i, file);
        }
        double[] image = new double[reader.psfNx() * reader.psfNy()];
        reader.psf(i, image);
        return image;
    }

    /** Noise of a typical unmasked pixel; NaN where all are masked. */
    static double typicalSigma(double[] weights) {
        return 1 / Math.sqrt(Arrays.stream(weights).filter(w -> w > 0).average().orElse(Double.NaN));
    }

    @Override
    public String toString() {
        return file;
    }
}
