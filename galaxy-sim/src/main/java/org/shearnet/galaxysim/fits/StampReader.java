package org.shearnet.galaxysim.fits;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.galaxysim.profile.Resampling;

/**
 * A user's stamps, read one by one: the stamps file of {@link StampWriter}, or any FITS file whose HDUs have the usual names
 * (see {@link HduRole}), as a cube [n][ny][nx], an image, an image extension for each stamp, or vignettes in a table. What stands in for weights
 * (variances, standard deviations, masks) is turned into them, and PSFs on finer pixels are read off at the stamps' own.
 *
 * <p>Longer than other classes: it has one question for each kind of image.
 */
public final class StampReader implements AutoCloseable {

    private static final List<String> SCALES = List.of("PIXSCALE", "GS_SCALE", "PIXELSCL", "SECPIX", "PIXEL_SCALE");

    /** PSF pixels may be this much larger than the stamps' before they count as coarser. */
    private static final double COARSER = 1.01;

    private static final double ALIKE = 1e-6;

    private final FitsFile file;
    private final StampHdus hdus;
    private final Planes images;
    private final Planes noises;
    private final Planes masks;
    private final Planes psfs;
    private final Planes spare;
    /** Of each HDU of stamps. */
    private final SkyMap[] maps;

    private final double[] scales;
    private final double[] sigmas;
    private final int nx;
    private final int ny;
    private final StampTable objects;
    private final Resampling psfResampling;
    private final double[] mask;
    private final double[] psfRaw;

    /**
     * Opens a file with the WCS it states.
     *
     * @param path the file
     * @throws BadDataException where the file is missing, damaged, holds no stamps, or its parts do not fit together
     */
    public StampReader(Path path) {
        this(path, true);
    }

    /**
     * Opens a file.
     *
     * @param path the file
     * @param wcs whether the WCS of its headers is read; else stamps have square pixels
     * @throws BadDataException where the file is missing, damaged, holds no stamps, or its parts do not fit together
     */
    public StampReader(Path path, boolean wcs) {
        this(new FitsFile(path), wcs, PsfSampling.POINTS);
    }

    /**
     * Reads an open file, which is closed with this reader.
     *
     * @param file the file
     * @param wcs whether the WCS of its headers is read; else stamps have square pixels
     * @param sampling what images of PSFs on finer pixels are to hold at the stamps' pixels
     * @throws BadDataException where the file holds no stamps, or its parts do not fit together; it is closed then
     */
    public StampReader(FitsFile file, boolean wcs, PsfSampling sampling) {
        this.file = file;
        try {
            hdus = new StampHdus(file);
            images = hdus.planes(HduRole.IMAGE);
            nx = images.nx();
            ny = images.ny();
            noises = hdus.noise() == null ? new Planes(List.of()) : hdus.companions(hdus.noise(), images.count(), true);
            masks = hdus.companions(HduRole.MASK, images.count(), true);
            spare = hdus.companions(HduRole.NOISE, images.count(), true);
            psfs = hdus.companions(HduRole.PSF, images.count(), false);
            List<FitsFile.Hdu> parts = images.hdus();
            maps = new SkyMap[parts.size()];
            scales = new double[maps.length];
            sigmas = new double[maps.length];
            for (int k = 0; k < maps.length; k++) {
                maps[k] = wcs && !images.areVignettes() ? map(parts.get(k)) : null;
                scales[k] = maps[k] != null ? maps[k].scale() : pixelScale(parts.get(k));
                sigmas[k] = noiseSigma(parts.get(k));
            }
            psfResampling = psfs.isEmpty() ? null : psfResampling(psfs.first(), sampling);
            mask = new double[nx * ny];
            psfRaw = psfs.isEmpty()
                    ? null
                    : new double[psfs.first().axes()[0] * psfs.first().axes()[1]];
            objects = new StampTable(file, images.count(), images.areVignettes() ? images.first() : null);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private SkyMap map(FitsFile.Hdu hdu) {
        return SkyMap.of(hdu.header(), pixelScale(hdu), file.where(hdu));
    }

    /** The side of a pixel that a header states under one of the usual names (arcsec), NaN for none. */
    private double pixelScale(FitsFile.Hdu hdu) {
        for (String key : SCALES) {
            if (hdu.header().has(key)) {
                double scale = hdu.header().number(key, Double.NaN);
                if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
                    throw new BadDataException(
                            file.where(hdu) + ": " + key + " must be a number above zero (arcsec), not '"
                                    + hdu.header().text(key) + "'");
                }
                return scale;
            }
        }
        return Double.NaN;
    }

    private double noiseSigma(FitsFile.Hdu hdu) {
        double sigma = hdu.header().number("NOISESIG", 0);
        if (!(sigma >= 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new BadDataException(file.where(hdu) + ": NOISESIG must be a number, 0 or above (counts), not '"
                    + hdu.header().text("NOISESIG") + "'");
        }
        return hdu.header().has("NOISESIG") ? sigma : Double.NaN;
    }

    /** How PSF images are read at the stamps' pixels; null where they lie on them already. */
    private Resampling psfResampling(FitsFile.Hdu psf, PsfSampling sampling) {
        FitsFile.Hdu image = images.first();
        double own = pixelScale(psf);
        double theirs = pixelScale(image);
        SkyMap ownMap = maps[0] == null ? null : map(psf);
        double[] step;
        if (ownMap != null) {
            step = maps[0].to(ownMap);
        } else if (Double.isNaN(own) && psf.header().has("PSF_SAMP")) {
            double side = psf.header().number("PSF_SAMP", Double.NaN);
            step = new double[] {1 / side, 0, 0, 1 / side};
        } else {
            double side = Double.isNaN(theirs) && maps[0] != null ? maps[0].scale() : theirs;
            double ratio = Double.isNaN(own) || Double.isNaN(side) ? 1 : side / own;
            step = new double[] {ratio, 0, 0, ratio};
        }
        double area = Math.abs(step[0] * step[3] - step[1] * step[2]);
        if (!(area >= 1 / (COARSER * COARSER) && area < Double.POSITIVE_INFINITY)) {
            throw new BadDataException(String.format(
                    Locale.ROOT,
                    "%s: its pixels are %.4g times those of the stamps; a PSF is drawn on the stamps' pixels or finer ones",
                    file.where(psf),
                    1 / Math.sqrt(area)));
        }
        boolean alike = Math.abs(step[0] - 1) < ALIKE
                && Math.abs(step[3] - 1) < ALIKE
                && Math.abs(step[1]) < ALIKE
                && Math.abs(step[2]) < ALIKE;
        return alike ? null : new Resampling(psf.axes()[0], psf.axes()[1], step, sampling);
    }

    /** {@return number of stamps} */
    public int count() {
        return images.count();
    }

    /** {@return width of a stamp (pixels)} */
    public int nx() {
        return nx;
    }

    /** {@return height of a stamp (pixels)} */
    public int ny() {
        return ny;
    }

    /**
     * {@return side of a pixel of a stamp (arcsec): that of its WCS where there is one; NaN where the file does not
     * say}
     *
     * @param i number of the stamp, from 0
     */
    public double pixelScale(int i) {
        return scales[images.part(i)];
    }

    /**
     * {@return the map of a stamp from pixels to the sky, or null where the file states none}
     *
     * @param i number of the stamp, from 0
     */
    public SkyMap map(int i) {
        return maps[images.part(i)];
    }

    /**
     * {@return standard deviation of a stamp's noise, NaN where the file does not say, 0 for a file without noise}
     *
     * @param i number of the stamp, from 0
     */
    public double noiseSigma(int i) {
        return sigmas[images.part(i)];
    }

    /** {@return whether the file has inverse variances, or what they follow from} */
    public boolean hasWeight() {
        return !noises.isEmpty();
    }

    /** {@return whether the file says which pixels are bad, by itself or within weights} */
    public boolean hasMask() {
        return !masks.isEmpty() || images.areVignettes();
    }

    /** {@return whether stamps are vignettes, in the rows of a table} */
    public boolean isOfVignettes() {
        return images.areVignettes();
    }

    /** {@return whether a table of the file says who the stamps are} */
    public boolean hasIdentities() {
        return objects.hasIdentities();
    }

    /** {@return whether the file has other draws of the noise} */
    public boolean hasNoise() {
        return !spare.isEmpty();
    }

    /** {@return number of PSF images: 0, 1 or {@link #count}} */
    public int psfCount() {
        return psfs.count();
    }

    /** {@return width of a PSF image at the stamps' pixels; 0 for none} */
    public int psfNx() {
        return psfs.isEmpty() ? 0 : psfResampling == null ? psfs.first().axes()[0] : psfResampling.nx();
    }

    /** {@return height of a PSF image at the stamps' pixels; 0 for none} */
    public int psfNy() {
        return psfs.isEmpty() ? 0 : psfResampling == null ? psfs.first().axes()[1] : psfResampling.ny();
    }

    /**
     * Reads stamp i, [ny][nx]; 0 where a pixel of a vignette was not seen.
     *
     * @param i number of the stamp, from 0
     * @param out filled with its pixels (counts), [ny*nx]
     */
    public void image(int i, double[] out) {
        images.read(file, i, out);
        for (int k = 0; images.areVignettes() && k < out.length; k++) {
            out[k] = Vignettes.isUnseen(out[k]) ? 0 : out[k];
        }
    }

    /**
     * Reads the weights of stamp i: inverse variances, 0 where masked.
     *
     * @param i number of the stamp, from 0
     * @param sigma noise of the pixels where the file has no weights of its own; NaN for weights of 1
     * @param out filled with inverse variances (1/counts^2), [ny*nx]
     */
    public void weight(int i, double sigma, double[] out) {
        if (noises.isEmpty()) {
            java.util.Arrays.fill(out, Double.isNaN(sigma) ? 1 : 1 / (sigma * sigma));
        } else {
            noises.read(file, i, out);
            HduRole kind = hdus.noise();
            for (int k = 0; kind != HduRole.WEIGHT && k < out.length; k++) {
                double variance = kind == HduRole.SIGMA ? out[k] * out[k] : out[k];
                out[k] = out[k] > 0 && variance < Double.POSITIVE_INFINITY ? 1 / variance : 0;
            }
        }
        if (images.areVignettes()) {
            images.read(file, i, mask);
            for (int k = 0; k < out.length; k++) {
                out[k] = Vignettes.isUnseen(mask[k]) ? 0 : out[k];
            }
        }
        if (!masks.isEmpty()) {
            masks.read(file, i, mask);
            for (int k = 0; k < out.length; k++) {
                out[k] = mask[k] == 0 ? out[k] : 0;
            }
        }
    }

    /**
     * Reads the PSF image of stamp i, [psfNy][psfNx], at the stamps' pixels.
     *
     * @param i number of the stamp, from 0
     * @param out filled with the PSF at the stamps' pixels, [psfNy*psfNx]
     */
    public void psf(int i, double[] out) {
        if (psfResampling == null) {
            psfs.read(file, i, out);
        } else {
            psfs.read(file, i, psfRaw);
            psfResampling.apply(psfRaw, out);
        }
    }

    /**
     * Reads noise field i.
     *
     * @param i number of the stamp, from 0
     * @param out filled with another draw of the noise (counts), [ny*nx]
     */
    public void noise(int i, double[] out) {
        spare.read(file, i, out);
    }

    /** {@return the table with a row for each stamp (TRUTH, or one of so many rows), or null} */
    public FitsTable truth() {
        return objects.all();
    }

    /**
     * {@return the identities of stamps {@code from ... from + n - 1}, in a table of the one column {@code id}: whole
     * numbers or texts by the file's table, else the numbers of the stamps}
     *
     * @param from the first stamp, from 0
     * @param n number of stamps
     * @throws BadDataException where they are numbers that are not whole
     */
    public FitsTable identities(int from, int n) {
        return objects.identities(from, n);
    }

    /**
     * {@return a reader of a column of {@link #truth}, named ignoring case}
     *
     * @param wanted name of the column
     * @throws BadDataException where there is no such table, or no such column
     */
    public FitsTableReader column(String wanted) {
        return objects.column(wanted);
    }

    /** {@return what a user should know of how the file was read, one line each} */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(hdus.notes(objects.hdu()));
        if (psfResampling != null) {
            notes.add(String.format(
                    Locale.ROOT,
                    "PSF of %d x %d finer pixels read at %d x %d of the stamps'",
                    psfs.first().axes()[1],
                    psfs.first().axes()[0],
                    psfNy(),
                    psfNx()));
        }
        return notes;
    }

    /** {@return the file's headers and HDUs} */
    public FitsFile file() {
        return file;
    }

    @Override
    public void close() {
        file.close();
    }
}
