package org.shearnet.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage to the bytes of a FITS file, by one who knows where headers and data lie. */
final class FitsDamage {

    private static final int BLOCK = 2880;
    private static final int CARD = 80;

    private static final List<String> ODD = List.of(
            "-1",
            "0",
            "1",
            "2",
            "3",
            "7",
            "8",
            "16",
            "-32",
            "-64",
            "64",
            "999",
            "2147483647",
            "2147483648",
            "-2147483648",
            "9223372036854775807",
            "99999999999999999999999",
            "1E400",
            "-1E-400",
            "NaN",
            "1.5",
            "1e-9",
            "1e30",
            "T",
            "F",
            "''",
            "'x'",
            "'NaN'",
            "'1J'",
            "'0D'",
            "'-3E'",
            "'999999999D'",
            "'2147483647A'",
            "'1PD(10)'",
            "'QE(3)'",
            "'(2,2)'",
            "'(0)'",
            "'(-1,5)'",
            "'(9999999,9999999)'",
            "'RA---TAN'",
            "'GZIP_1'",
            "'HCOMPRESS_1'",
            "'PLIO_1'",
            "'IMAGE'",
            "'WEIGHT'",
            "'=1+1'",
            "(1.0, 2.0)",
            "'unclosed",
            "");

    /** A header and its data, by their places in the file. */
    private record Unit(int header, int data, int end) {}

    /**
     * A damaged file.
     *
     * @param bytes of it
     * @param what was done
     * @param unreadable whether a header is so damaged that its HDU cannot be read: the file must be refused
     */
    record Damaged(byte[] bytes, String what, boolean unreadable) {}

    private final byte[] bytes;
    private final List<Unit> units = new ArrayList<>();
    private final Random random;

    FitsDamage(byte[] whole, Random random) {
        bytes = whole.clone();
        this.random = random;
        for (int at = 0; at < bytes.length; ) {
            int cards = at;
            while (!text(cards, 8).equals("END     ")) {
                cards += CARD;
            }
            int data = (cards / BLOCK + 1) * BLOCK;
            int end = data + (int) ((size(at, cards) + BLOCK - 1) / BLOCK * BLOCK);
            units.add(new Unit(at, data, end));
            at = end;
        }
    }

    private String text(int at, int length) {
        return new String(bytes, at, length, StandardCharsets.US_ASCII);
    }

    private long size(int from, int end) {
        long axes = value(from, end, "NAXIS", 0);
        long product = axes == 0 ? 0 : 1;
        for (int i = 1; i <= axes; i++) {
            product *= value(from, end, "NAXIS" + i, 0);
        }
        return (product + value(from, end, "PCOUNT", 0)) * Math.abs(value(from, end, "BITPIX", 8)) / 8;
    }

    private long value(int from, int end, String key, long otherwise) {
        for (int at = from; at < end; at += CARD) {
            if (text(at, 8).strip().equals(key)) {
                return Long.parseLong(text(at + 10, 20).strip());
            }
        }
        return otherwise;
    }

    /** A damage of any kind. */
    Damaged any() {
        int n = random.nextInt(units.size());
        Unit unit = units.get(n);
        String where = "HDU " + n + ": ";
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> oddValues(unit, where);
            case 5 -> whole(where + removeCard(unit, card(unit)));
            case 6 -> whole(where + doubleCard(unit));
            case 7 -> whole(where + garbleHeader(unit));
            case 8 -> whole(where + garbleData(unit));
            case 9 -> truncated();
            case 10 -> appended();
            case 11 -> blockMoved();
            default -> unreadable(unit, where);
        };
    }

    private Damaged whole(String what) {
        return new Damaged(bytes, what, false);
    }

    private int card(Unit unit) {
        int cards = 0;
        while (!text(unit.header + cards * CARD, 8).equals("END     ")) {
            cards++;
        }
        return unit.header + random.nextInt(cards) * CARD;
    }

    private int find(Unit unit, String key) {
        for (int at = unit.header; at < unit.data; at += CARD) {
            if (text(at, 8).strip().equals(key)) {
                return at;
            }
        }
        throw new IllegalArgumentException(key);
    }

    private void set(int at, String card) {
        byte[] padded = new byte[CARD];
        Arrays.fill(padded, (byte) ' ');
        byte[] said = card.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(said, 0, padded, 0, Math.min(CARD, said.length));
        System.arraycopy(padded, 0, bytes, at, CARD);
    }

    private Damaged oddValues(Unit unit, String where) {
        StringBuilder what = new StringBuilder(where);
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes; i++) {
            int at = card(unit);
            String odd = ODD.get(random.nextInt(ODD.size()));
            String card =
                    text(at, 8) + "= " + (odd.startsWith("'") ? odd : " ".repeat(Math.max(0, 20 - odd.length())) + odd);
            set(at, card);
            what.append('[').append(card.strip()).append("] ");
        }
        return whole(what.toString());
    }

    private String removeCard(Unit unit, int at) {
        String card = text(at, CARD).strip();
        System.arraycopy(bytes, at + CARD, bytes, at, unit.data - at - CARD);
        Arrays.fill(bytes, unit.data - CARD, unit.data, (byte) ' ');
        return "without " + card;
    }

    private String doubleCard(Unit unit) {
        int from = card(unit);
        int to = card(unit);
        set(to, text(from, CARD));
        return "card at " + to + " replaced by " + text(from, CARD).strip();
    }

    private String garbleHeader(Unit unit) {
        int many = 1 + random.nextInt(4);
        for (int i = 0; i < many; i++) {
            bytes[card(unit) + random.nextInt(CARD)] = (byte) random.nextInt(256);
        }
        return many + " bytes of the header garbled";
    }

    private String garbleData(Unit unit) {
        if (unit.end == unit.data) {
            return "nothing done";
        }
        int at = unit.data + random.nextInt(unit.end - unit.data);
        int length = Math.min(unit.end - at, 1 << random.nextInt(12));
        byte with = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        for (int i = 0; i < length; i++) {
            bytes[at + i] = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : with;
        }
        return length + " bytes of data garbled at " + at;
    }

    private Damaged truncated() {
        int length = random.nextBoolean()
                ? random.nextInt(bytes.length)
                : Math.max(0, bytes.length - BLOCK * (1 + random.nextInt(4)));
        return new Damaged(Arrays.copyOf(bytes, length), "cut at " + length, false);
    }

    private Damaged appended() {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + random.nextInt(3 * BLOCK));
        boolean zeros = random.nextBoolean();
        for (int i = bytes.length; i < longer.length && !zeros; i++) {
            longer[i] = (byte) random.nextInt(256);
        }
        return new Damaged(
                longer, (longer.length - bytes.length) + (zeros ? " zeros" : " bytes") + " behind it", false);
    }

    private Damaged blockMoved() {
        int blocks = bytes.length / BLOCK;
        int from = random.nextInt(blocks) * BLOCK;
        if (random.nextBoolean()) {
            byte[] shorter = new byte[bytes.length - BLOCK];
            System.arraycopy(bytes, 0, shorter, 0, from);
            System.arraycopy(bytes, from + BLOCK, shorter, from, shorter.length - from);
            return new Damaged(shorter, "without the block at " + from, false);
        }
        int to = random.nextInt(blocks) * BLOCK;
        System.arraycopy(bytes, from, bytes, to, BLOCK);
        return new Damaged(bytes, "block at " + from + " also at " + to, false);
    }

    private Damaged unreadable(Unit unit, String where) {
        boolean first = unit.header == 0;
        String what = switch (random.nextInt(first ? 5 : 8)) {
            case 0 -> {
                set(find(unit, "END"), "");
                yield "without END";
            }
            case 1 -> removeCard(unit, find(unit, "NAXIS"));
            case 2 -> removeCard(unit, find(unit, "BITPIX"));
            case 3 -> {
                set(unit.header, "Y" + text(unit.header + 1, CARD - 1));
                yield "first keyword garbled";
            }
            case 4 -> {
                set(find(unit, "NAXIS"), "NAXIS   =                  abc");
                yield "NAXIS = abc";
            }
            case 5 -> {
                set(unit.header, "XTENSION= 'IMAGXX  '");
                yield "XTENSION = IMAGXX";
            }
            case 6 -> {
                Arrays.fill(bytes, unit.header, unit.data, random.nextBoolean() ? 0 : (byte) ' ');
                yield "header wiped out";
            }
            default -> {
                for (int i = unit.header; i < unit.data; i++) {
                    bytes[i] = (byte) random.nextInt(256);
                }
                yield "header overwritten";
            }
        };
        return new Damaged(bytes, where + what, true);
    }
}
