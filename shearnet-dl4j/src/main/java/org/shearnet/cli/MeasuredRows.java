package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.RowJournal;
import org.shearnet.galaxysim.fits.TableWriter;

/**
 * Rows of a catalogue on their way to its file: kept in a journal beside it as they are measured, so that a run that ends early loses
 * none, and put into the catalogue when all are there. The rows of the first seconds stay in memory, for work that is done by then needs
 * no journal; an interrupt writes them, too.
 */
final class MeasuredRows implements TableWriter {

    private final RowJournal journal;
    private final boolean resume;
    private final long rows;
    private final int each;
    private final Target target;
    private final PieceCards cards;
    private final Supplier<Map<String, String>> identity;
    /** To know again what rows depend on takes a quarter of a second of reading. */
    private static final long EARLY_NANOS = 5_000_000_000L;

    private final long start = System.nanoTime();
    private final List<FitsTable> early = new ArrayList<>();
    private Map<String, String> known;
    private boolean done;

    /** What begins the catalogue. */
    @FunctionalInterface
    interface Target {
        TableWriter begin() throws IOException;
    }

    /**
     * Prepares them.
     *
     * @param rows of the catalogue
     * @param each rows of an object
     * @param cards of the piece; null for the whole
     */
    MeasuredRows(
            Path journal,
            boolean resume,
            long rows,
            int each,
            Target target,
            PieceCards cards,
            Supplier<Map<String, String>> identity) {
        this.identity = identity;
        this.journal = new RowJournal(journal, this::identity);
        this.resume = resume;
        this.rows = rows;
        this.each = each;
        this.target = target;
        this.cards = cards;
    }

    /** Asked for once: it reads the input and the program. */
    private Map<String, String> identity() {
        known = known == null ? identity.get() : known;
        return known;
    }

    /** Goes on with what an earlier run left, if that is wished; returns how many objects it has measured. */
    int resume(RowJournal.Taker taker) throws IOException {
        if (!journal.isThere()) {
            if (resume) {
                System.err.println(
                        "shearnet: --resume: " + journal.path() + " is not there, so nothing is measured yet");
            }
            return 0;
        }
        if (!resume) {
            System.err.println(
                    "shearnet: " + journal.path() + " of an interrupted run is dropped (--resume would go on with it)");
            return 0;
        }
        journal.resume();
        journal.read(taker);
        System.err.println(
                "shearnet: " + journal.rows() / each + " of " + rows / each + " objects were measured already");
        return (int) (journal.rows() / each);
    }

    @Override
    public void append(FitsTable piece) throws IOException {
        if (journal.rows() == 0 && System.nanoTime() - start < EARLY_NANOS) {
            early.add(piece);
        } else {
            keep();
            journal.append(piece);
        }
    }

    /** Puts what is in memory into the journal. */
    private void keep() throws IOException {
        for (FitsTable piece : early) {
            journal.append(piece);
        }
        early.clear();
    }

    @Override
    public void commit() throws IOException {
        try (TableWriter writer = target.begin()) {
            RowJournal.Taker taker = piece -> {
                if (cards != null) {
                    piece.header().setAll(cards.with(identity()));
                }
                writer.append(piece);
            };
            journal.read(taker);
            for (FitsTable piece : early) {
                taker.take(piece);
            }
            writer.commit();
        }
        done = true;
        journal.remove();
    }

    @Override
    public void close() throws IOException {
        if (!done) {
            keep();
        }
        journal.close();
        if (!done && journal.rows() > 0) {
            System.err.println("shearnet: " + journal.rows() / each + " of " + rows / each
                    + " objects are kept, go on with: " + CommandLineText.resuming());
        }
    }
}
