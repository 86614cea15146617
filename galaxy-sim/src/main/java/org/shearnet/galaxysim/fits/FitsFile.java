package org.shearnet.galaxysim.fits;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A FITS file open for reading: its headers are read at once, its data piece by piece, so that files larger than memory can
 * be used. A gzipped file is unpacked into a temporary one first.
 */
public final class FitsFile implements AutoCloseable {

    /**
     * One header and data unit.
     *
     * @param name EXTNAME, or empty
     * @param header its cards
     * @param offset where its data start (bytes)
     */
    public record Hdu(String name, FitsHeader header, long offset) {

        /** Axis lengths, NAXIS1 (the fastest) first. */
        public long[] axes() {
            long[] axes = new long[(int) header.integer("NAXIS", 0)];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = header.integer("NAXIS" + (i + 1), 0);
            }
            return axes;
        }

        /** Whether it holds an image with pixels. */
        public boolean isImage() {
            String type = header.text("XTENSION");
            return (type == null || type.equals("IMAGE")) && elements() > 0;
        }

        public boolean isTable() {
            return "BINTABLE".equals(header.text("XTENSION"));
        }

        long elements() {
            long[] axes = axes();
            long product = axes.length == 0 ? 0 : 1;
            for (long axis : axes) {
                product *= axis;
            }
            return product;
        }

        long bytes() {
            long elements = elements();
            long groups = header.integer("GCOUNT", 1);
            return Math.abs(header.integer("BITPIX", 8)) / 8 * groups * (elements + header.integer("PCOUNT", 0));
        }
    }

    private final Path path;
    private final Path unpacked;
    private final FileChannel channel;
    private final List<Hdu> hdus = new ArrayList<>();

    /**
     * @throws BadDataException where the file is missing, truncated or not FITS
     */
    public FitsFile(Path path) {
        this.path = path;
        Path temporary = null;
        try {
            temporary = path.toString().endsWith(".gz") ? unpack(path) : null;
            unpacked = temporary;
            channel = FileChannel.open(temporary == null ? path : temporary, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new BadDataException(path + ": no such file", e);
        } catch (IOException e) {
            throw new BadDataException(path + ": cannot be read: " + e.getMessage(), e);
        }
        try {
            scan();
        } catch (IOException e) {
            close();
            throw new BadDataException(path + ": cannot be read: " + e.getMessage(), e);
        } catch (BadDataException e) {
            close();
            throw e;
        }
    }

    private static Path unpack(Path path) throws IOException {
        Path temporary = Files.createTempFile("shearnet-", ".fits");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path), 1 << 16)) {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            return temporary;
        } catch (EOFException e) {
            Files.deleteIfExists(temporary);
            throw new BadDataException(path + ": the gzip stream ends too early: the file is truncated", e);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private void scan() throws IOException {
        long size = channel.size();
        long at = 0;
        while (at < size) {
            if (size - at < FitsHeader.BLOCK && !hdus.isEmpty()) {
                break;
            }
            StringBuilder records = new StringBuilder();
            long start = at;
            boolean end = false;
            while (!end) {
                if (at + FitsHeader.BLOCK > size) {
                    throw new BadDataException(path + ": HDU " + hdus.size()
                            + (start == 0 ? ": not a FITS file" : ": the header is cut off: the file is truncated"));
                }
                byte[] block = new byte[FitsHeader.BLOCK];
                read(ByteBuffer.wrap(block), at);
                at += FitsHeader.BLOCK;
                String text = new String(block, StandardCharsets.US_ASCII);
                if (at == FitsHeader.BLOCK && !text.startsWith("SIMPLE  =")) {
                    throw new BadDataException(path + ": not a FITS file: it does not start with SIMPLE");
                }
                records.append(text);
                end = hasEnd(text);
            }
            FitsHeader header = FitsHeader.parse(records.toString());
            String name = header.text("EXTNAME");
            Hdu hdu = new Hdu(name == null ? "" : name, header, at);
            long bytes = hdu.bytes();
            if (bytes < 0) {
                throw new BadDataException(path + ": HDU " + hdus.size() + ": axes of negative length");
            }
            if (at + bytes > size) {
                throw new BadDataException(path + ": HDU " + hdus.size() + (name == null ? "" : " (" + name + ")")
                        + ": needs " + bytes + " bytes of data, the file holds " + (size - at) + ": it is truncated");
            }
            hdus.add(hdu);
            at += (bytes + FitsHeader.BLOCK - 1) / FitsHeader.BLOCK * FitsHeader.BLOCK;
        }
        if (hdus.isEmpty()) {
            throw new BadDataException(path + ": not a FITS file: it is empty");
        }
    }

    private static boolean hasEnd(String block) {
        for (int i = 0; i < block.length(); i += 80) {
            if (block.startsWith("END     ", i)) {
                return true;
            }
        }
        return false;
    }

    private void read(ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, at);
            if (count < 0) {
                throw new EOFException("the file ends too early");
            }
            at += count;
        }
    }

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

    /** Raw bytes of an HDU's data. */
    ByteBuffer bytes(Hdu hdu, long from, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        try {
            read(buffer, hdu.offset() + from);
        } catch (IOException e) {
            throw new BadDataException(path + ": " + hdu.name() + ": cannot be read: " + e.getMessage(), e);
        }
        return buffer.flip();
    }

    /**
     * Reads pixels of an image, scaled by BSCALE and BZERO; BLANK becomes NaN.
     *
     * @param from number of the first pixel, in storage order
     * @param out filled from 0 to count - 1
     */
    public void pixels(Hdu hdu, long from, int count, double[] out) {
        int bits = (int) hdu.header().integer("BITPIX", 0);
        int size = Math.abs(bits) / 8;
        ByteBuffer data = bytes(hdu, from * size, count * size);
        double scale = hdu.header().number("BSCALE", 1);
        double zero = hdu.header().number("BZERO", 0);
        boolean hasBlank = hdu.header().has("BLANK") && bits > 0;
        double blank = hdu.header().number("BLANK", Double.NaN);
        for (int i = 0; i < count; i++) {
            double raw = switch (bits) {
                case 8 -> data.get() & 0xff;
                case 16 -> data.getShort();
                case 32 -> data.getInt();
                case 64 -> data.getLong();
                case -32 -> data.getFloat();
                case -64 -> data.getDouble();
                default -> throw new BadDataException(path + ": " + hdu.name() + ": BITPIX " + bits + " is not FITS");
            };
            out[i] = hasBlank && raw == blank ? Double.NaN : zero + scale * raw;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (unpacked != null) {
                Files.deleteIfExists(unpacked);
            }
        } catch (IOException e) {
            throw new BadDataException(path + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
