package org.shearnet.galaxysim.fits;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The cards of a FITS header in order, written in blocks of 2880 bytes (FITS standard 4.0,
 * https://fits.gsfc.nasa.gov/fits_standard.html). Long texts are continued, long keywords take the HIERARCH form.
 */
public final class FitsHeader {

    static final int BLOCK = 2880;
    private static final int CARD = 80;
    private static final int TEXT = 60;

    private final Map<String, Object> cards = new LinkedHashMap<>();
    private final StringBuilder comments = new StringBuilder();

    /** Sets a card: a Long, Integer, Double, Boolean or String. Numbers that are not finite are written as text. */
    public FitsHeader set(String key, Object value) {
        cards.put(key, value);
        return this;
    }

    /** Sets all of a run's provenance. */
    public FitsHeader setAll(Map<String, String> provenance) {
        provenance.forEach(this::set);
        return this;
    }

    /** Adds an explanation. */
    public FitsHeader comment(String text) {
        String rest = ascii(text);
        while (!rest.isEmpty()) {
            int cut = Math.min(rest.length(), CARD - 8);
            comments.append(pad("COMMENT " + rest.substring(0, cut)));
            rest = rest.substring(cut);
        }
        return this;
    }

    /** The value of a card as text, or null. */
    public String text(String key) {
        Object value = cards.get(key);
        return value == null ? null : value.toString();
    }

    public boolean has(String key) {
        return cards.containsKey(key);
    }

    /** The value of a card as a number, or the given one where the card is absent or not a number. */
    public double number(String key, double otherwise) {
        String text = text(key);
        try {
            return text == null ? otherwise : Double.parseDouble(text.replace('D', 'E'));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The value of a card as a whole number, or the given one. */
    public long integer(String key, long otherwise) {
        double value = number(key, otherwise);
        return value == Math.rint(value) ? (long) value : otherwise;
    }

    /** All cards in order. */
    public Map<String, Object> cards() {
        return new LinkedHashMap<>(cards);
    }

    byte[] toBytes() {
        StringBuilder out = new StringBuilder();
        cards.forEach((key, value) -> append(out, key, value));
        out.append(comments).append(pad("END"));
        while (out.length() % BLOCK != 0) {
            out.append(' ');
        }
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder out, String key, Object value) {
        boolean standard = key.matches("[A-Z0-9_-]{1,8}");
        String name = standard
                ? String.format("%-8s= ", key)
                : "HIERARCH " + ascii(key).replaceAll("[^A-Za-z0-9_-]", "_").toUpperCase(Locale.ROOT) + " = ";
        if (value instanceof Boolean flag) {
            out.append(pad(name + String.format("%20s", flag ? "T" : "F")));
        } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            String text = number.toString();
            out.append(pad(name + (standard ? String.format("%20s", text) : text)));
        } else {
            appendText(out, name, ascii(String.valueOf(value)).replace("'", "''"));
        }
    }

    private static void appendText(StringBuilder out, String name, String text) {
        int room = Math.min(TEXT, CARD - name.length() - 3);
        if (text.length() <= room) {
            out.append(pad(name + "'" + String.format("%-8s", text) + "'"));
            return;
        }
        String rest = text;
        String head = name;
        while (!rest.isEmpty()) {
            int cut = Math.min(rest.length(), room - 1);
            while (cut < rest.length() && cut > 1 && rest.charAt(cut - 1) == '\'') {
                cut--;
            }
            String piece = rest.substring(0, cut);
            rest = rest.substring(cut);
            out.append(pad(head + "'" + piece + (rest.isEmpty() ? "" : "&") + "'"));
            head = "CONTINUE  ";
            room = TEXT;
        }
    }

    static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static String pad(String card) {
        return String.format("%-80s", card.length() > CARD ? card.substring(0, CARD) : card);
    }

    /** Reads the cards of a block of 80-byte records up to END. */
    static FitsHeader parse(String records) {
        FitsHeader header = new FitsHeader();
        String last = null;
        for (int at = 0; at + CARD <= records.length(); at += CARD) {
            String card = records.substring(at, at + CARD);
            if (card.startsWith("CONTINUE") && last != null && header.cards.get(last) instanceof String text) {
                String more = quoted(card.substring(8).strip());
                header.cards.put(last, (text.endsWith("&") ? text.substring(0, text.length() - 1) : text) + more);
                continue;
            }
            int equals = card.startsWith("HIERARCH ") ? card.indexOf('=') : card.startsWith("= ", 8) ? 8 : -1;
            if (equals < 0) {
                continue;
            }
            String key =
                    card.substring(card.startsWith("HIERARCH ") ? 9 : 0, equals).strip();
            header.cards.put(key, value(card.substring(equals + 1).strip()));
            last = key;
        }
        return header;
    }

    private static Object value(String field) {
        if (field.startsWith("'")) {
            return quoted(field);
        }
        int slash = field.indexOf('/');
        return (slash < 0 ? field : field.substring(0, slash)).strip();
    }

    private static String quoted(String field) {
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < field.length(); i++) {
            if (field.charAt(i) == '\'') {
                if (i + 1 < field.length() && field.charAt(i + 1) == '\'') {
                    i++;
                } else {
                    break;
                }
            }
            out.append(field.charAt(i));
        }
        return out.toString().stripTrailing();
    }
}
