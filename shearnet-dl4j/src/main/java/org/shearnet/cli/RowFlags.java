package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.MetacalTables;
import org.shearnet.galaxysim.fits.AnyFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTableWriter;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.table.TableFormat;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which rows {@code shearnet measure} measures, and into which form it puts them. */
final class RowFlags {

    @Option(
            names = "--first",
            paramLabel = "I",
            description = "number of the first row to measure, from 0 (default: 0)")
    private Long first;

    @Option(names = "--count", paramLabel = "N", description = "how many rows to measure (default: all from there)")
    private Long count;

    @Option(
            names = "--resume",
            description = "goes on where a run of the same command was interrupted; its rows lie in CATALOGUE.measured")
    private boolean resume;

    @Option(
            names = "--piece",
            paramLabel = "i/n",
            description = "measures the i-th of n pieces (i from 1) into a file for shearnet merge")
    private String piece;

    @Option(
            names = "--metacal-tables",
            description =
                    "a table for each image of metacalibration, HDUs noshear, 1p, ...; in Parquet and CSV one table with a"
                            + " column shear")
    private boolean tables;

    @Mixin
    private PartsFlag parts;

    /**
     * A range of rows.
     *
     * @param first number of the first row
     * @param count how many
     */
    record Range(int first, int count) {

        int end() {
            return first + count;
        }
    }

    /** Refuses what cannot be, before any file is opened. */
    void check(EstimatorSpec spec, Path output) {
        if (first != null && first < 0 || count != null && count < 1) {
            throw new UsageException("--first must be 0 or more and --count 1 or more, not "
                    + (first == null ? "0" : first) + " and " + (count == null ? "all" : count));
        }
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        Piece.parse(piece); // complains
        if (piece != null && !parts.isGiven() && (TableFormat.of(output) != TableFormat.FITS || name.endsWith(".gz"))) {
            throw new UsageException("--piece " + piece + " -o " + output
                    + ": a piece is a FITS file that is not packed;" + " shearnet merge makes the other formats of it");
        }
        if (tables && spec.metacal() == null) {
            throw new UsageException("--metacal-tables needs --metacal or --method metacal");
        }
    }

    PartsFlag parts() {
        return parts;
    }

    /** Whether the rows are those of the first of parts that stay apart, which speaks for all. */
    boolean areFirstPart() {
        return parts.isGiven() && Piece.parse(piece).number() == 1;
    }

    boolean tables() {
        return tables;
    }

    /** The rows of a file that has so many. */
    Range range(int rows, Path file) {
        long from = first == null ? 0 : first;
        long to = count == null || count > rows - from ? rows : from + count;
        if (from >= rows || count != null && from + count > rows) {
            throw new BadDataException(file + ": --first " + from + (count == null ? "" : " --count " + count)
                    + ": it has rows 0 to " + (rows - 1));
        }
        Piece part = Piece.parse(piece);
        long all = to - from;
        if (part.of() > all) {
            throw new UsageException(
                    "--piece " + part + ": there are " + all + " rows only; cut them into " + all + " pieces at most");
        }
        return new Range((int) (from + part.from(all)), (int) (part.to(all) - part.from(all)));
    }

    /**
     * Begins the rows of a catalogue.
     *
     * @param total rows that would be measured without --piece, over those of the range
     * @param identity what they depend on, asked for where it is kept
     */
    MeasuredRows open(
            Path output, Range range, List<MetacalType> images, int total, Supplier<Map<String, String>> identity)
            throws IOException {
        int each = tables ? MetacalTables.types(images).size() : 1;
        long rows = (long) range.count() * each;
        Path journal = AnyFile.isHere(output)
                ? output.resolveSibling(output.getFileName() + ".measured")
                : AnyFile.scratch(output.getFileName() + ".measured");
        boolean merged = piece != null && !parts.isGiven();
        MeasuredRows.Target target = merged
                ? () -> new FitsTableWriter(output, Catalogue.NAME, rows)
                : tables
                        ? () -> TableFormat.writer(
                                output, Catalogue.NAME, MetacalTables.SHEAR, MetacalTables.names(images), range.count())
                        : () -> TableFormat.writer(output, Catalogue.NAME, rows);
        PieceCards cards =
                merged ? new PieceCards("measure", Piece.parse(piece), range.first(), range.count(), total) : null;
        return new MeasuredRows(journal, resume, rows, each, target, cards, identity);
    }

    /** Rows that would be measured without --piece. */
    int total(int rows) {
        long from = first == null ? 0 : first;
        return (int) (count == null ? rows - from : count);
    }
}
