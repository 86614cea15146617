package org.shearnet.table;

import com.google.gson.GsonBuilder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.config.Csv;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.TableWriter;

/**
 * Writes a table as comma-separated values: one line of names, then rows, nothing else, numbers with all their digits, {@code nan} for
 * an unknown one. What the columns are, and where they come from, stands beside it in {@code FILE-metadata.json}, as the W3C's CSV on
 * the Web has it.
 */
public final class CsvWriter implements TableWriter {

    private final Path path;
    private final AtomicFile file;
    private final BufferedWriter out;
    private final long rows;
    private FitsTable form;
    private List<FlatColumns.Flat> columns;
    private long written;

    /**
     * Begins a table.
     *
     * @param path the file, at its place in the end
     * @param rows how many will be written
     */
    public CsvWriter(Path path, long rows) throws IOException {
        this.path = path;
        this.rows = rows;
        file = new AtomicFile(path);
        out = Files.newBufferedWriter(file.temporary(), StandardCharsets.UTF_8);
    }

    /** Where the description of a table lies. */
    public static Path description(Path path) {
        return path.resolveSibling(path.getFileName() + "-metadata.json");
    }

    @Override
    public void append(FitsTable piece) throws IOException {
        if (form == null) {
            form = piece;
            columns = FlatColumns.of(piece);
            line(columns.stream().map(c -> Csv.text(c.name())).toList());
        } else if (!piece.columns().equals(form.columns())) {
            throw new IllegalArgumentException("a piece of a table with other columns than the first");
        }
        List<String> cells = new ArrayList<>();
        for (int row = 0; row < piece.rows(); row++) {
            cells.clear();
            for (FlatColumns.Flat column : columns) {
                cells.add(cell(piece, column, row));
            }
            line(cells);
        }
        written += piece.rows();
    }

    private static String cell(FitsTable piece, FlatColumns.Flat column, int row) {
        String source = column.source().name();
        int i = row * column.elements() + column.element();
        return column.isText()
                ? Csv.text(piece.texts(source)[row])
                : column.isReal() ? Csv.number(piece.doubles(source)[i]) : Long.toString(piece.longs(source)[i]);
    }

    private void line(List<String> cells) throws IOException {
        out.write(String.join(",", cells));
        out.write('\n');
    }

    /** The table appears last, so that none is there without its description. */
    @Override
    public void commit() throws IOException {
        if (written != rows) {
            throw new IllegalStateException(written + " rows written of " + rows);
        }
        out.close();
        String text = new GsonBuilder()
                        .disableHtmlEscaping()
                        .setPrettyPrinting()
                        .create()
                        .toJson(description())
                + "\n";
        AtomicFile.write(description(path), temporary -> Files.writeString(temporary, text));
        file.commit();
    }

    private Map<String, Object> description() {
        List<Map<String, String>> described = new ArrayList<>();
        for (FlatColumns.Flat column : columns) {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("name", column.name());
            one.put(
                    "datatype",
                    switch (column.source().type()) {
                        case TEXT -> "string";
                        case DOUBLE -> "double";
                        case INT -> "int";
                        case LONG -> "long";
                    });
            if (!column.source().unit().isEmpty()) {
                one.put("unit", column.source().unit());
            }
            if (!column.ucd().isEmpty()) {
                one.put("ucd", column.ucd());
            }
            described.add(one);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("@context", "http://www.w3.org/ns/csvw");
        all.put("url", path.getFileName().toString());
        all.put("tableSchema", Map.of("columns", described));
        all.put("provenance", form.header().cards());
        return all;
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            file.close();
        }
    }
}
