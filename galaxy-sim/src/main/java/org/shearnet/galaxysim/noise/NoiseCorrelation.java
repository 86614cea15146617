package org.shearnet.galaxysim.noise;

import java.util.Arrays;

/**
 * How the noise of neighbouring pixels hangs together, as in coadded or resampled images: the autocorrelation of stationary
 * noise at small distances, 0 beyond them. Its variance is not in it.
 *
 * @param reach largest distance along an axis (pixels)
 * @param lags correlation coefficients at (dx, dy), [2 reach + 1][2 reach + 1], row after row of dy = -reach ... reach; 1 in the
 *     middle and the same at opposite distances
 */
public record NoiseCorrelation(int reach, double[] lags) {

    private static final double SYMMETRIC = 1e-12;

    /**
     * Refuses what is no autocorrelation.
     *
     * @param reach largest distance along an axis (pixels)
     * @param lags correlation coefficients, [2 reach + 1][2 reach + 1]
     */
    public NoiseCorrelation {
        int side = 2 * reach + 1;
        if (reach < 0 || lags.length != side * side) {
            throw new IllegalArgumentException(
                    lags.length + " correlations; a reach of " + reach + " pixels has " + side * side);
        }
        lags = lags.clone();
        int middle = lags.length / 2;
        if (lags[middle] != 1) {
            throw new IllegalArgumentException("noise has the correlation 1 with itself, not " + lags[middle]);
        }
        for (int k = 0; k < middle; k++) {
            double opposite = lags[lags.length - 1 - k];
            if (!(Math.abs(lags[k]) <= 1 && Math.abs(lags[k] - opposite) <= SYMMETRIC)) {
                throw new IllegalArgumentException("correlation " + lags[k] + " at (" + (k % side - reach) + ", "
                        + (k / side - reach) + "), " + opposite
                        + " opposite; both are the same and at most 1 in modulus");
            }
        }
    }

    /** {@return noise without correlations} */
    public static NoiseCorrelation white() {
        return new NoiseCorrelation(0, new double[] {1});
    }

    /** {@return correlation coefficients, [2 reach + 1][2 reach + 1]; a copy} */
    @Override
    public double[] lags() {
        return lags.clone();
    }

    /**
     * {@return the correlation coefficient of two pixels}
     *
     * @param dx their distance along x (pixels)
     * @param dy their distance along y (pixels)
     */
    public double at(int dx, int dy) {
        boolean beyond = Math.abs(dx) > reach || Math.abs(dy) > reach;
        return beyond ? 0 : lags[(dy + reach) * (2 * reach + 1) + dx + reach];
    }

    /** {@return whether no two pixels are correlated} */
    public boolean isWhite() {
        for (int k = 0; k < lags.length / 2; k++) {
            if (lags[k] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the power spectrum over that of white noise of the same pixel variance; 0 where a measured table would have it
     * below}
     *
     * <p>Costs a cosine for each pair of opposite distances: who needs it for many stamps keeps what it says.
     *
     * @param kx wave number along x (radians a pixel)
     * @param ky wave number along y (radians a pixel)
     */
    public double power(double kx, double ky) {
        int side = 2 * reach + 1;
        double sum = 0;
        for (int k = 0; k < lags.length / 2; k++) {
            if (lags[k] != 0) {
                sum += lags[k] * Math.cos(kx * (k % side - reach) + ky * (k / side - reach));
            }
        }
        return Math.max(0, 1 + 2 * sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseCorrelation that && reach == that.reach && Arrays.equals(lags, that.lags);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lags);
    }

    @Override
    public String toString() {
        return "NoiseCorrelation[reach=" + reach + ", lags=" + Arrays.toString(lags) + "]";
    }
}
