package org.shearnet.benchmark;

/**
 * One process' part of things that are dealt out in turn: of a benchmark, every n-th batch of stamps.
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

    /** Whether the i-th belongs to it, from 0. */
    public boolean has(long i) {
        return i % of == number - 1;
    }

    boolean isAll() {
        return of == 1;
    }
}
