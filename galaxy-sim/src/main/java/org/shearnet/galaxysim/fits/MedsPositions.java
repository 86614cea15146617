package org.shearnet.galaxysim.fits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the objects of a MEDS file are in its exposures: {@code orig_row} and {@code orig_col} (pixels) of every exposure that an
 * object is on, exposures told apart by {@code file_id}.
 */
public final class MedsPositions {

    private static final Set<String> WANTED = Set.of("number", "ncutout", "file_id", "orig_row", "orig_col");
    private static final int ROWS = 4096;

    /** One object on one exposure. */
    private record Place(int object, double row, double col) {}

    /**
     * Another object on the same exposure.
     *
     * @param object its row in the table of objects
     * @param row how many rows it is above (pixels)
     * @param col how many columns it is to the right (pixels)
     */
    public record Offset(int object, double row, double col) {}

    /** Side of the squares that exposures are divided into (pixels). */
    private static final int SQUARE = 64;

    private record Square(long exposure, long row, long col) {}

    private final Map<Square, List<Place>> squares = new HashMap<>();

    private final Set<Long> numbers = new HashSet<>();

    private MedsPositions() {}

    /**
     * Reads the positions of all objects.
     *
     * @param file an open MEDS file
     * @return null where it states none: no such columns, or one value for all, as by writers that know none
     */
    public static MedsPositions of(MedsFile file) {
        FitsTableReader reader = file.columns(name -> WANTED.contains(name.toLowerCase(Locale.ROOT)));
        if (reader.columns().stream()
                        .filter(c -> !c.name().equalsIgnoreCase("number"))
                        .count()
                < WANTED.size() - 1) {
            return null;
        }
        MedsPositions positions = new MedsPositions();
        double[] first = null;
        boolean differ = false;
        for (int from = 0; from < reader.rows(); from += ROWS) {
            int n = Math.min(ROWS, reader.rows() - from);
            FitsTable table = reader.read(from, n);
            double[] count = table.doubles(table.find("ncutout"));
            double[] exposure = table.doubles(table.find("file_id"));
            double[] row = table.doubles(table.find("orig_row"));
            double[] col = table.doubles(table.find("orig_col"));
            long[] number = table.find("number") == null ? null : table.longs(table.find("number"));
            for (int i = 0; i < n; i++) {
                positions.numbers.add(number == null ? from + i + 1 : number[i]);
            }
            int each = exposure.length / n;
            for (int i = 0; i < n && row.length == exposure.length && col.length == row.length; i++) {
                for (int k = i * each; k < i * each + Math.min(each, count[i]); k++) {
                    if (Double.isFinite(row[k]) && Double.isFinite(col[k])) {
                        first = first == null ? new double[] {row[k], col[k]} : first;
                        differ |= row[k] != first[0] || col[k] != first[1];
                        positions.square((long) exposure[k], row[k], col[k]).add(new Place(from + i, row[k], col[k]));
                    }
                }
            }
        }
        return differ ? positions : null;
    }

    private List<Place> square(long exposure, double row, double col) {
        return squares.computeIfAbsent(
                new Square(exposure, Math.round(row / SQUARE), Math.round(col / SQUARE)), key -> new ArrayList<>(2));
    }

    /**
     * {@return whether the table lists an object}
     *
     * @param number of the object in the segmentation
     */
    public boolean knows(long number) {
        return numbers.contains(number);
    }

    /**
     * The other objects on an exposure about one of them.
     *
     * @param object its row in the table of objects
     * @param exposure the exposure's {@code file_id}
     * @param row where the object is on it (pixels)
     * @param col where the object is on it (pixels)
     * @param reach how far the others may be away along rows and columns (pixels)
     * @return the others; itself is none of them
     */
    public List<Offset> about(int object, long exposure, double row, double col, double reach) {
        List<Offset> offsets = new ArrayList<>();
        for (long r = Math.round((row - reach) / SQUARE); r <= Math.round((row + reach) / SQUARE); r++) {
            for (long c = Math.round((col - reach) / SQUARE); c <= Math.round((col + reach) / SQUARE); c++) {
                for (Place place : squares.getOrDefault(new Square(exposure, r, c), List.of())) {
                    if (place.object != object
                            && Math.abs(place.row - row) <= reach
                            && Math.abs(place.col - col) <= reach) {
                        offsets.add(new Offset(place.object, place.row - row, place.col - col));
                    }
                }
            }
        }
        return offsets;
    }
}
