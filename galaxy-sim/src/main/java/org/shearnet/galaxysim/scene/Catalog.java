package org.shearnet.galaxysim.scene;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The input catalogue: columns of numbers, by name (FITS, or text with a commented heading) or by number from 0 (text). */
final class Catalog {

    static final Keys KEYS = Keys.none()
            .must("file_name", "")
            .may("dir", "")
            .may("file_type", "FITS or ASCII; told by content unless given")
            .may("hdu", "the first table unless given")
            .may("comments", "what comments of a text begin with, `#` unless given");

    private final String name;
    private final Map<String, double[]> columns;
    private final Map<String, String> others;
    private final int rows;

    /** @param others what the columns hold that are not of one number a row, by name */
    private Catalog(String name, Map<String, double[]> columns, Map<String, String> others, int rows) {
        this.name = name;
        this.columns = columns;
        this.others = others;
        this.rows = rows;
    }

    /** Reads what {@code input.catalog} names: dir, file_name, file_type (FITS or ASCII), hdu by number (the primary is 0) or by name, comments. */
    static Catalog parse(YamlNode node, InputFiles files) {
        YamlNode file = node.get("file_name");
        Path path = files.locate(node.find("dir"), file);
        YamlNode type = node.find("file_type");
        YamlNode hdu = node.find("hdu");
        YamlNode comments = node.find("comments");
        if (type != null) {
            type.oneOf("FITS", "ASCII");
        }
        try {
            boolean fits = type == null ? Hdus.isFits(path) : type.text().equals("FITS");
            if (fits && comments != null || !fits && hdu != null) {
                throw (fits ? comments : hdu)
                        .error(path + " is " + (fits ? "a FITS table, without comments" : "a text, without HDUs"));
            }
            if (!fits) {
                return ofText(path, comments == null ? "#" : comments.text());
            }
            try (FitsFile open = new FitsFile(path)) {
                return ofTable(path.toString(), FitsTableReader.read(open, Hdus.table(open, hdu)));
            }
        } catch (BadDataException e) {
            throw new ConfigException(file.where() + ": " + e.getMessage(), e);
        } catch (MalformedInputException e) {
            throw new ConfigException(file.where() + ": " + path + ": not a text in UTF-8, nor FITS", e);
        } catch (IOException e) {
            throw file.error("cannot read " + path + ": " + e.getMessage());
        }
    }

    private static Catalog ofTable(String name, FitsTable table) {
        Map<String, double[]> columns = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (FitsTable.Column column : table.columns()) {
            if (column.type() == FitsTable.Type.TEXT) {
                others.put(column.name(), "text");
            } else if (!column.shape().isEmpty()) {
                others.put(column.name(), "arrays of shape " + column.shape());
            } else {
                columns.put(column.name(), table.doubles(column.name()));
            }
        }
        return new Catalog(name, columns, others, table.rows());
    }

    private static Catalog ofText(Path path, String comments) throws IOException {
        List<double[]> rows = new ArrayList<>();
        String[] heading = null;
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            String text = line.strip();
            if (text.startsWith(comments)) {
                if (rows.isEmpty()) {
                    heading = text.substring(comments.length()).strip().split("[,\\s]+");
                }
                continue;
            }
            if (text.isEmpty()) {
                continue;
            }
            String[] fields = text.split("[,\\s]+");
            double[] row = new double[fields.length];
            for (int i = 0; i < row.length; i++) {
                try {
                    row[i] = Double.parseDouble(fields[i]);
                } catch (NumberFormatException e) {
                    throw new BadDataException(path + ":" + number + ": '" + fields[i] + "' is not a number", e);
                }
            }
            if (!rows.isEmpty() && rows.get(0).length != row.length) {
                throw new BadDataException(
                        path + ":" + number + ": " + row.length + " columns, " + rows.get(0).length + " before");
            }
            rows.add(row);
        }
        Map<String, double[]> columns = new LinkedHashMap<>();
        int width = rows.isEmpty() ? 0 : rows.get(0).length;
        for (int c = 0; c < width; c++) {
            int at = c;
            double[] values = rows.stream().mapToDouble(r -> r[at]).toArray();
            columns.put(Integer.toString(c), values);
            if (heading != null
                    && heading.length == width
                    && Collections.frequency(Arrays.asList(heading), heading[c]) == 1) {
                columns.put(heading[c], values);
            }
        }
        return new Catalog(path.toString(), columns, Map.of(), rows.size());
    }

    int rows() {
        return rows;
    }

    /** A column, or a complaint at the node that asks for it. */
    double[] column(YamlNode node) {
        double[] values = columns.get(node.text());
        if (others.containsKey(node.text())) {
            throw node.error("the column '" + node.text() + "' of " + name + " holds " + others.get(node.text())
                    + "; one number a row is needed");
        }
        if (values == null) {
            throw node.unknown("catalogue column", node.text(), columns.keySet());
        }
        if (rows == 0) {
            throw node.error("the catalogue " + name + " has no rows");
        }
        return values;
    }
}
