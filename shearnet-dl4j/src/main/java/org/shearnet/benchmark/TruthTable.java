package org.shearnet.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableWriter;

/** What is true of galaxies as rows of a table, number for number. */
final class TruthTable {

    static final String NAME = "TRUTHS";

    private TruthTable() {}

    static void write(Path file, GalaxyTruth[] truths, Map<String, String> cards) throws IOException {
        FitsTable table = new FitsTable()
                .add("id", "", Arrays.stream(truths).mapToLong(GalaxyTruth::id).toArray())
                .add("g1", "", column(truths, GalaxyTruth::g1))
                .add("g2", "", column(truths, GalaxyTruth::g2))
                .add("sigma", "arcsec", column(truths, GalaxyTruth::sigma))
                .add("flux", "ct", column(truths, GalaxyTruth::flux))
                .add("g1_bound", "", column(truths, GalaxyTruth::sigmaG1))
                .add("g2_bound", "", column(truths, GalaxyTruth::sigmaG2))
                .add("s2n", "", column(truths, GalaxyTruth::s2n))
                .add(
                        "in_stamp",
                        "",
                        Arrays.stream(truths)
                                .mapToInt(truth -> truth.inStamp() ? 1 : 0)
                                .toArray())
                .add("offset", "arcsec", column(truths, GalaxyTruth::offset));
        table.header().setAll(cards);
        try (FitsTableWriter writer = new FitsTableWriter(file, NAME, truths.length)) {
            writer.append(table);
            writer.commit();
        }
    }

    private static double[] column(GalaxyTruth[] truths, ToDoubleFunction<GalaxyTruth> number) {
        return Arrays.stream(truths).mapToDouble(number).toArray();
    }

    static GalaxyTruth[] read(FitsTable table) {
        long[] ids = table.longs("id");
        double[] inStamp = table.doubles("in_stamp");
        double[][] numbers = Arrays.stream(
                        new String[] {"g1", "g2", "sigma", "flux", "g1_bound", "g2_bound", "s2n", "offset"})
                .map(table::doubles)
                .toArray(double[][]::new);
        GalaxyTruth[] truths = new GalaxyTruth[ids.length];
        Arrays.setAll(
                truths,
                i -> new GalaxyTruth(
                        ids[i],
                        numbers[0][i],
                        numbers[1][i],
                        numbers[2][i],
                        numbers[3][i],
                        numbers[4][i],
                        numbers[5][i],
                        numbers[6][i],
                        inStamp[i] == 1,
                        numbers[7][i]));
        return truths;
    }
}
