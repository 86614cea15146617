package org.shearnet.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** The columns of a file's table of objects that a catalogue hands on, read piece by piece. */
final class KeptColumns {

    /** By the names that they take in the catalogue. */
    private final Map<String, FitsTableReader> columns = new LinkedHashMap<>();

    /**
     * Columns to hand on.
     *
     * @param source finds the reader of a column, or throws
     * @param wanted names of the columns; one whose name the catalogue has itself gets {@code _in} behind it
     * @param taken names that the catalogue has itself
     */
    KeptColumns(Function<String, FitsTableReader> source, List<String> wanted, Predicate<String> taken) {
        for (String name : wanted) {
            FitsTableReader column = source.apply(name);
            String spelt = column.columns().get(0).name();
            boolean again = columns.values().stream()
                    .anyMatch(kept -> kept.columns().get(0).name().equals(spelt));
            if (!again) {
                columns.put(free(spelt, taken), column);
            }
        }
    }

    private String free(String wanted, Predicate<String> taken) {
        boolean used = taken.test(wanted) || columns.keySet().stream().anyMatch(wanted::equalsIgnoreCase);
        return used ? free(wanted + "_in", taken) : wanted;
    }

    /** Adds the columns of objects {@code from ... from + n - 1} to a table of them. */
    FitsTable addTo(FitsTable objects, int from, int n) {
        columns.forEach((name, column) -> {
            FitsTable piece = column.read(from, n);
            objects.add(piece, piece.columns().get(0).name(), name, 0, n);
        });
        return objects;
    }
}
