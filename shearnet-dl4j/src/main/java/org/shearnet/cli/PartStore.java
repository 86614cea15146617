package org.shearnet.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.report.Part;
import org.shearnet.report.Section;

/** Keeps the sections of an inspection, so that an interrupted one goes on with the part it was at. */
final class PartStore {

    private static final Gson JSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .setPrettyPrinting()
            .create();

    private final Path folder;
    private final String key;

    /** What lies in a file. */
    private record Kept(String key, Section section) {}

    /**
     * In a folder.
     *
     * @param key changes whenever what is found could
     */
    PartStore(Path folder, String key) {
        this.folder = folder;
        this.key = key;
    }

    private Path file(Part part) {
        return folder.resolve("parts").resolve(part.name() + ".json");
    }

    private String key(Part part) {
        return Sha256.hex(key + "\n" + part.name() + "\n" + part.steps());
    }

    /** The section of a part that was done with the same key and whose figures are there, or null. */
    Section find(Part part) throws IOException {
        Path file = file(part);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Kept kept = JSON.fromJson(Files.readString(file), Kept.class);
            boolean same = kept != null && key(part).equals(kept.key()) && kept.section() != null;
            return same && isWhole(kept.section()) ? kept.section() : null;
        } catch (JsonParseException | IllegalArgumentException e) {
            return null; // damaged: it is done again
        }
    }

    private boolean isWhole(Section section) {
        return section.blocks().stream()
                .allMatch(b -> (b.png().isEmpty() || Files.exists(folder.resolve(b.png())))
                        && (b.csv().isEmpty() || Files.exists(folder.resolve(b.csv()))));
    }

    void put(Part part, Section section) throws IOException {
        Path file = file(part);
        Files.createDirectories(file.getParent());
        String text = JSON.toJson(new Kept(key(part), section)) + "\n";
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }
}
