package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.CatalogueRows;

/**
 * Where the rows of a measurement go, of stamps and of MEDS files alike: to the machines of a cluster in pieces, or into a catalogue, behind
 * those that an interrupted run left.
 *
 * @param sample begins what all rows together say
 * @param seed of the errors that it says
 */
record MeasureJob(
        Catalogue.Columns columns,
        RowFlags rows,
        Path output,
        Supplier<MeasuredSample> sample,
        ClusterFlags cluster,
        long seed) {

    /** Measures the rows of a range behind the first so many into a catalogue. */
    @FunctionalInterface
    interface Work {
        void measure(Catalogue catalogue, MeasuredSample sample, int done) throws IOException;
    }

    /**
     * Does it.
     *
     * @param count rows of the input
     * @param identity what the rows depend on
     */
    void run(
            RowFlags.Range range,
            int count,
            Supplier<Map<String, String>> identity,
            Map<Integer, String> flagNames,
            Provenance provenance,
            Work work)
            throws IOException {
        if (cluster.isGiven()) {
            cluster.run(
                    ClusterFlags.Work.ofFile(output, range.count(), rows.parts()),
                    pieces -> PieceFiles.of(pieces)
                            .join(output, words -> sample.get())
                            .forEach(System.out::println));
            return;
        }
        MeasuredSample all = sample.get();
        try (MeasuredRows measured = rows.open(output, range, columns.images(), rows.total(count), identity);
                Catalogue catalogue =
                        new Catalogue(measured, columns, rows.tables(), flagNames, provenance.entries())) {
            int done = measured.resume(table -> all.add(CatalogueRows.read(table)));
            work.measure(catalogue, all, done);
            catalogue.commit();
        }
        if (rows.areFirstPart()) {
            all.warnings().forEach(line -> System.err.println("shearnet: the first part: " + line));
        }
        all.say(seed);
    }
}
