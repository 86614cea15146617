package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableWriter;

/** Writes {@code objects.fits}: a row for every galaxy, noise level and estimator. */
final class ObjectsTable {

    private final BenchmarkResult result;
    private final int galaxies;
    private final int levels;
    private final int rows;

    private ObjectsTable(BenchmarkResult result) {
        this.result = result;
        this.galaxies = result.truths().size();
        this.levels = result.noiseSigma().length;
        this.rows = galaxies * levels * result.methods().size();
    }

    static void write(Path file, BenchmarkResult result, Provenance provenance) throws IOException {
        FitsTable table = new ObjectsTable(result).table();
        table.header().setAll(provenance.entries());
        FitsTableWriter.write(table, file, "OBJECTS");
    }

    private FitsTable table() {
        FitsTable table = new FitsTable()
                .add("id", "", longs())
                .add("method", texts(r -> method(r).label()))
                .add("noise_sigma", "ct", numbers(r -> result.noiseSigma()[level(r)]))
                .add("flags", "", flags())
                .add("g1_true", "", truths(GalaxyTruth::g1))
                .add("g2_true", "", truths(GalaxyTruth::g2))
                .add("g1", "", estimates(ShapeEstimate::g1))
                .add("g2", "", estimates(ShapeEstimate::g2))
                .add("g1_err", "", estimates(ShapeEstimate::g1Err))
                .add("g2_err", "", estimates(ShapeEstimate::g2Err))
                .add("g1_crlb", "", numbers(r -> truth(r).sigmaG1() * result.noiseSigma()[level(r)]))
                .add("g2_crlb", "", numbers(r -> truth(r).sigmaG2() * result.noiseSigma()[level(r)]))
                .add("sigma_true", "arcsec", truths(GalaxyTruth::sigma))
                .add("sigma", "arcsec", estimates(ShapeEstimate::restSigma))
                .add("T", "arcsec2", estimates(ShapeEstimate::size))
                .add("flux_true", "ct", truths(GalaxyTruth::flux))
                .add("flux", "ct", estimates(ShapeEstimate::flux))
                .add("s2n_true", "", numbers(r -> truth(r).s2n() / result.noiseSigma()[level(r)]))
                .add("in_stamp", "", inStamp());
        if (result.methods().stream().anyMatch(ObjectsTable::responds)) {
            String[] names = {"r11", "r12", "r21", "r22"};
            for (int k = 0; k < names.length; k++) {
                int at = k;
                table.add(names[k], "", estimates(e -> e.response() == null ? Double.NaN : e.response()[at]));
            }
        }
        return table;
    }

    private static boolean responds(BenchmarkResult.Method method) {
        return Arrays.stream(method.estimates()).flatMap(Arrays::stream).anyMatch(e -> e.response() != null);
    }

    private BenchmarkResult.Method method(int row) {
        return result.methods().get(row / (galaxies * levels));
    }

    private int level(int row) {
        return row / galaxies % levels;
    }

    private GalaxyTruth truth(int row) {
        return result.truths().get(row % galaxies);
    }

    private ShapeEstimate estimate(int row) {
        return method(row).estimates()[level(row)][row % galaxies];
    }

    private double[] truths(ToDoubleFunction<GalaxyTruth> value) {
        return numbers(r -> value.applyAsDouble(truth(r)));
    }

    private double[] estimates(ToDoubleFunction<ShapeEstimate> value) {
        return numbers(r -> value.applyAsDouble(estimate(r)));
    }

    private double[] numbers(IntFunction<Double> value) {
        double[] column = new double[rows];
        Arrays.setAll(column, value::apply);
        return column;
    }

    private String[] texts(IntFunction<String> value) {
        String[] column = new String[rows];
        Arrays.setAll(column, value);
        return column;
    }

    private long[] longs() {
        long[] column = new long[rows];
        Arrays.setAll(column, r -> truth(r).id());
        return column;
    }

    private int[] flags() {
        int[] column = new int[rows];
        Arrays.setAll(column, r -> estimate(r).flags());
        return column;
    }

    private int[] inStamp() {
        int[] column = new int[rows];
        Arrays.setAll(column, r -> truth(r).inStamp() ? 1 : 0);
        return column;
    }
}
