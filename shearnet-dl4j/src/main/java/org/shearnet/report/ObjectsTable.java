package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableWriter;

/**
 * Writes {@code objects.fits}: a row for every galaxy, noise level and estimator. Memory holds the columns of some galaxies
 * at a time, not those of the table, which are as large as all answers together.
 */
final class ObjectsTable {

    private static final int ROWS_AT_A_TIME = 10_000;
    private static final String[] RESPONSE = {"r11", "r12", "r21", "r22"};

    private final BenchmarkResult result;
    private final boolean responds;
    private final boolean spreads;
    private final int labelWidth;

    private ObjectsTable(BenchmarkResult result) {
        this.result = result;
        responds = result.methods().stream().anyMatch(method -> any(method, e -> e.response() != null));
        spreads = result.methods().stream().anyMatch(method -> any(method, e -> e.spread() != null));
        labelWidth = result.methods().stream()
                .mapToInt(method -> FitsTable.textWidth(method.label()))
                .max()
                .orElse(1);
    }

    static void write(Path file, BenchmarkResult result, Provenance provenance) throws IOException {
        ObjectsTable objects = new ObjectsTable(result);
        int galaxies = result.truths().size();
        long rows =
                (long) galaxies * result.noiseSigma().length * result.methods().size();
        try (FitsTableWriter writer = new FitsTableWriter(file, "OBJECTS", rows)) {
            for (BenchmarkResult.Method method : result.methods()) {
                for (int level = 0; level < result.noiseSigma().length; level++) {
                    for (int from = 0; from < galaxies; from += ROWS_AT_A_TIME) {
                        int count = Math.min(ROWS_AT_A_TIME, galaxies - from);
                        FitsTable piece = objects.new Piece(method, level, from, count).table();
                        piece.header().setAll(provenance.entries());
                        writer.append(piece);
                    }
                }
            }
            writer.commit();
        }
    }

    private static boolean any(BenchmarkResult.Method method, Predicate<ShapeEstimate> of) {
        return Arrays.stream(method.estimates()).flatMap(Arrays::stream).anyMatch(of);
    }

    /** Some galaxies of one estimator at one level. */
    private final class Piece {
        private final String label;
        private final double noise;
        private final ShapeEstimate[] estimates;
        private final int from;
        private final int count;

        Piece(BenchmarkResult.Method method, int level, int from, int count) {
            label = method.label();
            noise = result.noiseSigma()[level];
            estimates = method.estimates()[level];
            this.from = from;
            this.count = count;
        }

        FitsTable table() {
            String[] labels = new String[count];
            Arrays.fill(labels, label);
            long[] ids = new long[count];
            int[] flags = new int[count];
            int[] inStamp = new int[count];
            for (int i = 0; i < count; i++) {
                ids[i] = truth(i).id();
                flags[i] = estimate(i).flags();
                inStamp[i] = truth(i).inStamp() ? 1 : 0;
            }
            FitsTable table = new FitsTable()
                    .add("id", "", ids)
                    .add("method", labelWidth, labels)
                    .add("noise_sigma", "ct", numbers(i -> noise))
                    .add("flags", "", flags)
                    .add("g1_true", "", truths(GalaxyTruth::g1))
                    .add("g2_true", "", truths(GalaxyTruth::g2))
                    .add("g1", "", answers(ShapeEstimate::g1))
                    .add("g2", "", answers(ShapeEstimate::g2))
                    .add("g1_err", "", answers(ShapeEstimate::g1Err))
                    .add("g2_err", "", answers(ShapeEstimate::g2Err))
                    .add("g1_crlb", "", truths(t -> t.sigmaG1() * noise))
                    .add("g2_crlb", "", truths(t -> t.sigmaG2() * noise))
                    .add("sigma_true", "arcsec", truths(GalaxyTruth::sigma))
                    .add("sigma", "arcsec", answers(ShapeEstimate::intrinsicSigma))
                    .add("T", "arcsec2", answers(ShapeEstimate::size))
                    .add("flux_true", "ct", truths(GalaxyTruth::flux))
                    .add("flux", "ct", answers(ShapeEstimate::flux))
                    .add("s2n_true", "", truths(t -> t.s2n() / noise))
                    .add("in_stamp", "", inStamp);
            if (spreads) {
                table.add(
                                "g1_spread",
                                "",
                                answers(e -> e.spread() == null
                                        ? Double.NaN
                                        : e.spread().g1()))
                        .add(
                                "g2_spread",
                                "",
                                answers(e -> e.spread() == null
                                        ? Double.NaN
                                        : e.spread().g2()));
            }
            for (int k = 0; responds && k < RESPONSE.length; k++) {
                int at = k;
                table.add(RESPONSE[k], "", answers(e -> e.response() == null ? Double.NaN : e.response()[at]));
            }
            return table;
        }

        private GalaxyTruth truth(int i) {
            return result.truths().get(from + i);
        }

        private ShapeEstimate estimate(int i) {
            return estimates[from + i];
        }

        private double[] truths(ToDoubleFunction<GalaxyTruth> value) {
            return numbers(i -> value.applyAsDouble(truth(i)));
        }

        private double[] answers(ToDoubleFunction<ShapeEstimate> value) {
            return numbers(i -> value.applyAsDouble(estimate(i)));
        }

        private double[] numbers(IntToDoubleFunction value) {
            double[] column = new double[count];
            Arrays.setAll(column, value);
            return column;
        }
    }
}
