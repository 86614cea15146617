package org.shearnet.ngmix.response;

/** exp(i (k a + l b)) on a grid of wave numbers, from those along its axes. For one thread. */
final class Phases {

    private double[] cosColumn = new double[0];
    private double[] sinColumn;
    private double[] cosRow;
    private double[] sinRow;

    /**
     * Chooses the phases.
     *
     * @param byColumn phase from column to column
     * @param byRow phase from row to row
     * @param half columns run from 0 to it, rows from its negative to it
     */
    void set(double byColumn, double byRow, int half) {
        if (cosColumn.length != half + 1) {
            cosColumn = new double[half + 1];
            sinColumn = new double[half + 1];
            cosRow = new double[2 * half + 1];
            sinRow = new double[2 * half + 1];
        }
        for (int k = 0; k <= half; k++) {
            cosColumn[k] = Math.cos(k * byColumn);
            sinColumn[k] = Math.sin(k * byColumn);
            cosRow[half + k] = Math.cos(k * byRow);
            sinRow[half + k] = Math.sin(k * byRow);
            cosRow[half - k] = cosRow[half + k];
            sinRow[half - k] = -sinRow[half + k];
        }
    }

    /** The real part in a column and a row, counted from the first. */
    double cos(int column, int row) {
        return cosColumn[column] * cosRow[row] - sinColumn[column] * sinRow[row];
    }

    /** The imaginary part. */
    double sin(int column, int row) {
        return sinColumn[column] * cosRow[row] + cosColumn[column] * sinRow[row];
    }
}
