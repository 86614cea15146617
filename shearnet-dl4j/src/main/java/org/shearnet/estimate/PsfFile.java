package org.shearnet.estimate;

import java.nio.file.Path;
import java.util.Locale;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.StampReader;

/**
 * PSFs in a file of their own: vignettes in the rows of a table, those of the stamps' rows, or a cube of one or of as many images. On the
 * stamps' pixels.
 */
public final class PsfFile implements PsfBeside {

    /** Identities that are compared at a time. */
    private static final int ROWS = 4096;

    /** Pixels may differ by so much. */
    private static final double ALIKE = 0.01;

    private final StampReader reader;

    /**
     * Opens a file.
     *
     * @param stamps the stamps' reader
     * @param stampsFile the stamps' file
     * @param pixelScale of the stamps (arcsec per pixel), NaN where it is not known
     * @throws BadDataException where the file is none, or its rows are not those of the stamps
     */
    public PsfFile(Path path, StampReader stamps, Path stampsFile, double pixelScale) {
        reader = new StampReader(path, false);
        try {
            int n = reader.count();
            if (n != stamps.count() && (n != 1 || reader.isOfVignettes())) {
                throw new BadDataException(path + ": " + n + " PSFs, " + stampsFile + " has " + stamps.count()
                        + " stamps; one PSF a stamp is wanted, in the same order");
            }
            double own = reader.pixelScale(0);
            if (Math.abs(own / pixelScale - 1) > ALIKE) {
                throw new BadDataException(String.format(
                        Locale.ROOT,
                        "%s: pixels of %s arcsec, those of %s %s; PSFs are wanted on the stamps' pixels",
                        path,
                        own,
                        stampsFile,
                        pixelScale));
            }
            if (n == stamps.count() && reader.hasIdentities() && stamps.hasIdentities()) {
                compare(path, stamps, stampsFile);
            }
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void compare(Path path, StampReader stamps, Path stampsFile) {
        for (int from = 0; from < reader.count(); from += ROWS) {
            int n = Math.min(ROWS, reader.count() - from);
            FitsTable own = reader.identities(from, n);
            FitsTable theirs = stamps.identities(from, n);
            for (int i = 0; i < n; i++) {
                if (!name(own, i).equals(name(theirs, i))) {
                    throw new BadDataException(path + ": row " + (from + i) + " is of " + name(own, i) + ", that of "
                            + stampsFile + " of " + name(theirs, i) + "; rows of both files must agree");
                }
            }
        }
    }

    private static String name(FitsTable table, int i) {
        return table.isText("id") ? table.texts("id")[i] : Long.toString(table.longs("id")[i]);
    }

    @Override
    public int nx() {
        return reader.nx();
    }

    @Override
    public int ny() {
        return reader.ny();
    }

    @Override
    public int count() {
        return reader.count();
    }

    @Override
    public double[] of(int i, String file) {
        int row = reader.count() == 1 ? 0 : i;
        double[] image = new double[nx() * ny()];
        reader.image(row, image);
        if (reader.hasMask()) {
            double[] weight = new double[image.length];
            reader.weight(row, Double.NaN, weight);
            for (int k = 0; k < image.length; k++) {
                image[k] = weight[k] > 0 ? image[k] : Double.NaN;
            }
        }
        return image;
    }

    @Override
    public void close() {
        reader.close();
    }
}
