package org.shearnet.galaxysim.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The autocorrelation of noise, from the borders of many stamps: products of {@link BorderNoise}'s differences at every distance,
 * averaged over the stamps without the tenth of them that is lowest and highest. What is below {@value #SIGNIFICANT} of its
 * errors counts as 0.
 */
public final class BorderCorrelation {

    /** The noise of coadded and resampled images is not correlated beyond this distance, to speak of (pixels). */
    public static final int REACH = 5;

    /** Pixels beyond this are a neighbour's. */
    private static final double CLIP = 4;

    private static final double TRIMMED = 0.1;
    private static final double SIGNIFICANT = 4;

    /** Fewest pairs of a border that say anything of a distance. */
    private static final int FEWEST = 8;

    /** Correlation of direct neighbours that changes errors by more than a tenth. */
    private static final double PLAIN = 0.05;

    private final int nx;
    private final int ny;
    /** Of each stamp: a mean product for each distance in the first half of the table and for none, NaN where unknown. */
    private final List<float[]> stamps = new ArrayList<>();

    private final int reach;
    private final int side;
    private final int middle;
    private final double[] pairs;

    /**
     * Nothing yet.
     *
     * @param nx width of the stamps (pixels)
     * @param ny height of the stamps (pixels)
     * @param reach largest distance along an axis that is looked at (pixels), at least 1
     */
    public BorderCorrelation(int nx, int ny, int reach) {
        this.nx = nx;
        this.ny = ny;
        this.reach = reach;
        side = 2 * reach + 1;
        middle = side * side / 2;
        pairs = new double[middle + 1];
    }

    /**
     * Adds the stamp that was measured last, which showed noise.
     *
     * @param border what measured it
     * @param sigma standard deviation of its pixels (counts)
     */
    public void add(BorderNoise border, double sigma) {
        double[] d = border.differences();
        double limit = CLIP * sigma;
        float[] means = new float[middle + 1];
        for (int lag = 0; lag <= middle; lag++) {
            int dx = lag % side - reach;
            int dy = lag / side - reach;
            double sum = 0;
            int count = 0;
            for (int k : border.border()) {
                int x = k % nx + dx;
                int y = k / nx + dy;
                if (x >= 0 && x < nx && y >= 0 && y < ny) {
                    double a = d[k];
                    double b = d[y * nx + x];
                    if (Math.abs(a) < limit && Math.abs(b) < limit) {
                        sum += a * b;
                        count++;
                    }
                }
            }
            boolean known = count >= FEWEST;
            means[lag] = known ? (float) (sum / count / (sigma * sigma)) : Float.NaN;
            // a difference and its opposite are one
            pairs[lag] += known ? 0.5 * count : 0;
        }
        stamps.add(means);
    }

    /** {@return number of stamps added} */
    public int count() {
        return stamps.size();
    }

    /** {@return the correlation; white where no stamp was added} */
    public NoiseCorrelation mean() {
        double[] means = new double[middle + 1];
        for (int lag = 0; lag <= middle; lag++) {
            means[lag] = stamps.isEmpty() ? 0 : trimmedMean(lag);
        }
        double variance = means[middle];
        if (!(variance > 0)) {
            return NoiseCorrelation.white();
        }
        double squares = 1;
        for (int lag = 0; lag < middle; lag++) {
            means[lag] = Math.max(-1, Math.min(1, means[lag] / variance));
            squares += 2 * means[lag] * means[lag];
        }
        double[] table = new double[side * side];
        table[middle] = 1;
        for (int lag = 0; lag < middle; lag++) {
            // Bartlett's formula
            double error = Math.sqrt(squares / pairs[lag]);
            boolean significant = Math.abs(means[lag]) > SIGNIFICANT * error;
            table[lag] = significant ? means[lag] : 0;
            table[table.length - 1 - lag] = table[lag];
        }
        return new NoiseCorrelation(reach, table);
    }

    /** {@return whether correlations change the errors of what is measured by a tenth or more} */
    public boolean isPlain() {
        NoiseCorrelation mean = mean();
        double most = 0;
        for (int dy = 0; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                most = dx == 0 && dy == 0 ? most : Math.max(most, Math.abs(mean.at(dx, dy)));
            }
        }
        return most > PLAIN;
    }

    private double trimmedMean(int lag) {
        double[] values = stamps.stream()
                .mapToDouble(means -> means[lag])
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        int cut = (int) (TRIMMED * values.length);
        return Arrays.stream(values, cut, values.length - cut).average().orElse(0);
    }
}
