package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.FitsFile;

/**
 * Writes a stamps file piece by piece: each stamp goes to its place at once, whatever the file's size. The file appears on
 * {@link #commit}, whole, or not at all.
 */
public final class StampWriter implements AutoCloseable {

    private final StampLayout layout;
    private final AtomicFile file;
    private final FitsFile out;
    private final int pixelBytes;
    private final float[] narrow;
    private long end;
    private final long imageAt;
    private final long weightAt;
    private final long psfAt;
    private final long noiseAt;
    private final long truthAt;

    /**
     * Begins a file.
     *
     * @param target the file, at its place in the end
     * @param layout what the file holds
     * @throws IOException where the file cannot be made
     */
    public StampWriter(Path target, StampLayout layout) throws IOException {
        this.layout = layout;
        this.pixelBytes = layout.doublePrecision() ? 8 : 4;
        narrow = new float[Math.max(layout.nx() * layout.ny(), layout.psfSize() * layout.psfSize())];
        file = new AtomicFile(target);
        try {
            out = new FitsFile(file.temporary().toFile(), "rw", 1 << 16);
            FitsHeader primary = FitsHeader.primary().setAll(layout.provenance());
            out.seek(0);
            out.write(primary.primaryBytes());
            end = out.getFilePointer();
            int bitpix = -8 * pixelBytes;
            imageAt = cube("IMAGE", bitpix, layout.count(), layout.nx(), layout.ny());
            weightAt = layout.weight() ? cube("WEIGHT", bitpix, layout.count(), layout.nx(), layout.ny()) : -1;
            if (layout.mask()) {
                // Its pixels stay zero: what is never written to a file reads as zero.
                cube("MASK", 16, layout.count(), layout.nx(), layout.ny());
            }
            psfAt = layout.psfCount() > 0
                    ? cube("PSF", bitpix, layout.psfCount(), layout.psfSize(), layout.psfSize())
                    : -1;
            noiseAt = layout.noise() ? cube("NOISE", bitpix, layout.count(), layout.nx(), layout.ny()) : -1;
            truthAt = truth();
        } catch (FitsException e) {
            file.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void header(Header header) throws FitsException, IOException {
        out.seek(end);
        header.write(out);
        end = out.getFilePointer();
    }

    private long cube(String name, int bitpix, long n, int nx, int ny) throws FitsException, IOException {
        Header header = new Header();
        header.addValue("XTENSION", "IMAGE", null);
        header.addValue("BITPIX", bitpix, null);
        header.addValue("NAXIS", 3, null);
        header.addValue("NAXIS1", nx, null);
        header.addValue("NAXIS2", ny, null);
        header.addValue("NAXIS3", n, null);
        header.addValue("PCOUNT", 0, null);
        header.addValue("GCOUNT", 1, null);
        FitsHeader cards = new FitsHeader(header).set("EXTNAME", name).set("PIXSCALE", layout.pixelScale());
        if (name.equals("IMAGE")) {
            layout.imageCards().forEach(cards::set);
        }
        cards.comment("[n][y][x], PIXSCALE in arcsec a pixel; "
                + switch (name) {
                    case "WEIGHT" -> "inverse variance, 0 = masked";
                    case "MASK" -> "0 = good, else bad";
                    default -> "flux in each pixel";
                });
        header(header);
        long at = end;
        end += FitsStructure.padded(n * nx * ny * (Math.abs(bitpix) / 8));
        return at;
    }

    private long truth() throws FitsException, IOException {
        FitsTable table = new FitsTable();
        table.add("id", "", new long[0]);
        for (StampLayout.Column column : layout.truth()) {
            table.add(column.name(), column.unit(), new double[0]);
        }
        header(FitsTableWriter.header(table, "TRUTH", layout.count()));
        long at = end;
        end += FitsStructure.padded(layout.count() * 8 * (layout.truth().size() + 1));
        return at;
    }

    private void pixels(long start, long number, int size, double[] values) throws IOException {
        out.seek(start + number * size * pixelBytes);
        if (pixelBytes == 8) {
            out.write(values, 0, size);
            return;
        }
        for (int i = 0; i < size; i++) {
            narrow[i] = (float) values[i];
        }
        out.write(narrow, 0, size);
    }

    /**
     * Writes stamp i, [ny][nx].
     *
     * @param i number of the stamp, from 0
     * @param values its pixels (counts), [ny*nx]
     * @throws IOException where the file cannot be written
     */
    public void image(long i, double[] values) throws IOException {
        pixels(imageAt, i, layout.nx() * layout.ny(), values);
    }

    /**
     * Writes the weights of stamp i.
     *
     * @param i number of the stamp, from 0
     * @param values inverse variances (1/counts^2), [ny*nx]
     * @throws IOException where the file cannot be written
     */
    public void weight(long i, double[] values) throws IOException {
        pixels(weightAt, i, layout.nx() * layout.ny(), values);
    }

    /**
     * Writes PSF image i.
     *
     * @param i number of the stamp, from 0
     * @param values the PSF's pixels, [psfNy*psfNx]
     * @throws IOException where the file cannot be written
     */
    public void psf(long i, double[] values) throws IOException {
        pixels(psfAt, i, layout.psfSize() * layout.psfSize(), values);
    }

    /**
     * Writes noise field i.
     *
     * @param i number of the stamp, from 0
     * @param values another draw of its noise (counts), [ny*nx]
     * @throws IOException where the file cannot be written
     */
    public void noise(long i, double[] values) throws IOException {
        pixels(noiseAt, i, layout.nx() * layout.ny(), values);
    }

    /**
     * Writes row i of TRUTH.
     *
     * @param i number of the stamp, from 0
     * @param id identity of the object
     * @param values the other columns of the row, in their order
     * @throws IOException where the file cannot be written
     */
    public void truth(long i, long id, List<Double> values) throws IOException {
        out.seek(truthAt + i * 8 * (layout.truth().size() + 1));
        out.writeLong(id);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /**
     * Completes the file and gives it its name.
     *
     * @throws IOException where the file cannot be written
     */
    public void commit() throws IOException {
        out.flush();
        out.setLength(end);
        out.close();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        out.close();
        file.close();
    }
}
