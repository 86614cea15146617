package org.shearnet.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.shearnet.galaxysim.fits.FitsTable;

/**
 * Columns of single values, for formats whose readers expect those: an array in each row, say the 2 x 2 covariance g_cov, becomes
 * a column for each element, numbered from 1: g_cov_1_1, g_cov_1_2, g_cov_2_1, g_cov_2_2.
 */
final class FlatColumns {

    /**
     * One of them.
     *
     * @param name in the file
     * @param source the column that it is, or is an element of
     * @param element its number in a row's array, from 0
     * @param elements length of a row's array
     * @param ucd unified content descriptor, or empty
     */
    record Flat(String name, FitsTable.Column source, int element, int elements, String ucd) {

        boolean isText() {
            return source.type() == FitsTable.Type.TEXT;
        }

        boolean isReal() {
            return source.type() == FitsTable.Type.DOUBLE;
        }
    }

    private FlatColumns() {}

    static List<Flat> of(FitsTable table) {
        List<Flat> flat = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        table.columns().forEach(column -> taken.add(column.name().toLowerCase(Locale.ROOT)));
        for (FitsTable.Column column : table.columns()) {
            String ucd = table.ucd(column.name());
            if (column.type() == FitsTable.Type.TEXT || column.shape().isEmpty()) {
                flat.add(new Flat(column.name(), column, 0, 1, ucd));
                continue;
            }
            int elements = column.shape().stream().reduce(1, (a, b) -> a * b);
            for (int e = 0; e < elements; e++) {
                String name = free(column.name() + numbers(column.shape(), e), taken);
                flat.add(new Flat(name, column, e, elements, ucd));
            }
        }
        return flat;
    }

    /** {@code _1_2} for the second element of the first row of two. */
    private static String numbers(List<Integer> shape, int element) {
        StringBuilder text = new StringBuilder();
        int rest = element;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            text.insert(0, "_" + (rest % shape.get(axis) + 1));
            rest /= shape.get(axis);
        }
        return text.toString();
    }

    private static String free(String wanted, Set<String> taken) {
        return taken.add(wanted.toLowerCase(Locale.ROOT)) ? wanted : free(wanted + "_", taken);
    }
}
