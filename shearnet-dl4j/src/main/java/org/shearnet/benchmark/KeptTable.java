package org.shearnet.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * The file of a batch, which counts only for what it was written of.
 *
 * @param file its name tells the batch and the first digits of the hash
 * @param batch its name
 * @param hash of all that its rows depend on
 */
record KeptTable(Path file, String batch, String hash) {

    private static final String IDENTITY = "MEASHASH";
    private static final String ROWS = "MEASROWS";
    private static final int KEY_DIGITS = 16;

    /** The file in a folder for what its rows depend on. */
    static KeptTable of(Path folder, String batch, String identity) {
        String hash = Sha256.hex(identity + "\n" + batch);
        return new KeptTable(folder.resolve(batch + "-" + hash.substring(0, KEY_DIGITS) + ".fits"), batch, hash);
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** Its rows, as whole as they were written. */
    FitsTable read(String name) throws IOException {
        try {
            FitsTable table = FitsTableReader.read(file, name);
            if (!hash.equals(table.header().has(IDENTITY) ? table.header().text(IDENTITY) : "")
                    || table.header().number(ROWS, -1) != table.rows()) {
                throw new BadDataException(file + ": was altered, or belongs to another measurement");
            }
            return table;
        } catch (BadDataException e) {
            throw new BadDataException(e.getMessage() + "; remove it, or measure anew with --fresh", e);
        }
    }

    /** What its header says of so many rows. */
    Map<String, String> cards(int rows) {
        Map<String, String> cards = new LinkedHashMap<>();
        cards.put(IDENTITY, hash);
        cards.put(ROWS, Integer.toString(rows));
        return cards;
    }

    /** Removes what another program, scene or estimator left for the same batch. */
    void forgetOthers() throws IOException {
        if (Files.isDirectory(file.getParent())) {
            try (DirectoryStream<Path> old = Files.newDirectoryStream(
                    file.getParent(),
                    other -> other.getFileName()
                            .toString()
                            .matches(Pattern.quote(batch) + "-[0-9a-f]{" + KEY_DIGITS + "}\\.fits"))) {
                for (Path other : old) {
                    Files.delete(other);
                }
            }
        }
    }
}
