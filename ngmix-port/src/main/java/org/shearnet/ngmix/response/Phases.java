package org.shearnet.ngmix.response;

/** exp(i (k a + l b)) on a grid of wave numbers as a product of those along its axes. For one thread. */
final class Phases {

    /** [k] */
    double[] cosColumn = new double[0];

    double[] sinColumn;
    /** [l + half] */
    double[] cosRow;

    double[] sinRow;

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

    /** The values of a column times their phases. */
    void turn(int column, double[] re, double[] im, double[] outRe, double[] outIm) {
        turn(cosColumn[column], sinColumn[column], cosRow, sinRow, re, im, outRe, outIm);
    }

    private static void turn(
            double a, double b, double[] cos, double[] sin, double[] re, double[] im, double[] outRe, double[] outIm) {
        for (int l = 0; l < outRe.length; l++) {
            double c = a * cos[l] - b * sin[l];
            double s = b * cos[l] + a * sin[l];
            double x = re[l];
            double y = im[l];
            outRe[l] = x * c - y * s;
            outIm[l] = x * s + y * c;
        }
    }
}
