package org.shearnet.galaxysim.fits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.util.FitsOutputStream;

/** Cards of a header: those to be written with a table or file, and those read. Long keywords take the HIERARCH form. */
public final class FitsHeader {

    static {
        nom.tam.fits.FitsFactory.setUseHierarch(true);
        nom.tam.fits.FitsFactory.setLongStringsEnabled(true);
        Header.setDefaultKeywordChecking(Header.KeywordCheck.NONE);
        Header.setParserWarningsEnabled(false);
    }

    private final Header header;

    FitsHeader() {
        this(new Header());
    }

    FitsHeader(Header header) {
        this.header = header;
    }

    Header nomTam() {
        return header;
    }

    /**
     * Sets a card: a Long, Integer, Double, Boolean or String. Numbers that are not finite are written as text.
     *
     * @param key keyword of the card
     * @param value what it says
     * @return this header
     */
    public FitsHeader set(String key, Object value) {
        String name = key.matches("[A-Z0-9_-]{1,8}")
                ? key
                : "HIERARCH." + ascii(key).replaceAll("[^A-Za-z0-9_-]", "_").toUpperCase(Locale.ROOT);
        try {
            if (value instanceof Boolean flag) {
                header.addValue(name, flag, null);
            } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                header.addValue(name, number, null);
            } else {
                header.addValue(name, ascii(String.valueOf(value)), null);
            }
        } catch (FitsException e) {
            throw new IllegalArgumentException("no FITS card can hold " + key + " = " + value, e);
        }
        return this;
    }

    /**
     * Sets all of a run's provenance.
     *
     * @param provenance keywords and what they say
     * @return this header
     */
    public FitsHeader setAll(Map<String, String> provenance) {
        provenance.forEach(this::set);
        return this;
    }

    /**
     * Adds an explanation.
     *
     * @param text words of any length
     * @return this header
     */
    public FitsHeader comment(String text) {
        header.insertCommentStyleMultiline("COMMENT", ascii(text));
        return this;
    }

    /**
     * {@return the value of a card as text, or null}
     *
     * @param key keyword of the card
     */
    public String text(String key) {
        HeaderCard card = header.getCard(key);
        if (card == null) {
            card = header.getCard("HIERARCH." + key.toUpperCase(Locale.ROOT));
        }
        return card == null ? null : card.getValue();
    }

    /**
     * {@return whether there is such a card}
     *
     * @param key keyword of the card
     */
    public boolean has(String key) {
        return text(key) != null;
    }

    /**
     * {@return the value of a card as a number, or the given one where the card is absent; NaN where it is not a
     * number}
     *
     * @param key keyword of the card
     * @param otherwise what an absent card counts as
     */
    public double number(String key, double otherwise) {
        String text = text(key);
        try {
            return text == null ? otherwise : Double.parseDouble(text.replace('D', 'E'));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * Removes a card.
     *
     * @param key keyword of the card
     */
    public void remove(String key) {
        header.deleteKey(key);
    }

    /** {@return all cards with a value, those of structure left out, by their keywords in order} */
    public Map<String, String> cards() {
        Map<String, String> cards = new LinkedHashMap<>();
        for (var all = header.iterator(); all.hasNext(); ) {
            HeaderCard card = all.next();
            if (!isStructural(card.getKey()) && !card.isCommentStyleCard()) {
                cards.put(card.getKey(), card.getValue());
            }
        }
        return cards;
    }

    /** Adds the cards of another header, those of structure left out. */
    void addUserCards(FitsHeader other) {
        try {
            for (var cards = other.header.iterator(); cards.hasNext(); ) {
                HeaderCard card = cards.next();
                if (!isStructural(card.getKey())) {
                    if (card.isCommentStyleCard()) {
                        header.insertCommentStyle(card.getKey(), card.getComment());
                    } else {
                        header.addLine(card);
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isStructural(String key) {
        return key.matches("SIMPLE|XTENSION|BITPIX|NAXIS\\d*|EXTEND|PCOUNT|GCOUNT|TFIELDS|EXTNAME|END|THEAP"
                + "|T(TYPE|FORM|UNIT|UCD|DIM|SCAL|ZERO|NULL|DISP)\\d+");
    }

    /** The header of a primary HDU without data. */
    static FitsHeader primary() {
        return new FitsHeader()
                .set("SIMPLE", true)
                .set("BITPIX", 8)
                .set("NAXIS", 0)
                .set("EXTEND", true);
    }

    /** The header as it stands in a file. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FitsOutputStream stream = new FitsOutputStream(bytes)) {
            header.write(stream);
        }
        return bytes.toByteArray();
    }

    /** A primary header as it stands in a file, without the time of day that the library puts into its first card. */
    byte[] primaryBytes() throws IOException {
        byte[] cards = bytes();
        byte[] first = String.format("%-80s", "SIMPLE  =                    T").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(first, 0, cards, 0, first.length);
        return cards;
    }

    static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
