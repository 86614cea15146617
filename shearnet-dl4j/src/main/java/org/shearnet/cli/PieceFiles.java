package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.CatalogueRows;
import org.shearnet.estimate.MetacalTables;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.JoinedStamps;
import org.shearnet.galaxysim.fits.StoredRows;
import org.shearnet.galaxysim.fits.TableWriter;
import org.shearnet.table.TableFormat;

/** Pieces of stamps or of a catalogue, each a file. */
final class PieceFiles {

    /** Rows that are copied at a time. */
    private static final int ROWS = 1 << 14;

    private final List<PieceSet.Found> pieces;

    private PieceFiles(List<PieceSet.Found> pieces) {
        this.pieces = pieces;
    }

    /**
     * Looks at files.
     *
     * @throws BadDataException naming pieces that are missing, damaged or of another whole
     */
    static PieceFiles of(List<Path> files) {
        PieceSet set = new PieceSet();
        for (Path file : files) {
            Map<String, String> cards = null;
            try (FitsFile fits = new FitsFile(file)) {
                FitsFile.Hdu table = fits.find(Catalogue.NAME);
                cards = (table == null ? fits.hdus().get(0) : table).header().cards();
            } catch (BadDataException e) {
                set.damaged(e.getMessage());
                continue;
            }
            if (!cards.containsKey(PieceCards.COMMAND)) {
                throw new BadDataException(file + ": is no piece of a whole; pieces are what --piece i/n writes");
            }
            set.add(file, cards);
        }
        List<PieceSet.Found> all = set.all();
        long next = all.get(0).piece().first();
        for (PieceSet.Found one : all) {
            if (one.piece().first() != next) {
                throw new BadDataException(
                        one.path() + ": begins with row " + one.piece().first() + ", and piece "
                                + one.piece().piece() + " with row " + next + "; run it again alone");
            }
            next += one.piece().count();
        }
        return new PieceFiles(all);
    }

    /**
     * Writes the whole; returns what there is to say of it.
     *
     * @param measure begins what a command {@code measure} of such words says of its sample
     */
    List<String> join(Path output, Function<List<String>, MeasuredSample> measure) throws IOException {
        PieceSet.Found first = pieces.get(0);
        if (first.piece().command().equals("simulate")) {
            if (TableFormat.of(output) != TableFormat.FITS) {
                throw new UsageException("-o " + output + ": stamps are FITS (.fits, or .fits.gz to pack it)");
            }
            JoinedStamps.join(
                    pieces.stream().map(PieceSet.Found::path).toList(),
                    output,
                    PieceCards.ALL,
                    List.of(first.cards().getOrDefault(PieceCards.SHARED, "none")));
            return List.of();
        }
        return catalogue(output, measure.apply(words()));
    }

    private List<String> catalogue(Path output, MeasuredSample sample) throws IOException {
        List<String> images = images();
        long total = pieces.get(0).piece().total();
        try (TableWriter writer = images.isEmpty()
                ? TableFormat.writer(output, Catalogue.NAME, total)
                : TableFormat.writer(output, Catalogue.NAME, MetacalTables.SHEAR, images, total)) {
            for (PieceSet.Found piece : pieces) {
                copy(piece, images, writer, sample);
            }
            writer.commit();
        }
        sample.warnings().forEach(line -> System.err.println("shearnet: " + line));
        return sample.meanShear(
                Long.parseLong(pieces.get(0).cards().getOrDefault("SEED", "0").strip()));
    }

    private static void copy(PieceSet.Found piece, List<String> images, TableWriter writer, MeasuredSample sample)
            throws IOException {
        int each = Math.max(1, images.size());
        try (StoredRows rows = new StoredRows(piece.path(), Catalogue.NAME)) {
            if (rows.rows() != piece.piece().count() * each) {
                throw new BadDataException(piece.path() + ": " + rows.rows() + " rows, where "
                        + piece.piece().count() * each + " were measured; run it again alone: --piece "
                        + piece.piece().piece());
            }
            int step = ROWS / each * each;
            for (long from = 0; from < rows.rows(); from += step) {
                FitsTable some = rows.read(from, (int) Math.min(step, rows.rows() - from));
                rows.header().cards().forEach((key, value) -> {
                    if (!PieceCards.ALL.contains(key)) {
                        some.header().set(key, value);
                    }
                });
                writer.append(some);
                sample.add(CatalogueRows.read(some));
            }
        }
    }

    /** The images of metacalibration that rows are told apart by; none where each object has one row. */
    private List<String> images() {
        String names = pieces.get(0).cards().get(MetacalTables.CARD);
        return names == null ? List.of() : List.of(names.split(","));
    }

    /** The command of the pieces. */
    private List<String> words() {
        List<String> words =
                new ArrayList<>(CommandLineText.split(pieces.get(0).cards().get("CMDLINE")));
        words.addAll(List.of("-o", "whole"));
        return words.subList(1, words.size());
    }
}
