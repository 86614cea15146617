package org.shearnet.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.estimate.Catalogue;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.StampReader;

/** Identities of a file's stamps, and the columns of its table that a catalogue hands on, read piece by piece. */
final class KeptColumns {

    private final StampReader reader;

    /** By the names that they take in the catalogue. */
    private final Map<String, FitsTableReader> columns = new LinkedHashMap<>();

    /** @param wanted names of the columns; one whose name the catalogue has itself gets {@code _in} behind it */
    KeptColumns(StampReader reader, List<String> wanted, Catalogue catalogue) {
        this.reader = reader;
        for (String name : wanted) {
            FitsTableReader column = reader.column(name);
            String spelt = column.columns().get(0).name();
            boolean again = columns.values().stream()
                    .anyMatch(kept -> kept.columns().get(0).name().equals(spelt));
            if (!again) {
                columns.put(free(spelt, catalogue), column);
            }
        }
    }

    private String free(String wanted, Catalogue catalogue) {
        boolean taken = catalogue.isOwn(wanted) || columns.keySet().stream().anyMatch(wanted::equalsIgnoreCase);
        return taken ? free(wanted + "_in", catalogue) : wanted;
    }

    /** The identity {@code id} of stamps {@code from ... from + n - 1}, and their columns. */
    FitsTable read(int from, int n) {
        FitsTable objects = reader.identities(from, n);
        columns.forEach((name, column) -> {
            FitsTable piece = column.read(from, n);
            objects.add(piece, piece.columns().get(0).name(), name, 0, n);
        });
        return objects;
    }
}
