package org.shearnet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.fits.BadDataException;

/**
 * A run's {@code metrics.csv}.
 *
 * @param columns one value an epoch, by name and in the file's order; NaN for an empty cell
 */
public record TrainingLog(Map<String, double[]> columns) {

    public TrainingLog {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * Reads one.
     *
     * @throws BadDataException where it is no such table
     */
    public static TrainingLog read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2) {
            throw new BadDataException(file + ": holds no epoch");
        }
        String[] names = lines.get(0).split(",", -1);
        double[][] values = new double[names.length][lines.size() - 1];
        for (int row = 1; row < lines.size(); row++) {
            String[] cells = lines.get(row).split(",", -1);
            if (cells.length != names.length) {
                throw new BadDataException(
                        file + ":" + (row + 1) + ": " + cells.length + " cells under " + names.length + " columns");
            }
            for (int column = 0; column < names.length; column++) {
                values[column][row - 1] = number(file, row, names[column], cells[column]);
            }
        }
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (int column = 0; column < names.length; column++) {
            columns.put(names[column], values[column]);
        }
        return new TrainingLog(columns);
    }

    private static double number(Path file, int row, String name, String cell) {
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new BadDataException(
                    file + ":" + (row + 1) + ": column '" + name + "': '" + cell + "' is no number", e);
        }
    }

    /** How many epochs it has. */
    public int epochs() {
        return columns.values().iterator().next().length;
    }

    /** A column; null where it has none of that name. */
    public double[] column(String name) {
        return columns.containsKey(name) ? columns.get(name).clone() : null;
    }

    /** The sum of a column over the epochs; NaN where it has none of that name. */
    public double sum(String name) {
        return columns.containsKey(name) ? Arrays.stream(columns.get(name)).sum() : Double.NaN;
    }
}
