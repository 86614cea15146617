package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The header cards and the bytes of data of each HDU of an unpacked FITS file, as they are. The file is open from the first read of its data
 * until it is closed, after which it may be read again: there are more pieces of a whole than a process may have files open.
 */
final class FitsBlocks implements AutoCloseable {

    private final Path path;
    private nom.tam.util.FitsFile in;
    private final List<Hdu> hdus = new ArrayList<>();

    /**
     * One HDU.
     *
     * @param cards all cards before END, 80 characters each
     * @param dataAt where its data begin (bytes)
     * @param bytes of its data, without padding
     */
    record Hdu(List<String> cards, long dataAt, long bytes) {

        /** The value of a card as it stands, without quotes and blanks around; null where there is none. */
        String value(String key) {
            String start = String.format("%-8s= ", key);
            for (String card : cards) {
                if (card.startsWith(start)) {
                    String value = card.substring(10).strip();
                    return value.startsWith("'")
                            ? value.substring(1, Math.max(1, value.indexOf('\'', 1)))
                                    .stripTrailing()
                            : value.replaceFirst("\\s*/.*", "");
                }
            }
            return null;
        }

        long number(String key, long otherwise) {
            String value = value(key);
            return value == null ? otherwise : Long.parseLong(value);
        }
    }

    /**
     * Opens a file.
     *
     * @throws BadDataException where it is missing, truncated or damaged
     */
    FitsBlocks(Path path) {
        this.path = path;
        try (nom.tam.util.FitsFile opened = AnyFile.open(path)) {
            for (long start : FitsStructure.check(path, opened)) {
                hdus.add(read(opened, start));
            }
        } catch (IOException e) {
            throw new BadDataException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    List<Hdu> hdus() {
        return hdus;
    }

    private static Hdu read(nom.tam.util.FitsFile in, long start) throws IOException {
        List<String> cards = new ArrayList<>();
        byte[] block = new byte[FitsStructure.BLOCK];
        in.seek(start);
        for (boolean ended = false; !ended; ) {
            in.readFully(block);
            for (int at = 0; at < FitsStructure.BLOCK && !ended; at += FitsStructure.CARD) {
                String card = new String(block, at, FitsStructure.CARD, StandardCharsets.ISO_8859_1);
                ended = card.startsWith("END     ");
                if (!ended) {
                    cards.add(card);
                }
            }
        }
        Hdu hdu = new Hdu(cards, in.getFilePointer(), 0);
        long axes = hdu.number("NAXIS", 0);
        long pixels = axes == 0 ? 0 : 1;
        for (int i = 1; i <= axes; i++) {
            pixels *= hdu.number("NAXIS" + i, 0);
        }
        long bytes = (pixels + hdu.number("PCOUNT", 0)) * Math.abs(hdu.number("BITPIX", 8)) / 8;
        return new Hdu(List.copyOf(cards), hdu.dataAt, start == 0 ? pixels : bytes);
    }

    /** Some bytes of an HDU's data. */
    byte[] data(Hdu hdu, long from, int n) throws IOException {
        in = in == null ? AnyFile.open(path) : in;
        byte[] bytes = new byte[n];
        in.seek(hdu.dataAt + from);
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
