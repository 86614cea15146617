package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the HDUs of a FITS file lie, by the standard's own rules (4.0, sections 3 and 4): whatever is neither a whole HDU nor the
 * padding of a tape is damage. Libraries pass over headers that they cannot read, and what they described is lost without a word.
 *
 * <p>Longer than other classes: it walks through all the ways in which a file can be damaged.
 */
final class FitsStructure {

    /** Bytes of the blocks of which every HDU has whole ones. */
    static final int BLOCK = 2880;

    /** Characters of a card. */
    static final int CARD = 80;

    /** A file may end in zeros or blanks up to a tape's block of ten records. */
    private static final long TAPE = 10L * BLOCK;

    private static final int MOST_AXES = 999;
    private static final int SHOWN = 30;

    private static final Set<String> EXTENSIONS =
            Set.of("IMAGE", "TABLE", "BINTABLE", "IUEIMAGE", "A3DTABLE", "FOREIGN", "DUMP");

    private static final Set<Long> BITS = Set.of(8L, 16L, 32L, 64L, -32L, -64L);
    private static final Pattern STRUCTURE = Pattern.compile("XTENSION|BITPIX|NAXIS\\d{0,3}|PCOUNT|GCOUNT|TFIELDS");
    private static final Pattern WHOLE = Pattern.compile("\\s*([+-]?\\d{1,18})\\s*(?:/.*)?");
    private static final Pattern TEXT = Pattern.compile("\\s*'((?:[^']|'')*)'.*");

    private final String file;
    private final nom.tam.util.FitsFile in;
    private final long size;
    private final List<Long> starts = new ArrayList<>();

    private FitsStructure(String file, nom.tam.util.FitsFile in) throws IOException {
        this.file = file;
        this.in = in;
        this.size = in.length();
    }

    /** Bytes from so many to the end of their last block. */
    static int padding(long bytes) {
        return (int) ((BLOCK - bytes % BLOCK) % BLOCK);
    }

    /** Whole blocks for so many bytes. */
    static long padded(long bytes) {
        return bytes + padding(bytes);
    }

    /**
     * Walks through a file.
     *
     * @param name of the file in complaints
     * @param in the file itself, unpacked; it stands anywhere afterwards
     * @return the places of the headers (bytes)
     * @throws BadDataException where it is not FITS, truncated or damaged
     */
    static List<Long> check(Path name, nom.tam.util.FitsFile in) throws IOException {
        FitsStructure structure = new FitsStructure(name.toString(), in);
        structure.walk();
        return structure.starts;
    }

    private void walk() throws IOException {
        long at = 0;
        while (at < size || at == 0) {
            if (at > 0 && isPadding(at)) {
                return;
            }
            starts.add(at);
            at = new Header(at).next();
        }
    }

    /** Whether nothing but the padding of a tape is left. */
    private boolean isPadding(long from) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long at = from; at < size; at += BLOCK) {
            int n = (int) Math.min(BLOCK, size - at);
            in.seek(at);
            in.readFully(block, 0, n);
            for (int i = 0; i < n; i++) {
                if (block[i] != 0 && block[i] != ' ') {
                    if (at > from) {
                        throw new BadDataException(hdu("") + ": damaged: its header is wiped out");
                    }
                    return false;
                }
            }
        }
        if (size - from > TAPE) {
            throw new BadDataException(hdu("") + ": damaged: " + (size - from)
                    + " bytes of nothing behind the last HDU, more than a tape's padding");
        }
        return true;
    }

    private String hdu(String name) {
        return file + ": HDU " + starts.size() + (name.isEmpty() ? "" : " (" + name + ")");
    }

    /** One header, card by card. */
    private final class Header {

        private final long start;
        private final Set<String> met = new HashSet<>();
        private final List<Long> axes = new ArrayList<>();
        private String name = "";
        private String extension = "";
        private boolean groups;
        private long bits;
        private long count = -1;
        private long extra;
        private long repeats = 1;
        private long data;

        Header(long start) throws IOException {
            this.start = start;
            read();
            check();
        }

        private BadDataException damaged(String what) {
            String hdu = file + ": HDU " + (starts.size() - 1) + (name.isEmpty() ? "" : " (" + name + ")");
            return new BadDataException(hdu + ": damaged: " + what);
        }

        private void read() throws IOException {
            byte[] block = new byte[BLOCK];
            boolean ended = false;
            for (long at = start; !ended; at += BLOCK) {
                if (at + BLOCK > size) {
                    cut(at);
                }
                in.seek(at);
                in.readFully(block);
                for (int card = 0; card < BLOCK; card += CARD) {
                    String text = new String(block, card, CARD, StandardCharsets.ISO_8859_1);
                    if (ended) {
                        if (!text.replace('\0', ' ').isBlank()) {
                            throw damaged("its header goes on behind END: '" + shown(text) + "'");
                        }
                    } else if (text.startsWith("END") && text.substring(3, 8).isBlank()) {
                        ended = true;
                    } else {
                        card(text, at + card == start);
                    }
                }
                data = at + BLOCK;
            }
        }

        private void cut(long at) throws IOException {
            if (start == 0 && size < BLOCK) {
                byte[] all = new byte[(int) Math.min(size, CARD)];
                in.seek(0);
                in.readFully(all);
                String text = new String(all, StandardCharsets.ISO_8859_1);
                if (!text.startsWith("SIMPLE  =")) {
                    throw new BadDataException(file + ": cannot be read as FITS: "
                            + (size == 0 ? "the file is empty" : "it does not start with SIMPLE"));
                }
            }
            throw new BadDataException(file + ": the file is truncated, or HDU " + (starts.size() - 1)
                    + (name.isEmpty() ? "" : " (" + name + ")")
                    + " is damaged: no END in the header that begins at byte "
                    + start + (at > start ? "" : ", of which " + (size - at) + " bytes are there"));
        }

        private void card(String text, boolean first) {
            String key = text.substring(0, 8).stripTrailing();
            if (first) {
                first(text, key);
                return;
            }
            for (int i = 0; i < key.length(); i++) {
                if (key.charAt(i) < ' ' || key.charAt(i) > '~') {
                    throw damaged("no END in its header, or a card that starts with '" + shown(text) + "'");
                }
            }
            if (key.equals("XTENSION") || key.equals("SIMPLE")) {
                throw damaged("no END in its header, which runs into another");
            }
            if (!text.startsWith("= ", 8)) {
                if (STRUCTURE.matcher(key).matches()) {
                    throw damaged(key + " has no value");
                }
                return;
            }
            String value = text.substring(10);
            if (key.equals("EXTNAME")) {
                Matcher said = TEXT.matcher(value);
                name = said.matches()
                        ? FitsHeader.ascii(said.group(1).replace("''", "'")).strip()
                        : "";
            } else if (key.equals("GROUPS")) {
                groups = value.strip().startsWith("T");
            } else if (STRUCTURE.matcher(key).matches()) {
                structure(key, value);
            }
        }

        private void first(String text, String key) {
            if (start == 0) {
                if (!text.startsWith("SIMPLE  =")) {
                    throw new BadDataException(file + ": cannot be read as FITS: it does not start with SIMPLE");
                }
                return;
            }
            Matcher value = TEXT.matcher(text.substring(Math.min(10, text.length())));
            if (!key.equals("XTENSION") || text.charAt(8) != '=' || !value.matches()) {
                throw damaged("what starts with '" + shown(text) + "' is no whole FITS header");
            }
            extension = value.group(1).strip();
            if (!EXTENSIONS.contains(extension)) {
                throw damaged("there is no XTENSION '" + shown(extension) + "' (IMAGE, BINTABLE or TABLE)");
            }
        }

        private void structure(String key, String value) {
            if (!met.add(key)) {
                throw damaged(key + " is there twice");
            }
            Matcher number = WHOLE.matcher(value);
            if (!number.matches()) {
                throw damaged(key + " is no whole number: '" + shown(value) + "'");
            }
            long n = Long.parseLong(number.group(1));
            if (n < 0 && !key.equals("BITPIX")) {
                throw damaged(key + " is negative: " + n);
            }
            switch (key) {
                case "BITPIX" -> bits = n;
                case "NAXIS" -> count = n;
                case "PCOUNT" -> extra = n;
                case "GCOUNT" -> repeats = n;
                case "TFIELDS" -> {}
                default -> {
                    int axis = Integer.parseInt(key.substring(5));
                    while (axes.size() < axis) {
                        axes.add(null);
                    }
                    if (axis > 0) {
                        axes.set(axis - 1, n);
                    }
                }
            }
        }

        private void check() {
            if (!met.contains("BITPIX") || !met.contains("NAXIS")) {
                throw damaged("its header has no " + (met.contains("BITPIX") ? "NAXIS" : "BITPIX"));
            }
            if (!BITS.contains(bits)) {
                throw damaged("BITPIX is " + bits + "; there are 8, 16, 32, 64, -32, -64");
            }
            if (count > MOST_AXES
                    || axes.size() < count
                    || axes.subList(0, (int) count).contains(null)) {
                throw damaged("NAXIS is " + count + ", and not all of NAXIS1 to NAXIS" + count + " are there");
            }
            if (groups && count > 0 && axes.get(0) == 0) {
                throw damaged("random groups (GROUPS = T) are not read");
            }
            boolean image = start > 0 && extension.equals("IMAGE");
            if (image && (extra != 0 || repeats != 1) || extension.equals("BINTABLE") && repeats != 1) {
                throw damaged("PCOUNT is " + extra + " and GCOUNT " + repeats + ", where "
                        + (image ? "0 and 1" : "GCOUNT 1") + " would be right");
            }
            if (extension.equals("BINTABLE") && !(count == 2 && bits == 8 && met.contains("TFIELDS"))) {
                throw damaged("a table has NAXIS 2, BITPIX 8 and TFIELDS");
            }
        }

        /** Where the next header begins. */
        long next() {
            long bytes;
            try {
                long product = count == 0 ? 0 : 1;
                for (long axis : axes.subList(0, (int) count)) {
                    product = Math.multiplyExact(product, axis);
                }
                long elements = Math.addExact(product, start == 0 ? 0 : extra);
                bytes = Math.multiplyExact(Math.multiplyExact(elements, Math.max(1, repeats)), Math.abs(bits) / 8);
            } catch (ArithmeticException e) {
                throw new BadDataException(
                        where() + ": the file is truncated: its header speaks of more than 8 EiB", e);
            }
            if (bytes > size - data) {
                throw new BadDataException(
                        where() + ": the file is truncated: data of " + bytes + " bytes, " + (size - data) + " there");
            }
            return data + padded(bytes);
        }

        private String where() {
            return file + ": HDU " + (starts.size() - 1) + (name.isEmpty() ? "" : " (" + name + ")");
        }
    }

    private static String shown(String text) {
        return FitsHeader.ascii(text.substring(0, Math.min(SHOWN, text.length())))
                .strip();
    }
}
