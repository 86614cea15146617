package org.shearnet.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/**
 * What {@code objects.fits} says of one estimator at one noise level.
 *
 * @param method its label
 * @param noise pixel noise (counts)
 * @param truths the galaxies
 * @param estimates one a galaxy
 */
public record ObjectRows(String method, double noise, List<GalaxyTruth> truths, ShapeEstimate[] estimates) {

    private static final Timing UNTIMED = new Timing(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0);

    public ObjectRows {
        truths = List.copyOf(truths);
    }

    /**
     * Reads a table.
     *
     * @return in the order of the file
     * @throws BadDataException where it is not the table of a benchmark
     */
    public static List<ObjectRows> read(Path file) {
        FitsTable table = FitsTableReader.read(file, "OBJECTS");
        for (String column : List.of("method", "noise_sigma", "g1_crlb", "s2n_true", "in_stamp")) {
            if (!table.has(column)) {
                throw new BadDataException(file + ": no column '" + column
                        + "'; it was written by another version, run its benchmark again");
            }
        }
        String[] method = table.texts("method");
        double[] noise = table.doubles("noise_sigma");
        Columns columns = new Columns(table, noise);
        List<ObjectRows> all = new ArrayList<>();
        for (int from = 0; from < method.length; ) {
            int to = from;
            while (to < method.length && method[to].equals(method[from]) && noise[to] == noise[from]) {
                to++;
            }
            all.add(columns.rows(method[from], from, to));
            from = to;
        }
        return all;
    }

    /** All metrics but those of rings and of time, which the table does not tell. */
    public LevelSummary summary() {
        return LevelSummary.of(method, LevelSample.of(noise, truths, estimates, null, UNTIMED));
    }

    /** Columns of the table. */
    private static final class Columns {
        private final double[] noise;
        private final long[] id;
        private final long[] flags;
        private final long[] inStamp;
        private final double[][] truth;
        private final double[][] answer;

        Columns(FitsTable table, double[] noise) {
            this.noise = noise;
            id = table.longs("id");
            flags = table.longs("flags");
            inStamp = table.longs("in_stamp");
            truth = columns(table, "g1_true", "g2_true", "sigma_true", "flux_true", "g1_crlb", "g2_crlb", "s2n_true");
            answer = columns(table, "g1", "g2", "g1_err", "g2_err");
        }

        private static double[][] columns(FitsTable table, String... names) {
            double[][] columns = new double[names.length][];
            for (int k = 0; k < names.length; k++) {
                columns[k] = table.doubles(names[k]);
            }
            return columns;
        }

        ObjectRows rows(String method, int from, int to) {
            List<GalaxyTruth> truths = new ArrayList<>();
            ShapeEstimate[] estimates = new ShapeEstimate[to - from];
            for (int i = from; i < to; i++) {
                truths.add(new GalaxyTruth(
                        id[i],
                        truth[0][i],
                        truth[1][i],
                        truth[2][i],
                        truth[3][i],
                        truth[4][i] / noise[i],
                        truth[5][i] / noise[i],
                        truth[6][i] * noise[i],
                        inStamp[i] != 0));
                ShapeEstimate.Shape shape =
                        new ShapeEstimate.Shape(answer[0][i], answer[1][i], answer[2][i], answer[3][i], Double.NaN);
                estimates[i - from] = ShapeEstimate.of(
                                shape,
                                new ShapeEstimate.Light(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN))
                        .withFlags(Math.toIntExact(flags[i]));
            }
            return new ObjectRows(method, noise[from], truths, estimates);
        }
    }
}
