package org.shearnet.benchmark;

/**
 * The largest biases that surveys accept: LSST for isolated galaxies (DESC Science Requirements Document,
 * arXiv:1809.01669); Euclid (Cropper et al. 2013, MNRAS 431, 3103, arXiv:1210.7691), also GREAT3's scale.
 */
public enum Requirement {
    LSST("LSST", 1e-3, 1e-4),
    EUCLID("Euclid", 2e-3, 2e-4);

    private final String words;
    private final double m;
    private final double c;

    Requirement(String words, double m, double c) {
        this.words = words;
        this.m = m;
        this.c = c;
    }

    /** The survey. */
    public String words() {
        return words;
    }

    /** Largest |m|. */
    public double m() {
        return m;
    }

    /** Largest |c|. */
    public double c() {
        return c;
    }

    /** How a bias stands to a line. */
    public enum Standing {
        MET("met"),
        OPEN("open"),
        MISSED("missed");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /** In a word. */
        public String words() {
            return words;
        }
    }

    private static final double CONFIDENT = 2;

    /** Met or missed by more than two standard errors in both components, else open. */
    public static Standing standing(RingBias.Value a, RingBias.Value b, double line) {
        double worst =
                Math.max(Math.abs(a.value()) + CONFIDENT * a.error(), Math.abs(b.value()) + CONFIDENT * b.error());
        double best =
                Math.max(Math.abs(a.value()) - CONFIDENT * a.error(), Math.abs(b.value()) - CONFIDENT * b.error());
        return worst < line ? Standing.MET : best > line ? Standing.MISSED : Standing.OPEN;
    }
}
