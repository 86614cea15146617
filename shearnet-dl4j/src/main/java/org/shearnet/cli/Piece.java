package org.shearnet.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.benchmark.Share;

/**
 * One of several pieces that work is cut into, each as large as the others to one.
 *
 * @param number of the piece, from 1
 * @param of how many there are
 */
record Piece(int number, int of) {

    /** Work that is not cut. */
    static final Piece WHOLE = new Piece(1, 1);

    private static final Pattern WORDS = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

    Piece {
        if (number < 1 || number > of) {
            throw new UsageException("--piece " + number + "/" + of + ": pieces are 1/" + of + " to " + of + "/" + of);
        }
    }

    /** The piece of words as {@code 3/7}; the whole where there are none. */
    static Piece parse(String words) {
        if (words == null) {
            return WHOLE;
        }
        Matcher parts = WORDS.matcher(words);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) == 0) {
            throw new UsageException("--piece " + words + ": give the piece and how many there are, as in 3/7");
        }
        return new Piece(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    /** Where it begins in a total. */
    long from(long total) {
        return before(number - 1, total);
    }

    /** Where the next one begins. */
    long to(long total) {
        return before(number, total);
    }

    private long before(long pieces, long total) {
        return total / of * pieces + total % of * pieces / of;
    }

    /** The same of things that are dealt out in turn. */
    Share share() {
        return new Share(number, of);
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}
