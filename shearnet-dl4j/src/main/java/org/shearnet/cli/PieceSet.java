package org.shearnet.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shearnet.galaxysim.fits.BadDataException;

/** Pieces of a whole as they are found one by one, until all are there and fit each other. */
final class PieceSet {

    private final Map<Integer, Found> found = new TreeMap<>();
    private final List<String> damaged = new ArrayList<>();
    private Found first;

    /**
     * One of them.
     *
     * @param path its file or folder
     * @param cards what it says of itself
     */
    record Found(Path path, Map<String, String> cards) {

        PieceCards piece() {
            return PieceCards.of(cards);
        }
    }

    /** Notes a piece that cannot be read. */
    void damaged(String why) {
        damaged.add(why);
    }

    /**
     * Notes a piece.
     *
     * @throws BadDataException naming what of it differs from the first, or that it is there twice
     */
    void add(Path path, Map<String, String> cards) {
        Found one = new Found(path, cards);
        if (first == null) {
            first = one;
        }
        differs(one, "command", PieceCards.COMMAND);
        PieceCards.DEPENDS.forEach((word, key) -> differs(one, word, key));
        differs(one, "number of pieces", PieceCards.OF);
        differs(one, "total", PieceCards.TOTAL);
        Found other = found.putIfAbsent(one.piece().piece().number(), one);
        if (other != null) {
            throw new BadDataException(path + ": piece " + one.piece().piece() + ", as " + other.path() + " is, too");
        }
    }

    private void differs(Found one, String word, String key) {
        String was = first.cards().get(key);
        String is = one.cards().get(key);
        if (!String.valueOf(was).equals(is)) {
            throw new BadDataException(one.path() + ": is of another whole than " + first.path() + ": other " + word
                    + ": " + is + ", there " + was);
        }
    }

    /**
     * All pieces in order.
     *
     * @throws BadDataException naming those that are to be run again
     */
    List<Found> all() {
        if (first == null) {
            throw new BadDataException("no piece can be read: " + String.join("; ", damaged));
        }
        int of = first.piece().piece().of();
        List<String> missing = new ArrayList<>();
        for (int i = 1; i <= of; i++) {
            if (!found.containsKey(i)) {
                missing.add(i + "/" + of);
            }
        }
        if (!damaged.isEmpty() || !missing.isEmpty()) {
            String why = damaged.isEmpty() ? "" : " (" + String.join("; ", damaged) + ")";
            throw new BadDataException(
                    missing.isEmpty()
                            ? "all " + of + " pieces are there, and besides" + why
                            : "missing or damaged: " + (missing.size() == 1 ? "piece " : "pieces ")
                                    + String.join(", ", missing) + why + "; run again alone: --piece "
                                    + missing.get(0));
        }
        return List.copyOf(found.values());
    }
}
