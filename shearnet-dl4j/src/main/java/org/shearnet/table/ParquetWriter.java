package org.shearnet.table;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.TableWriter;

/**
 * Writes a table as Apache Parquet (format 2.x, github.com/apache/parquet-format), the plainest that every reader knows: columns of
 * single values that are all there, plainly encoded, one page of version 1 for each column and 65536 rows, not compressed. 64-bit
 * identities stay 64-bit, texts are UTF-8, a number that is not known is NaN and not null. Units and descriptors of the columns and
 * all cards of the header stand as pairs of key and value, and in the form of VOParquet as an empty VOTable.
 */
public final class ParquetWriter implements TableWriter {

    /** Rows of a group, so that the file does not depend on the pieces that it was written in. */
    private static final int GROUP = 1 << 16;

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** Words of parquet.thrift. */
    private static final int INT32 = 1;

    private static final int INT64 = 2;
    private static final int DOUBLE = 5;
    private static final int BYTE_ARRAY = 6;
    private static final int REQUIRED = 0;
    private static final int UTF8 = 0;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int UNCOMPRESSED = 0;
    private static final int DATA_PAGE = 0;

    private final AtomicFile file;
    private final OutputStream out;
    private final String name;
    private final long rows;
    private List<FitsTable.Column> form;
    private List<Column> columns;
    private final Map<String, String> words = new LinkedHashMap<>();
    private final List<ThriftStruct> groups = new ArrayList<>();
    private long at;
    private int inGroup;
    private long written;

    /** A column with the values of the present group. */
    private static final class Column {

        private final FlatColumns.Flat flat;
        private ByteBuffer values = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

        Column(FlatColumns.Flat flat) {
            this.flat = flat;
        }

        private int type() {
            return switch (flat.source().type()) {
                case TEXT -> BYTE_ARRAY;
                case DOUBLE -> DOUBLE;
                case INT -> INT32;
                case LONG -> INT64;
            };
        }

        private ByteBuffer room(int bytes) {
            if (values.remaining() < bytes) {
                ByteBuffer larger = ByteBuffer.allocate(Math.addExact(2 * values.capacity(), bytes))
                        .order(ByteOrder.LITTLE_ENDIAN);
                values = larger.put(values.flip());
            }
            return values;
        }

        void add(FitsTable piece, int from, int to) {
            String source = flat.source().name();
            if (flat.isText()) {
                String[] texts = piece.texts(source);
                for (int row = from; row < to; row++) {
                    byte[] text = texts[row].getBytes(StandardCharsets.UTF_8);
                    room(Integer.BYTES + text.length).putInt(text.length).put(text);
                }
            } else if (flat.isReal()) {
                double[] numbers = piece.doubles(source);
                for (int row = from; row < to; row++) {
                    room(Double.BYTES).putDouble(numbers[row * flat.elements() + flat.element()]);
                }
            } else {
                long[] numbers = piece.longs(source);
                for (int row = from; row < to; row++) {
                    long number = numbers[row * flat.elements() + flat.element()];
                    if (type() == INT32) {
                        room(Integer.BYTES).putInt((int) number);
                    } else {
                        room(Long.BYTES).putLong(number);
                    }
                }
            }
        }

        ThriftStruct schema() {
            ThriftStruct element =
                    new ThriftStruct().integer(1, type()).integer(3, REQUIRED).text(4, flat.name());
            return flat.isText()
                    ? element.integer(6, UTF8).struct(10, new ThriftStruct().struct(1, new ThriftStruct()))
                    : element;
        }
    }

    /**
     * Begins a table.
     *
     * @param path the file, at its place in the end
     * @param name of the table
     * @param rows how many will be written
     */
    public ParquetWriter(Path path, String name, long rows) throws IOException {
        this.name = name;
        this.rows = rows;
        file = new AtomicFile(path);
        out = new BufferedOutputStream(Files.newOutputStream(file.temporary()), 1 << 16);
        write(MAGIC);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        at += bytes.length;
    }

    @Override
    public void append(FitsTable piece) throws IOException {
        if (form == null) {
            form = piece.columns();
            columns = FlatColumns.of(piece).stream().map(Column::new).toList();
            describe(piece);
        } else if (!piece.columns().equals(form)) {
            throw new IllegalArgumentException("a piece of a table with other columns than the first");
        }
        for (int from = 0; from < piece.rows(); ) {
            int start = from;
            int to = Math.min(piece.rows(), from + GROUP - inGroup);
            columns.forEach(column -> column.add(piece, start, to));
            inGroup += to - from;
            written += to - from;
            from = to;
            if (inGroup == GROUP) {
                endGroup();
            }
        }
    }

    private void describe(FitsTable piece) {
        words.putAll(piece.header().cards());
        for (Column column : columns) {
            FlatColumns.Flat flat = column.flat;
            if (!flat.source().unit().isEmpty()) {
                words.put("column." + flat.name() + ".unit", flat.source().unit());
            }
            if (!flat.ucd().isEmpty()) {
                words.put("column." + flat.name() + ".ucd", flat.ucd());
            }
        }
        words.put("IVOA.VOTable-Parquet.version", "1.0");
        words.put(
                "IVOA.VOTable-Parquet.content",
                EmptyVoTable.of(
                        name,
                        piece.header().cards(),
                        columns.stream().map(c -> c.flat).toList()));
    }

    /** Writes a page for each column. */
    private void endGroup() throws IOException {
        List<ThriftStruct> chunks = new ArrayList<>();
        long start = at;
        for (Column column : columns) {
            int size = column.values.position();
            long page = at;
            write(new ThriftStruct()
                    .integer(1, DATA_PAGE)
                    .integer(2, size)
                    .integer(3, size)
                    .struct(
                            5,
                            new ThriftStruct()
                                    .integer(1, inGroup)
                                    .integer(2, PLAIN)
                                    .integer(3, RLE)
                                    .integer(4, RLE))
                    .bytes());
            write(Arrays.copyOf(column.values.array(), size));
            column.values.clear();
            chunks.add(new ThriftStruct()
                    .whole(2, page)
                    .struct(
                            3,
                            new ThriftStruct()
                                    .integer(1, column.type())
                                    .integers(2, List.of(PLAIN, RLE))
                                    .texts(3, List.of(column.flat.name()))
                                    .integer(4, UNCOMPRESSED)
                                    .whole(5, inGroup)
                                    .whole(6, at - page)
                                    .whole(7, at - page)
                                    .whole(9, page)));
        }
        groups.add(new ThriftStruct().structs(1, chunks).whole(2, at - start).whole(3, inGroup));
        inGroup = 0;
    }

    @Override
    public void commit() throws IOException {
        if (written != rows) {
            throw new IllegalStateException(written + " rows written of " + rows);
        }
        if (inGroup > 0) {
            endGroup();
        }
        List<ThriftStruct> schema = new ArrayList<>();
        schema.add(new ThriftStruct().text(4, "schema").integer(5, columns.size()));
        columns.forEach(column -> schema.add(column.schema()));
        List<ThriftStruct> pairs = new ArrayList<>();
        words.forEach((key, value) -> pairs.add(new ThriftStruct().text(1, key).text(2, value)));
        byte[] footer = new ThriftStruct()
                .integer(1, 1)
                .structs(2, schema)
                .whole(3, rows)
                .structs(4, groups)
                .structs(5, pairs)
                .text(6, "shearnet version " + Provenance.version())
                .bytes();
        write(footer);
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        write(MAGIC);
        out.close();
        file.commit();
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
