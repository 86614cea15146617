package org.shearnet.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * What the header of a piece says of it: which one it is, and what its rows depend on, which is the same in all pieces of a whole.
 *
 * @param command that made it
 * @param piece which one of how many
 * @param first number of its first item
 * @param count its items: stamps, objects
 * @param total of all pieces together
 */
record PieceCards(String command, Piece piece, long first, long count, long total) {

    /** Characters of a card's text. */
    private static final int LONGEST = 60;

    static final String COMMAND = "PCCMD";
    static final String NUMBER = "PCNUMBER";
    static final String OF = "PCOF";
    static final String FIRST = "PCFIRST";
    static final String COUNT = "PCCOUNT";
    static final String TOTAL = "PCTOTAL";

    /** Keywords of what the rows depend on, by the words for it. */
    static final Map<String, String> DEPENDS =
            new TreeMap<>(Map.of("input", "PCINPUT", "program", "PCPROG", "options", "PCOPTS", "network", "PCNETW"));

    /** Keyword for the HDUs that every piece has, and the whole once. */
    static final String SHARED = "PCSHARED";

    /** Keywords of a piece, none of which the whole has. */
    static final List<String> ALL =
            List.of(COMMAND, NUMBER, OF, FIRST, COUNT, TOTAL, "PCINPUT", "PCPROG", "PCOPTS", "PCNETW", SHARED);

    /** The cards, in order. */
    Map<String, String> with(Map<String, String> identity) {
        Map<String, String> cards = new LinkedHashMap<>();
        cards.put(COMMAND, command);
        cards.put(NUMBER, Integer.toString(piece.number()));
        cards.put(OF, Integer.toString(piece.of()));
        cards.put(FIRST, Long.toString(first));
        cards.put(COUNT, Long.toString(count));
        cards.put(TOTAL, Long.toString(total));
        DEPENDS.forEach((word, key) -> cards.put(key, shortened(identity.getOrDefault(word, "none"))));
        return cards;
    }

    /** What a card can hold, so that a piece has none of those cards that go on in others. */
    static String shortened(String value) {
        String digest = Sha256.hex(value).substring(0, 16);
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST - digest.length() - 2) + ".." + digest;
    }

    /** Those that a piece has. */
    static PieceCards of(Map<String, String> cards) {
        return new PieceCards(
                cards.get(COMMAND),
                new Piece(Integer.parseInt(cards.get(NUMBER)), Integer.parseInt(cards.get(OF))),
                Long.parseLong(cards.get(FIRST)),
                Long.parseLong(cards.get(COUNT)),
                Long.parseLong(cards.get(TOTAL)));
    }
}
