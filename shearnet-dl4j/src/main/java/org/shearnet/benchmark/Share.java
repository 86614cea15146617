package org.shearnet.benchmark;

/**
 * One process' part of the measurements of a benchmark: every n-th batch of stamps.
 *
 * @param number which part, from 1
 * @param of how many parts there are
 */
public record Share(int number, int of) {

    /** All of them. */
    public static final Share ALL = new Share(1, 1);

    public Share {
        if (number < 1 || number > of) {
            throw new IllegalArgumentException("part " + number + " of " + of);
        }
    }

    /** Whether a batch of that number belongs to it. */
    boolean has(long batch) {
        return batch % of == number - 1;
    }

    boolean isAll() {
        return of == 1;
    }
}
