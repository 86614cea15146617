package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;

/**
 * Writes a MEDS file (Jarvis et al. 2016, arXiv:1507.05603) whose objects have equal boxes and numbers of exposures, object by object.
 * The file appears on {@link #commit}, whole, or not at all.
 *
 * <p>Longer than other classes: it lays out ten HDUs.
 */
public final class MedsWriter implements AutoCloseable {

    /** Positions in images of one axis are 32-bit numbers for many readers. */
    private static final long MOST_PIXELS = Integer.MAX_VALUE;

    private static final double MAGNITUDE_ZERO = 30;

    private final Layout layout;
    private final AtomicFile file;
    private final RandomAccessFile out;
    private final TableRows objectRows;
    private final long objectsAt;
    private final long imagesAt;
    private final long weightsAt;
    private final long segmentationsAt;
    private final long psfsAt;
    private final long truthAt;
    private final long neighboursAt;
    private final long masksEnd;
    private final TableRows truthRows;
    private final TableRows neighbourRows;
    private long end;
    private long neighbours;
    private final Map<String, String> provenance;

    /**
     * What a file holds.
     *
     * @param objects how many
     * @param exposures of each
     * @param side of a box (pixels)
     * @param psfSide of the image of a PSF (pixels)
     * @param truth columns of TRUTH behind id
     */
    public record Layout(long objects, int exposures, int side, int psfSide, List<StampLayout.Column> truth) {

        /**
         * Rejects what no reader could address.
         *
         * @param objects how many
         * @param exposures of each
         * @param side of a box (pixels)
         * @param psfSide of the image of a PSF (pixels)
         * @param truth columns of TRUTH behind id
         */
        public Layout {
            truth = List.copyOf(truth);
            long most = MOST_PIXELS / exposures / Math.max(side * side, psfSide * psfSide);
            if (objects > most) {
                throw new BadDataException("a MEDS file of " + objects + " objects in " + exposures + " exposures of "
                        + side + " x " + side + " pixels has more than 2^31 pixels, which readers do not address; write"
                        + " files of " + most + " objects at most");
            }
        }

        long pixels() {
            return objects * exposures * side * side;
        }

        long psfPixels() {
            return objects * exposures * psfSide * psfSide;
        }
    }

    /**
     * An exposure of an object.
     *
     * @param image counts, [side*side]
     * @param weight inverse variance of every pixel (1/counts^2)
     * @param segmentation number of the object that each pixel belongs to, 0 for none, [side*side]
     * @param psf [psfSide*psfSide]
     * @param row of the object (pixels)
     * @param col of the object (pixels)
     * @param map dudrow, dudcol, dvdrow, dvdcol (arcsec/pixel)
     */
    public record Exposure(
            double[] image, double weight, int[] segmentation, double[] psf, double row, double col, double[] map) {}

    /**
     * Begins a file.
     *
     * @param target the file, at its place in the end
     * @param layout what it holds
     * @param provenance cards of the primary header
     * @throws IOException where the file cannot be made
     */
    public MedsWriter(Path target, Layout layout, Map<String, String> provenance) throws IOException {
        this.layout = layout;
        this.provenance = provenance;
        file = new AtomicFile(target);
        out = new RandomAccessFile(file.temporary().toFile(), "rw");
        try {
            byte[] primary = FitsHeader.primary().setAll(provenance).primaryBytes();
            out.write(primary);
            end = primary.length;
            objectRows = new TableRows(objects(0, 0, List.of()).columns());
            objectsAt = table(objects(0, 0, List.of()), "object_data", layout.objects());
            FitsTable info = info();
            write(table(info, "image_info", info.rows()), new TableRows(info.columns()).encode(info));
            FitsTable meta = new FitsTable().add("magzp_ref", "mag", new double[] {MAGNITUDE_ZERO});
            write(table(meta, "metadata", 1), new TableRows(meta.columns()).encode(meta));
            imagesAt = cutouts("image_cutouts", -32, layout.pixels());
            weightsAt = cutouts("weight_cutouts", -32, layout.pixels());
            segmentationsAt = cutouts("seg_cutouts", 32, layout.pixels());
            cutouts("bmask_cutouts", 32, layout.pixels()); // zeros: all good
            psfsAt = cutouts("psf", -32, layout.psfPixels());
            FitsTable truth = new FitsTable().add("id", "", new long[0]);
            layout.truth().forEach(column -> truth.add(column.name(), column.unit(), new double[0]));
            truthRows = new TableRows(truth.columns());
            truthAt = table(truth, "TRUTH", layout.objects());
            masksEnd = end;
            neighbourRows = new TableRows(neighbourRow(0, 0, new double[6]).columns());
            neighboursAt = end + header(neighbourRow(0, 0, new double[6]).take(new int[0]), "NEIGHBOURS", 0).length;
        } catch (FitsException e) {
            close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private FitsTable info() {
        int n = layout.exposures();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] zero = new double[n];
        Arrays.fill(zero, MAGNITUDE_ZERO);
        String[] paths = new String[n];
        Arrays.setAll(paths, i -> "exposure " + i);
        long[] numbers = new long[n];
        Arrays.setAll(numbers, i -> i);
        return new FitsTable()
                .add("image_id", "", numbers)
                .add("image_path", paths)
                .add("image_flags", "", new long[n])
                .add("magzp", "mag", zero)
                .add("scale", "", ones)
                .add("position_offset", "pix", new double[n]);
    }

    private static byte[] header(FitsTable form, String name, long rows) throws FitsException, IOException {
        return new FitsHeader(FitsTableWriter.header(form, name, rows)).bytes();
    }

    private long table(FitsTable form, String name, long rows) throws FitsException, IOException {
        byte[] header = header(form, name, rows);
        write(end, header);
        long at = end + header.length;
        end = at + FitsStructure.padded(rows * new TableRows(form.columns()).width());
        return at;
    }

    private long cutouts(String name, int bits, long pixels) throws FitsException, IOException {
        Header header = new Header();
        header.addValue("XTENSION", "IMAGE", null);
        header.addValue("BITPIX", bits, null);
        header.addValue("NAXIS", 1, null);
        header.addValue("NAXIS1", pixels, null);
        header.addValue("PCOUNT", 0, null);
        header.addValue("GCOUNT", 1, null);
        header.addValue("EXTNAME", name, null);
        byte[] bytes = new FitsHeader(header).bytes();
        write(end, bytes);
        long at = end + bytes.length;
        end = at + FitsStructure.padded(pixels * Integer.BYTES);
        return at;
    }

    private void write(long at, byte[] bytes) throws IOException {
        out.seek(at);
        out.write(bytes);
    }

    /** The row of an object in object_data. */
    private FitsTable objects(long i, long id, List<Exposure> exposures) {
        int n = layout.exposures();
        boolean form = exposures.isEmpty();
        int rows = form ? 0 : 1;
        FitsTable table = new FitsTable()
                .add("id", "", longs(rows, id))
                .add("number", "", longs(rows, i + 1))
                .add("box_size", "pix", longs(rows, layout.side()))
                .add("psf_box_size", "pix", longs(rows, layout.psfSide()))
                .add("ncutout", "", longs(rows, n));
        whole(table, "file_id", rows, e -> e);
        whole(table, "start_row", rows, e -> (i * n + e) * layout.side() * layout.side());
        whole(table, "psf_start_row", rows, e -> (i * n + e) * layout.psfSide() * layout.psfSide());
        whole(table, "orig_start_row", rows, e -> 0);
        whole(table, "orig_start_col", rows, e -> 0);
        double middle = (layout.psfSide() - 1) / 2.0;
        // there is no whole exposure: a place on it would be shared by all objects, as by neighbours
        real(table, "orig_row", "pix", rows, e -> 0);
        real(table, "orig_col", "pix", rows, e -> 0);
        real(table, "cutout_row", "pix", rows, e -> exposures.get(e).row());
        real(table, "cutout_col", "pix", rows, e -> exposures.get(e).col());
        real(table, "psf_cutout_row", "pix", rows, e -> middle);
        real(table, "psf_cutout_col", "pix", rows, e -> middle);
        String[] maps = {"dudrow", "dudcol", "dvdrow", "dvdcol"};
        for (int k = 0; k < maps.length; k++) {
            int at = k;
            real(table, maps[k], "arcsec/pix", rows, e -> exposures.get(e).map()[at]);
        }
        return table;
    }

    private static long[] longs(int rows, long value) {
        return rows == 0 ? new long[0] : new long[] {value};
    }

    private void whole(FitsTable table, String name, int rows, java.util.function.IntToLongFunction value) {
        long[] values = new long[rows * layout.exposures()];
        Arrays.setAll(values, value);
        table.add(new FitsTable.Column(name, FitsTable.Type.LONG, "", List.of(layout.exposures())), values, rows);
    }

    private void real(
            FitsTable table, String name, String unit, int rows, java.util.function.IntToDoubleFunction value) {
        double[] values = new double[rows * layout.exposures()];
        Arrays.setAll(values, value);
        table.add(new FitsTable.Column(name, FitsTable.Type.DOUBLE, unit, List.of(layout.exposures())), values, rows);
    }

    /**
     * Writes an object.
     *
     * @param i its number in the file, from 0
     * @param id its identity
     * @param exposures of it
     * @param truth the row of TRUTH behind id
     * @throws IOException where it cannot be written
     */
    public void object(long i, long id, List<Exposure> exposures, List<Double> truth) throws IOException {
        int pixels = layout.side() * layout.side();
        int psfPixels = layout.psfSide() * layout.psfSide();
        int n = layout.exposures();
        ByteBuffer images = ByteBuffer.allocate(n * pixels * Float.BYTES);
        ByteBuffer weights = ByteBuffer.allocate(n * pixels * Float.BYTES);
        ByteBuffer segmentations = ByteBuffer.allocate(n * pixels * Integer.BYTES);
        ByteBuffer psfs = ByteBuffer.allocate(n * psfPixels * Float.BYTES);
        for (Exposure exposure : exposures) {
            for (int p = 0; p < pixels; p++) {
                images.putFloat((float) exposure.image()[p]);
                weights.putFloat((float) exposure.weight());
                segmentations.putInt(exposure.segmentation()[p]);
            }
            for (double value : exposure.psf()) {
                psfs.putFloat((float) value);
            }
        }
        long box = (long) n * pixels * Float.BYTES;
        write(imagesAt + i * box, images.array());
        write(weightsAt + i * box, weights.array());
        write(segmentationsAt + i * box, segmentations.array());
        write(psfsAt + i * n * psfPixels * Float.BYTES, psfs.array());
        write(objectsAt + i * objectRows.width(), objectRows.encode(objects(i, id, exposures)));
        ByteBuffer row = ByteBuffer.allocate(truthRows.width()).putLong(id);
        truth.forEach(row::putDouble);
        write(truthAt + i * truthRows.width(), row.array());
    }

    private static FitsTable neighbourRow(long id, long number, double[] v) {
        return new FitsTable()
                .add("id", "", new long[] {id})
                .add("number", "", new long[] {number})
                .add("u", "arcsec", new double[] {v[0]})
                .add("v", "arcsec", new double[] {v[1]})
                .add("g1", "", new double[] {v[2]})
                .add("g2", "", new double[] {v[3]})
                .add("half_light_radius", "arcsec", new double[] {v[4]})
                .add("flux", "ct", new double[] {v[5]});
    }

    /**
     * Writes a neighbour of an object into the table NEIGHBOURS.
     *
     * @param id of the object
     * @param number of the neighbour in the segmentation
     * @param values u, v from the object (arcsec), g1, g2, half-light radius (arcsec), flux (counts)
     * @throws IOException where it cannot be written
     */
    public void neighbour(long id, long number, double[] values) throws IOException {
        write(
                neighboursAt + neighbours++ * neighbourRows.width(),
                neighbourRows.encode(neighbourRow(id, number, values)));
    }

    /**
     * Completes the file and gives it its name.
     *
     * @throws IOException where the file cannot be written
     */
    public void commit() throws IOException {
        try {
            byte[] header = header(neighbourRow(0, 0, new double[6]).take(new int[0]), "NEIGHBOURS", neighbours);
            write(masksEnd, header);
            out.setLength(neighboursAt + FitsStructure.padded(neighbours * neighbourRows.width()));
        } catch (FitsException e) {
            throw new IOException(e.getMessage(), e);
        }
        out.close();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        out.close();
        file.close();
    }
}
