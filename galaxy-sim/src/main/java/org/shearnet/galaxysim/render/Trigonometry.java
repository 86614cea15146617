package org.shearnet.galaxysim.render;

/** Sines and cosines of equidistant angles, a block from one pair by the addition theorem: exact to a few 1e-16. */
final class Trigonometry {

    private static final int BLOCK = 16;

    private Trigonometry() {}

    /** Fills cos[i] = cos(i angle), sin[i] = sin(i angle). */
    static void fill(double[] cos, double[] sin, double angle) {
        int n = cos.length;
        int first = Math.min(BLOCK, n);
        for (int i = 0; i < first; i++) {
            cos[i] = Math.cos(i * angle);
            sin[i] = Math.sin(i * angle);
        }
        for (int start = BLOCK; start < n; start += BLOCK) {
            double c = Math.cos(start * angle);
            double s = Math.sin(start * angle);
            int end = Math.min(n - start, BLOCK);
            for (int i = 0; i < end; i++) {
                cos[start + i] = c * cos[i] - s * sin[i];
                sin[start + i] = s * cos[i] + c * sin[i];
            }
        }
    }

    /** Multiplies table[i] by sin(i angle) / (i angle). */
    static void multiplyBySinc(double[] table, double angle) {
        if (angle == 0) {
            return;
        }
        double[] cos = new double[table.length];
        double[] sin = new double[table.length];
        fill(cos, sin, angle);
        for (int i = 1; i < table.length; i++) {
            table[i] *= sin[i] / (i * angle);
        }
    }
}
