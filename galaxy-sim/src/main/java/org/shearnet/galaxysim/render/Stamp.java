package org.shearnet.galaxysim.render;

import java.util.Arrays;

/**
 * A drawn stamp.
 *
 * @param grid its pixels
 * @param values flux in each (counts), [ny][nx] row by row
 */
public record Stamp(StampGrid grid, double[] values) {

    /**
     * Rejects another number of values than the grid has pixels.
     *
     * @param grid its pixels
     * @param values flux in each (counts), [ny][nx] row by row
     */
    public Stamp {
        if (values.length != grid.size()) {
            throw new IllegalArgumentException(
                    values.length + " values for " + grid.nx() + " x " + grid.ny() + " pixels");
        }
    }

    /**
     * {@return flux in a pixel, columns and rows counted from 0 (counts)}
     *
     * @param column from 0
     * @param row from 0
     */
    public double at(int column, int row) {
        if (column < 0 || column >= grid.nx() || row < 0 || row >= grid.ny()) {
            throw new IndexOutOfBoundsException("no pixel " + column + ", " + row);
        }
        return values[row * grid.nx() + column];
    }

    /** {@return flux in all pixels (counts)} */
    public double flux() {
        return Arrays.stream(values).sum();
    }
}
