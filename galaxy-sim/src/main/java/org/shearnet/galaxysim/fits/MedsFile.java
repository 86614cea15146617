package org.shearnet.galaxysim.fits;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A multi-epoch data structure (MEDS; Jarvis et al. 2016, arXiv:1507.05603): a table of objects, and images of one axis with the
 * boxes of every object in every exposure one after the other. Read object by object, so that files larger than memory can be used;
 * tile-compressed images tile by tile.
 *
 * <p>Longer than other classes: each column of the table has its own question.
 */
public final class MedsFile implements AutoCloseable {

    private static final String OBJECTS = "object_data";
    private static final String IMAGES = "image_cutouts";
    private static final Set<String> WANTED = Set.of(
            "id",
            "number",
            "box_size",
            "ncutout",
            "file_id",
            "start_row",
            "cutout_row",
            "cutout_col",
            "orig_row",
            "orig_col",
            "dudrow",
            "dudcol",
            "dvdrow",
            "dvdcol",
            "psf_box_size",
            "psf_row_size",
            "psf_col_size",
            "psf_start_row",
            "psf_cutout_row",
            "psf_cutout_col");

    private static final double[] NONE = {};

    /** Any bit of {@code bmask_cutouts} makes a pixel bad. */
    public static final long ALL_BITS = -1;

    private final long badBits;

    private final FitsFile file;
    private final FitsTableReader table;
    private final FitsFile.Hdu images;
    private final FitsFile.Hdu weights;
    private final FitsFile.Hdu masks;
    private final FitsFile.Hdu segmentations;
    private final FitsFile.Hdu psfs;

    /**
     * An object.
     *
     * @param id its identity: {@code id}, else {@code number}, else the row
     * @param number its number in the segmentation: {@code number}, else the row from 1
     * @param epochs its exposures, in the order of the file
     */
    public record Source(long id, long number, List<MedsEpoch> epochs) {
        /**
         * An object.
         *
         * @param id its identity
         * @param number its number in the segmentation
         * @param epochs its exposures
         */
        public Source {
            epochs = List.copyOf(epochs);
        }
    }

    /**
     * Opens a file whose every marked pixel is bad.
     *
     * @param path the file
     * @throws BadDataException where it is no MEDS file, or a damaged one
     */
    public MedsFile(Path path) {
        this(path, ALL_BITS);
    }

    /**
     * Opens a file.
     *
     * @param path the file
     * @param badBits bits of {@code bmask_cutouts} that make a pixel bad; {@link #ALL_BITS} for any number other than 0, 0 for none
     * @throws BadDataException where it is no MEDS file, or a damaged one
     */
    public MedsFile(Path path, long badBits) {
        this.badBits = badBits;
        file = new FitsFile(path);
        try {
            FitsFile.Hdu objects = file.find(OBJECTS);
            images = file.find(IMAGES);
            if (objects == null || images == null) {
                throw new BadDataException(
                        path + ": no HDU '" + (objects == null ? OBJECTS : IMAGES) + "', so it is no MEDS file");
            }
            table = new FitsTableReader(file, objects, name -> WANTED.contains(name.toLowerCase(Locale.ROOT)));
            weights = beside("weight_cutouts", true);
            masks = beside("bmask_cutouts", true);
            segmentations = beside("seg_cutouts", true);
            psfs = beside("psf", false);
            for (String column : List.of("ncutout", "box_size", "start_row", "dudrow", "dudcol", "dvdrow", "dvdcol")) {
                if (table.columns().stream().noneMatch(c -> c.name().equalsIgnoreCase(column))) {
                    throw new BadDataException(file.where(objects) + ": no column '" + column + "'");
                }
            }
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * {@return whether a FITS file is a MEDS file, or one of which a part is missing}
     *
     * @param file an open file
     */
    public static boolean is(FitsFile file) {
        return file.find(OBJECTS) != null || file.find(IMAGES) != null;
    }

    private FitsFile.Hdu beside(String name, boolean asLong) {
        FitsFile.Hdu hdu = file.find(name);
        if (hdu == null || !hdu.isImage()) {
            return null;
        }
        if (hdu.axes().length != 1 || asLong && hdu.axes()[0] != images.axes()[0]) {
            throw new BadDataException(file.where(hdu) + ": axes " + Arrays.toString(hdu.axes()) + ", where '" + IMAGES
                    + "' has " + Arrays.toString(images.axes()));
        }
        return hdu;
    }

    /** {@return the file as the user named it} */
    public Path path() {
        return file.path();
    }

    /** {@return number of objects} */
    public int count() {
        return table.rows();
    }

    /** {@return whether it has weights} */
    public boolean hasWeights() {
        return weights != null;
    }

    /** {@return whether it has masks} */
    public boolean hasMasks() {
        return masks != null;
    }

    /** {@return whether it has images of PSFs} */
    public boolean hasPsf() {
        return psfs != null;
    }

    /** {@return whether it says which pixels belong to which object} */
    public boolean hasSegmentation() {
        return segmentations != null;
    }

    /**
     * Reads objects {@code from ... from + n - 1}.
     *
     * @param from the first object, from 0
     * @param n number of objects
     * @return the objects, those without an exposure too
     * @throws BadDataException naming the row where a box does not lie within the file
     */
    public List<Source> read(int from, int n) {
        Rows rows = new Rows(table.read(from, n), from);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            sources.add(rows.source(i));
        }
        return sources;
    }

    /**
     * {@return a reader of a column of the table of objects, named ignoring case}
     *
     * @param wanted name of the column
     * @throws BadDataException where there is no such column
     */
    public FitsTableReader column(String wanted) {
        FitsTableReader column = columns(wanted::equalsIgnoreCase);
        if (column.columns().isEmpty()) {
            throw new BadDataException(file.path() + ": " + OBJECTS + ": no column '" + wanted + "'");
        }
        return column;
    }

    /** {@return number of exposures that {@code image_info} lists; 0 where there is no such table} */
    public int exposures() {
        FitsFile.Hdu info = file.find("image_info");
        return info == null || !info.isTable() ? 0 : (int) info.header().number("NAXIS2", 0);
    }

    /** A reader of some columns of the table of objects. */
    FitsTableReader columns(Predicate<String> wanted) {
        return new FitsTableReader(file, file.find(OBJECTS), wanted);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Some rows of the table of objects. */
    private final class Rows {

        private final FitsTable table;
        private final int first;

        /** Numbers of the columns asked for so far; none where the table has no such column. */
        private final Map<String, double[]> columns = new HashMap<>();

        Rows(FitsTable table, int first) {
            this.table = table;
            this.first = first;
        }

        Source source(int i) {
            int count = whole("ncutout", i, 0);
            int most = column("start_row").length / table.rows();
            if (count < 0 || count > most) {
                throw new BadDataException(row(i) + ": ncutout is " + count + ", and the table has room for " + most);
            }
            List<MedsEpoch> epochs = new ArrayList<>();
            for (int e = 0; e < count; e++) {
                epochs.add(epoch(i, e));
            }
            String id = table.find("id") != null ? "id" : table.find("number") != null ? "number" : null;
            long number = table.find("number") != null ? table.longs(name("number"))[i] : first + i + 1;
            return new Source(id == null ? first + i : table.longs(name(id))[i], number, epochs);
        }

        private MedsEpoch epoch(int i, int e) {
            int side = whole("box_size", i, 0);
            if (side < 1) {
                throw new BadDataException(row(i) + ": box_size is " + side);
            }
            int start = start(i, e, "start_row", (long) side * side, images);
            int pixels = side * side;
            double[] image = new double[pixels];
            file.piece(images, start, pixels, image);
            double[] weight = new double[pixels];
            Arrays.fill(weight, 1);
            if (weights != null) {
                file.piece(weights, start, pixels, weight);
            }
            if (masks != null && badBits != 0) {
                double[] mask = new double[pixels];
                file.piece(masks, start, pixels, mask);
                for (int p = 0; p < pixels; p++) {
                    weight[p] = isBad(mask[p]) ? 0 : weight[p];
                }
            }
            for (int p = 0; p < pixels; p++) {
                if (!(weight[p] > 0 && weight[p] <= Double.MAX_VALUE) || !Double.isFinite(image[p])) {
                    weight[p] = 0;
                    image[p] = 0;
                }
            }
            int[] segmentation = null;
            if (segmentations != null) {
                double[] numbers = new double[pixels];
                file.piece(segmentations, start, pixels, numbers);
                segmentation = Arrays.stream(numbers).mapToInt(v -> (int) v).toArray();
            }
            double middle = (side - 1) / 2.0;
            return new MedsEpoch(
                    (long) number("file_id", i, e, 0),
                    side,
                    image,
                    weight,
                    segmentation,
                    number("cutout_row", i, e, middle),
                    number("cutout_col", i, e, middle),
                    number("orig_row", i, e, Double.NaN),
                    number("orig_col", i, e, Double.NaN),
                    new double[] {
                        number("dvdrow", i, e, Double.NaN),
                        number("dvdcol", i, e, Double.NaN),
                        number("dudrow", i, e, Double.NaN),
                        number("dudcol", i, e, Double.NaN)
                    },
                    psfs == null ? null : psf(i, e));
        }

        /** Whether a number of {@code bmask_cutouts} says that a pixel is bad; one that has no bits does. */
        private boolean isBad(double mask) {
            boolean whole = mask == Math.rint(mask) && Math.abs(mask) < 1L << 53;
            return whole && badBits != ALL_BITS ? ((long) mask & badBits) != 0 : mask != 0;
        }

        /** The PSF of an exposure; null where its box is empty or lies nowhere. */
        private MedsEpoch.Psf psf(int i, int e) {
            int rows = (int) number("psf_row_size", i, e, number("psf_box_size", i, e, 0));
            int columns = (int) number("psf_col_size", i, e, rows);
            double at = number("psf_start_row", i, e, -1);
            if (rows < 1 || columns < 1 || at < 0) {
                return null;
            }
            int start = start(i, e, "psf_start_row", (long) rows * columns, psfs);
            double[] image = new double[rows * columns];
            file.piece(psfs, start, image.length, image);
            double sum = Arrays.stream(image).sum();
            return sum > 0 && sum <= Double.MAX_VALUE
                    ? new MedsEpoch.Psf(
                            rows,
                            columns,
                            image,
                            number("psf_cutout_row", i, e, (rows - 1) / 2.0),
                            number("psf_cutout_col", i, e, (columns - 1) / 2.0))
                    : null;
        }

        private int start(int i, int e, String column, long pixels, FitsFile.Hdu in) {
            double at = number(column, i, e, -1);
            if (!(at >= 0 && at + pixels <= in.axes()[0])) {
                throw new BadDataException(String.format(
                        Locale.ROOT,
                        "%s, exposure %d: a box of %d pixels from %s %.0f on, and '%s' has %d pixels",
                        row(i),
                        e,
                        pixels,
                        column,
                        at,
                        in.name(),
                        in.axes()[0]));
            }
            return (int) at;
        }

        private String row(int i) {
            return file.path() + ": " + OBJECTS + ", row " + (first + i);
        }

        private String name(String column) {
            return table.find(column);
        }

        private double[] column(String column) {
            return columns.computeIfAbsent(column, key -> name(key) == null ? NONE : table.doubles(name(key)));
        }

        private int whole(String column, int i, int otherwise) {
            return (int) number(column, i, 0, otherwise);
        }

        /** An element of an object's row; where a column has one element only, it holds for every exposure. */
        private double number(String column, int i, int e, double otherwise) {
            double[] all = column(column);
            if (all.length == 0) {
                return otherwise;
            }
            int each = all.length / table.rows();
            return all[i * each + (each == 1 ? 0 : e)];
        }
    }
}
