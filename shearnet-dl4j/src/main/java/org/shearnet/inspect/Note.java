package org.shearnet.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.shearnet.config.Csv;
import org.shearnet.galaxysim.fits.AtomicFile;

/**
 * Something about a network that a rule found.
 *
 * @param rule its name
 * @param layer where; empty for the network as a whole
 * @param value the number behind it
 * @param text what it means
 */
public record Note(String rule, String layer, double value, String text) {

    /** Writes {@code notes.csv}. */
    public static void csv(Path file, List<Note> notes) throws IOException {
        StringBuilder out = new StringBuilder("rule,layer,value,text\n");
        for (Note note : notes) {
            out.append(note.rule)
                    .append(',')
                    .append(note.layer)
                    .append(',')
                    .append(Csv.number(note.value))
                    .append(',')
                    .append(Csv.text(note.text))
                    .append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, out));
    }
}
