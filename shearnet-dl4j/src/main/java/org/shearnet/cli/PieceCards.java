package org.shearnet.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.fits.FitsHeader;

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

    static final String COMMAND = "PCCMD";
    static final String NUMBER = "PCNUMBER";
    static final String OF = "PCOF";
    static final String FIRST = "PCFIRST";
    static final String COUNT = "PCCOUNT";
    static final String TOTAL = "PCTOTAL";

    /** Keywords of what the rows depend on, by the words for it. */
    static final Map<String, String> DEPENDS =
            Map.of("input", "PCINPUT", "program", "PCPROG", "options", "PCOPTS", "network", "PCNETW");

    /** Keywords of a piece, none of which the whole has. */
    static final List<String> ALL =
            List.of(COMMAND, NUMBER, OF, FIRST, COUNT, TOTAL, "PCINPUT", "PCPROG", "PCOPTS", "PCNETW");

    /** The cards, in order. */
    Map<String, String> of(Map<String, String> identity) {
        Map<String, String> cards = new LinkedHashMap<>();
        cards.put(COMMAND, command);
        cards.put(NUMBER, Integer.toString(piece.number()));
        cards.put(OF, Integer.toString(piece.of()));
        cards.put(FIRST, Long.toString(first));
        cards.put(COUNT, Long.toString(count));
        cards.put(TOTAL, Long.toString(total));
        DEPENDS.forEach((word, key) -> cards.put(key, identity.getOrDefault(word, "none")));
        return cards;
    }

    /** Those that a header has; null where it is no piece's. */
    static PieceCards of(FitsHeader header) {
        if (!header.has(COMMAND)) {
            return null;
        }
        return new PieceCards(
                header.text(COMMAND),
                new Piece((int) header.number(NUMBER, 0), (int) header.number(OF, 0)),
                (long) header.number(FIRST, -1),
                (long) header.number(COUNT, -1),
                (long) header.number(TOTAL, -1));
    }
}
