package org.shearnet.galaxysim.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The table of a stamps file that has a row for each stamp, where there is one: identities, and whatever else stands there. */
final class StampTable {

    /** Names of a column of identities, ignoring case; the first that is there counts. */
    private static final List<String> IDS = List.of(
            "id",
            "ident",
            "number",
            "object_id",
            "obj_id",
            "objid",
            "objectid",
            "coadd_object_id",
            "source_id",
            "sourceid");

    private final FitsFile file;
    private final int count;
    private final FitsFile.Hdu hdu;
    private final FitsTableReader ids;

    /**
     * @param count number of stamps
     * @param own the table that holds the stamps themselves; null where none does
     * @throws BadDataException where a table TRUTH has another number of rows
     */
    StampTable(FitsFile file, int count, FitsFile.Hdu own) {
        this.file = file;
        this.count = count;
        hdu = own == null ? find() : own;
        String id = hdu == null ? null : idColumn(hdu);
        ids = id == null ? null : column(id);
    }

    /** Its HDU, or null. */
    FitsFile.Hdu hdu() {
        return hdu;
    }

    /** Whether it says who the stamps are. */
    boolean hasIdentities() {
        return ids != null;
    }

    /** All of it, or null. */
    FitsTable all() {
        return hdu == null ? null : FitsTableReader.read(file, hdu);
    }

    /** The table with a row for each stamp: TRUTH, or the first of so many rows that has identities, or any of so many rows. */
    private FitsFile.Hdu find() {
        FitsFile.Hdu truth = file.find("TRUTH");
        if (truth != null && truth.isTable()) {
            int rows = rows(truth);
            if (rows != count) {
                throw new BadDataException(file.where(truth) + ": " + rows + " rows for " + count + " stamps");
            }
            return truth;
        }
        FitsFile.Hdu found = null;
        for (FitsFile.Hdu hdu : file.hdus()) {
            if (hdu.isTable() && rows(hdu) == count) {
                found = found == null ? hdu : found;
                if (idColumn(hdu) != null) {
                    return hdu;
                }
            }
        }
        return found;
    }

    private static int rows(FitsFile.Hdu table) {
        return (int) table.header().number("NAXIS2", 0);
    }

    private static List<String> columns(FitsFile.Hdu table) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= table.header().number("TFIELDS", 0); i++) {
            String name = table.header().text("TTYPE" + i);
            names.add(name == null ? "" : name.strip());
        }
        return names;
    }

    private static String named(FitsFile.Hdu table, String wanted) {
        return columns(table).stream()
                .filter(name -> name.equalsIgnoreCase(wanted))
                .findFirst()
                .orElse(null);
    }

    private static String idColumn(FitsFile.Hdu table) {
        return IDS.stream()
                .map(name -> named(table, name))
                .filter(name -> name != null)
                .findFirst()
                .orElse(null);
    }

    /**
     * The identities of stamps {@code from ... from + n - 1}, in a table of the one column {@code id}: whole numbers or texts by
     * the file's table, else the numbers of the stamps.
     *
     * @throws BadDataException where they are numbers that are not whole
     */
    FitsTable identities(int from, int n) {
        if (ids == null) {
            return new FitsTable()
                    .add("id", "", LongStream.range(from, from + n).toArray());
        }
        FitsTable table = ids.read(from, n);
        String name = table.columns().get(0).name();
        try {
            return table.isText(name)
                    ? new FitsTable().add(table, name, "id", 0, n)
                    : new FitsTable().add("id", "", table.longs(name, from));
        } catch (BadDataException e) {
            throw new BadDataException(file.where(hdu) + ": " + e.getMessage(), e);
        }
    }

    /**
     * A reader of a column of the table, named ignoring case.
     *
     * @throws BadDataException where there is no such table, or no such column
     */
    FitsTableReader column(String wanted) {
        if (hdu == null) {
            throw new BadDataException(
                    file.path() + ": no table with a row for each of the " + count + " stamps, so no column " + wanted);
        }
        String spelt = named(hdu, wanted);
        if (spelt == null) {
            throw new BadDataException(file.where(hdu) + ": no column '" + wanted + "' (there are "
                    + String.join(", ", columns(hdu)) + ")");
        }
        FitsTableReader reader = new FitsTableReader(file, hdu, spelt::equals);
        if (reader.columns().isEmpty()) {
            throw new BadDataException(
                    file.where(hdu) + ": column '" + spelt + "' holds arrays of variable length, which are not read");
        }
        return reader;
    }
}
