package org.shearnet.data;

/**
 * One of the eight rotations and reflections of the square: a quarter turn that many times counter-clockwise (x to y),
 * after a reflection y to -y where mirrored.
 */
public record Symmetry(int quarterTurns, boolean mirrored) {

    /** Nothing turned. */
    public static final Symmetry IDENTITY = new Symmetry(0, false);

    /** Number of symmetries. */
    public static final int COUNT = 8;

    public Symmetry {
        if (quarterTurns < 0 || quarterTurns > 3) {
            throw new IllegalArgumentException("0 to 3 quarter turns, not " + quarterTurns);
        }
    }

    /** The symmetry of a number from 0 to 7. */
    public static Symmetry number(int k) {
        return new Symmetry(k & 3, k >= 4);
    }

    /** A square image [n * n], row by row from the lowest y, turned. */
    public double[] image(double[] pixels) {
        int n = (int) Math.round(Math.sqrt(pixels.length));
        if (n * n != pixels.length) {
            throw new IllegalArgumentException("only square stamps can be turned");
        }
        double[] turned = new double[pixels.length];
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                int u = x;
                int v = mirrored ? n - 1 - y : y;
                for (int t = 0; t < quarterTurns; t++) {
                    int w = u;
                    u = n - 1 - v;
                    v = w;
                }
                turned[v * n + u] = pixels[y * n + x];
            }
        }
        return turned;
    }

    /** Sign of g1 of the turned galaxy. */
    public int sign1() {
        return (quarterTurns & 1) == 0 ? 1 : -1;
    }

    /** Sign of g2 of the turned galaxy. */
    public int sign2() {
        return sign1() * (mirrored ? -1 : 1);
    }
}
