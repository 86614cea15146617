package org.shearnet.galaxysim.fits;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.ImageHDU;

/**
 * A FITS file open for reading through nom-tam-fits: its headers are read at once, its pixels piece by piece, so that files
 * larger than memory can be used. A gzipped file is unpacked into a temporary one first.
 */
public final class FitsFile implements AutoCloseable {

    private static final int BLOCK = 2880;

    /**
     * One header and data unit.
     *
     * @param name EXTNAME, or empty
     * @param header its cards
     * @param hdu as the library holds it
     * @param axes axis lengths, the fastest (NAXIS1) first
     */
    public record Hdu(String name, FitsHeader header, BasicHDU<?> hdu, int[] axes) {

        /** Whether it holds an image with pixels. */
        public boolean isImage() {
            long elements = axes.length == 0 ? 0 : 1;
            for (int axis : axes) {
                elements *= axis;
            }
            return hdu instanceof ImageHDU && elements > 0;
        }

        /** Whether it holds a binary table. */
        public boolean isTable() {
            return hdu instanceof BinaryTableHDU;
        }
    }

    private final Path path;
    private final Path unpacked;
    private final Fits fits;
    private final List<Hdu> hdus = new ArrayList<>();

    /**
     * @throws BadDataException where the file is missing, truncated or not FITS
     */
    public FitsFile(Path path) {
        this.path = path;
        Path temporary = null;
        Fits opened = null;
        try {
            temporary = path.toString().endsWith(".gz") ? unpack(path) : null;
            Path plain = temporary == null ? path : temporary;
            checkStart(plain);
            opened = new Fits(plain.toFile());
            scan(opened, Files.size(plain));
        } catch (NoSuchFileException e) {
            throw failed(opened, temporary, "no such file", e);
        } catch (IOException | RuntimeException e) {
            throw failed(opened, temporary, reason(e), e);
        }
        unpacked = temporary;
        fits = opened;
    }

    private BadDataException failed(Fits opened, Path temporary, String what, Exception cause) {
        try {
            if (opened != null) {
                opened.close();
            }
            if (temporary != null) {
                Files.deleteIfExists(temporary);
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

    private static Path unpack(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        Path temporary = Files.createTempFile("shearnet-", ".fits");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path), 1 << 16)) {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static void checkStart(Path plain) throws IOException {
        try (InputStream in = Files.newInputStream(plain)) {
            String start = new String(in.readNBytes(9), java.nio.charset.StandardCharsets.US_ASCII);
            if (!start.equals("SIMPLE  =")) {
                throw new FitsFormatException(start.isEmpty() ? "the file is empty" : "it does not start with SIMPLE");
            }
        }
    }

    private static final class FitsFormatException extends IOException {
        private static final long serialVersionUID = 1L;

        FitsFormatException(String message) {
            super(message);
        }
    }

    private void scan(Fits opened, long size) throws FitsException, IOException {
        for (BasicHDU<?> hdu = opened.readHDU(); hdu != null; hdu = opened.readHDU()) {
            FitsHeader header = new FitsHeader(hdu.getHeader());
            String name = hdu.getHeader().getStringValue("EXTNAME");
            int[] shape = hdu instanceof ImageHDU image ? image.getAxes() : null;
            int[] axes = new int[shape == null ? 0 : shape.length];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = shape[axes.length - 1 - i];
            }
            long start = hdu.getHeader().getFileOffset() + hdu.getHeader().getSize();
            if (start + rawSize(hdu) > size) {
                throw new BadDataException(path + ": HDU " + hdus.size() + (name == null ? "" : " (" + name + ")")
                        + ": the file is truncated: data of " + rawSize(hdu) + " bytes, " + Math.max(0, size - start)
                        + " there");
            }
            hdus.add(new Hdu(name == null ? "" : name.strip(), header, hdu, axes));
        }
    }

    /** Bytes of data before padding. */
    private static long rawSize(BasicHDU<?> hdu) {
        long product = 1;
        int naxis = hdu.getHeader().getIntValue("NAXIS", 0);
        for (int i = 1; i <= naxis; i++) {
            product *= hdu.getHeader().getLongValue("NAXIS" + i, 0);
        }
        return naxis == 0
                ? 0
                : Math.abs(hdu.getHeader().getIntValue("BITPIX", 8))
                        / 8
                        * hdu.getHeader().getLongValue("GCOUNT", 1)
                        * (product + hdu.getHeader().getLongValue("PCOUNT", 0));
    }

    /** The file as the user named it. */
    public Path path() {
        return path;
    }

    public List<Hdu> hdus() {
        return List.copyOf(hdus);
    }

    /** The HDU of a name, ignoring case, or null. */
    public Hdu find(String name) {
        return hdus.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Reads one plane of an image or cube, scaled by BSCALE and BZERO; BLANK becomes NaN.
     *
     * @param plane number along the third axis; 0 for an image of two axes
     * @param out filled row by row
     */
    public void plane(Hdu hdu, int plane, double[] out) {
        int nx = hdu.axes()[0];
        int ny = hdu.axes()[1];
        boolean cube = hdu.axes().length > 2;
        int bits = (int) hdu.header().number("BITPIX", 0);
        Object raw = Array.newInstance(
                switch (bits) {
                    case 8 -> byte.class;
                    case 16 -> short.class;
                    case 32 -> int.class;
                    case 64 -> long.class;
                    case -32 -> float.class;
                    default -> double.class;
                },
                nx * ny);
        try {
            int[] corner = cube ? new int[] {plane, 0, 0} : new int[] {0, 0};
            int[] lengths = cube ? new int[] {1, ny, nx} : new int[] {ny, nx};
            ((ImageHDU) hdu.hdu()).getTiler().getTile(raw, corner, lengths);
        } catch (IOException | RuntimeException e) {
            throw new BadDataException(path + ": " + hdu.name() + ": plane " + plane + ": " + reason(e), e);
        }
        double scale = hdu.header().number("BSCALE", 1);
        double zero = hdu.header().number("BZERO", 0);
        double blank = bits > 0 ? hdu.header().number("BLANK", Double.NaN) : Double.NaN;
        for (int i = 0; i < nx * ny; i++) {
            double value = switch (bits) {
                case 8 -> ((byte[]) raw)[i] & 0xff;
                case 16 -> ((short[]) raw)[i];
                case 32 -> ((int[]) raw)[i];
                case 64 -> ((long[]) raw)[i];
                case -32 -> ((float[]) raw)[i];
                default -> ((double[]) raw)[i];
            };
            out[i] = value == blank ? Double.NaN : zero + scale * value;
        }
    }

    @Override
    public void close() {
        try {
            fits.close();
            if (unpacked != null) {
                Files.deleteIfExists(unpacked);
            }
        } catch (IOException e) {
            throw new BadDataException(path + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
