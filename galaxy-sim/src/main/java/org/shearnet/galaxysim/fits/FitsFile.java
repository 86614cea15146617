package org.shearnet.galaxysim.fits;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.ImageHDU;
import nom.tam.image.ImageTiler;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.RandomAccess;

/**
 * A FITS file open for reading through nom-tam-fits: its headers are read at once, its pixels piece by piece, so that files
 * larger than memory can be used. A file packed by gzip or bzip2 is unpacked into a temporary one first; tile-compressed
 * images are read tile by tile. A damaged extension is refused, never left out.
 *
 * <p>Longer than other classes: opening, and reading by planes and by pieces, share one file.
 */
public final class FitsFile implements AutoCloseable {

    /**
     * How pixels are stored.
     *
     * @param bits BITPIX
     * @param scale BSCALE
     * @param zero BZERO
     * @param blank value of missing pixels, NaN for none
     */
    private record Scaling(int bits, double scale, double zero, double blank) {}

    /** One header and data unit. */
    public static final class Hdu {

        private final String name;
        private final FitsHeader header;
        private final BasicHDU<?> content;
        private final int[] axes;
        private Scaling scaling;

        private Hdu(String name, BasicHDU<?> content, int[] axes) {
            this.name = name;
            this.header = new FitsHeader(content.getHeader());
            this.content = content;
            this.axes = axes;
        }

        /** {@return EXTNAME, or empty} */
        public String name() {
            return name;
        }

        /** {@return its cards} */
        public FitsHeader header() {
            return header;
        }

        /** {@return axis lengths, the fastest (NAXIS1) first; none where it holds no image} */
        public int[] axes() {
            return axes.clone();
        }

        /** How its pixels are stored; the cards are read once, not for every plane. */
        private Scaling scaling() {
            if (scaling == null) {
                int bits = (int) header.number(isCompressed() ? "ZBITPIX" : "BITPIX", 0);
                scaling = new Scaling(
                        bits,
                        header.number("BSCALE", 1),
                        header.number("BZERO", 0),
                        bits > 0 ? header.number("BLANK", Double.NaN) : Double.NaN);
            }
            return scaling;
        }

        /** As the library holds it. */
        BasicHDU<?> content() {
            return content;
        }

        /** {@return whether it holds an image with pixels} */
        public boolean isImage() {
            return (content instanceof ImageHDU || isCompressed())
                    && axes.length > 0
                    && java.util.Arrays.stream(axes).allMatch(axis -> axis > 0);
        }

        /** Whether it holds an image that is compressed tile by tile. */
        boolean isCompressed() {
            return content instanceof CompressedImageHDU;
        }

        /** {@return whether it holds a binary table} */
        public boolean isTable() {
            return content instanceof BinaryTableHDU && !isCompressed();
        }
    }

    private final Path path;
    private final Unpacked plain;
    private final Fits fits;
    private final List<Hdu> hdus = new ArrayList<>();
    private final Map<Hdu, PlaneTiler> planes = new HashMap<>();
    private final Map<Hdu, OneTile> tiles = new HashMap<>();
    private final Map<Hdu, TileCompressed> decompressed = new HashMap<>();

    /**
     * Opens a file.
     *
     * @param path the file
     * @throws BadDataException where the file is missing, truncated, damaged or not FITS
     */
    public FitsFile(Path path) {
        this.path = path;
        Unpacked unpacked = null;
        Fits opened = null;
        try {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            if (!Files.isRegularFile(path)) {
                throw new BadDataException(path + ": a " + (Files.isDirectory(path) ? "folder" : "device or pipe")
                        + ", where a FITS file is wanted");
            }
            unpacked = Unpacked.of(path);
            nom.tam.util.FitsFile bytes = AnyFile.open(unpacked.path());
            opened = new Fits(bytes);
            List<Long> starts = FitsStructure.check(path, bytes);
            bytes.seek(0);
            scan(opened, starts);
        } catch (NoSuchFileException e) {
            throw failed(opened, unpacked, "no such file", e);
        } catch (IOException | RuntimeException e) {
            throw failed(opened, unpacked, reason(e), e);
        }
        plain = unpacked;
        fits = opened;
    }

    private BadDataException failed(Fits opened, Unpacked unpacked, String what, Exception cause) {
        try {
            if (opened != null) {
                opened.close();
            }
            if (unpacked != null) {
                unpacked.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return cause instanceof BadDataException known ? known : new BadDataException(path + ": " + what, cause);
    }

    private static String reason(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return e instanceof EOFException
                        || message.toLowerCase(java.util.Locale.ROOT).contains("truncat")
                ? "the file is truncated"
                : "cannot be read as FITS: " + message.lines().findFirst().orElse("");
    }

    /** The library must find the HDUs where they are, and none may be left out. */
    private void scan(Fits opened, List<Long> starts) throws FitsException, IOException {
        for (long start : starts) {
            BasicHDU<?> hdu = opened.readHDU();
            if (hdu == null || hdu.getHeader().getFileOffset() != start) {
                throw new BadDataException(path + ": HDU " + hdus.size() + ": damaged: its header cannot be read");
            }
            String name = FitsHeader.ascii(hdu.getHeader().getStringValue("EXTNAME", ""))
                    .strip();
            if (hdu instanceof CompressedImageHDU && name.equals("COMPRESSED_IMAGE")) {
                name = "";
            }
            hdus.add(new Hdu(name, hdu, axes(hdu)));
        }
    }

    private static int[] axes(BasicHDU<?> hdu) throws FitsException {
        int[] shape = hdu instanceof ImageHDU image
                ? image.getAxes()
                : hdu instanceof CompressedImageHDU compressed ? compressed.getImageAxes() : null;
        int[] axes = new int[shape == null ? 0 : shape.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = shape[axes.length - 1 - i];
        }
        return axes;
    }

    /** {@return the file as the user named it} */
    public Path path() {
        return path;
    }

    /** {@return its HDUs, the primary one first} */
    public List<Hdu> hdus() {
        return List.copyOf(hdus);
    }

    /**
     * {@return the name that complaints give an HDU: file, number from the primary's 0, EXTNAME}
     *
     * @param hdu an HDU of this file
     */
    public String where(Hdu hdu) {
        return path + ": HDU " + hdus.indexOf(hdu) + (hdu.name().isEmpty() ? "" : " (" + hdu.name() + ")");
    }

    /**
     * {@return the HDU of a name, ignoring case, or null}
     *
     * @param name EXTNAME
     */
    public Hdu find(String name) {
        return hdus.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Reads one plane of an image or cube, scaled by BSCALE and BZERO; BLANK becomes NaN.
     *
     * @param hdu an image of this file
     * @param plane number along the third axis; 0 for an image of two axes
     * @param out filled row by row
     */
    public void plane(Hdu hdu, int plane, double[] out) {
        int nx = hdu.axes()[0];
        int ny = hdu.axes()[1];
        int bits = hdu.scaling().bits();
        Object raw;
        try {
            raw = hdu.isCompressed()
                    ? tile(hdu, plane)
                    : pixels(planes(hdu, bits, nx * ny), bits, new int[] {plane, 0}, nx * ny);
        } catch (IOException | RuntimeException e) {
            throw new BadDataException(path + ": " + hdu.name() + ": plane " + plane + ": " + reason(e), e);
        }
        values(hdu, bits, raw, 0, nx * ny, out, 0);
    }

    /**
     * Reads a piece of an image of one axis, as MEDS files have them, scaled like {@link #plane}. Of a tile-compressed image only the
     * tiles that the piece touches are unpacked.
     *
     * @param hdu an image of this file with one axis
     * @param from the first pixel, from 0
     * @param n number of pixels
     * @param out filled from its beginning
     */
    public void piece(Hdu hdu, int from, int n, double[] out) {
        if (hdu.axes().length != 1 || from < 0 || n < 0 || from > hdu.axes()[0] - n) {
            throw new BadDataException(where(hdu) + ": pixels " + from + " to " + (from + (long) n - 1)
                    + " are asked for of " + java.util.Arrays.toString(hdu.axes()));
        }
        int bits = hdu.scaling().bits();
        try {
            if (hdu.isCompressed()) {
                OneTile tiles = tiles(hdu);
                tiles.read(from, n, (pixels, first, to, count) -> values(hdu, bits, pixels, first, count, out, to));
            } else {
                values(hdu, bits, pixels(((ImageHDU) hdu.content).getTiler(), bits, new int[] {from}, n), 0, n, out, 0);
            }
        } catch (IOException | RuntimeException e) {
            throw new BadDataException(where(hdu) + ": pixel " + from + ": " + reason(e), e);
        }
    }

    private OneTile tiles(Hdu hdu) throws FitsException {
        OneTile known = tiles.get(hdu);
        if (known == null) {
            known = new OneTile((CompressedImageHDU) hdu.content);
            tiles.put(hdu, known);
        }
        return known;
    }

    /** Scales {@code n} pixels from one place on into another array. */
    private static void values(Hdu hdu, int bits, Object raw, int from, int n, double[] out, int to) {
        Scaling scaling = hdu.scaling();
        double scale = scaling.scale();
        double zero = scaling.zero();
        double blank = scaling.blank();
        if (bits == -32 && Double.isNaN(blank)) {
            scaled((float[]) raw, from, n, scale, zero, out, to);
            return;
        }
        for (int i = 0; i < n; i++) {
            double value = switch (bits) {
                case 8 -> ((byte[]) raw)[from + i] & 0xff;
                case 16 -> ((short[]) raw)[from + i];
                case 32 -> ((int[]) raw)[from + i];
                case 64 -> ((long[]) raw)[from + i];
                case -32 -> ((float[]) raw)[from + i];
                default -> ((double[]) raw)[from + i];
            };
            out[to + i] = value == blank ? Double.NaN : zero + scale * value;
        }
    }

    private static void scaled(float[] raw, int from, int n, double scale, double zero, double[] out, int to) {
        for (int i = 0; i < n; i++) {
            out[to + i] = zero + scale * raw[from + i];
        }
    }

    private PlaneTiler planes(Hdu hdu, int bits, int pixels) {
        return planes.computeIfAbsent(
                hdu,
                h -> new PlaneTiler(
                        (RandomAccess) fits.getStream(),
                        h.content.getData().getFileOffset(),
                        h.axes.length > 2 ? h.axes[2] : 1,
                        pixels,
                        type(bits)));
    }

    private static Class<?> type(int bits) {
        return switch (bits) {
            case 8 -> byte.class;
            case 16 -> short.class;
            case 32 -> int.class;
            case 64 -> long.class;
            case -32 -> float.class;
            default -> double.class;
        };
    }

    /** Reads some pixels of one row of a tiler's image. */
    private static Object pixels(ImageTiler tiler, int bits, int[] corner, int count) throws IOException {
        Object raw = Array.newInstance(type(bits), count);
        int[] lengths = new int[corner.length];
        java.util.Arrays.fill(lengths, 1);
        lengths[lengths.length - 1] = count;
        tiler.getTile(raw, corner, lengths);
        return raw;
    }

    private Object tile(Hdu hdu, int plane) throws FitsException {
        TileCompressed image = decompressed.get(hdu);
        if (image == null) {
            image = new TileCompressed((CompressedImageHDU) hdu.content, hdu.axes());
            decompressed.put(hdu, image);
        }
        return image.plane(plane);
    }

    @Override
    public void close() {
        try {
            fits.close();
            plain.close();
        } catch (IOException e) {
            throw new BadDataException(path + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
