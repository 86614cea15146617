package org.shearnet.paper;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.shearnet.galaxysim.fits.BadDataException;

/**
 * What a paper's folder holds and what it was made from.
 *
 * @param command that made it
 * @param version of this program
 * @param commit of this program
 * @param date when (UTC, ISO 8601)
 * @param runs where numbers come from
 * @param numbers all macros
 * @param files all files beside this one, by name
 */
record Manifest(
        String command,
        String version,
        String commit,
        String date,
        List<Run> runs,
        List<Entry> numbers,
        List<Output> files) {

    /**
     * A run folder.
     *
     * @param name of it
     * @param folder where it is, from the paper's folder
     * @param configuration SHA-256 of the effective YAML
     * @param commit of the program that benchmarked it
     * @param command that did
     * @param inputs files of it
     */
    record Run(String name, String folder, String configuration, String commit, String command, List<Output> inputs) {}

    /** A file, and the SHA-256 of its bytes. */
    record Output(String name, String sha256) {}

    /**
     * A macro.
     *
     * @param source file of the run folder, and column
     * @param error null where there is none
     */
    record Entry(
            String macro,
            String run,
            String method,
            double noiseSigma,
            String source,
            String column,
            double value,
            Double error) {

        static Entry of(PaperNumber number) {
            return new Entry(
                    number.macro(),
                    number.run(),
                    number.method(),
                    number.noiseSigma(),
                    number.source(),
                    number.column(),
                    number.value(),
                    Double.isFinite(number.error()) ? number.error() : null);
        }
    }

    /** Its name. */
    static final String FILE = "manifest.json";

    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private boolean isWhole() {
        return runs != null
                && numbers != null
                && files != null
                && runs.stream()
                        .allMatch(run -> run != null && run.name != null && run.folder != null && run.inputs != null)
                && files.stream().allMatch(file -> file != null && file.name != null && file.sha256 != null)
                && numbers.stream()
                        .allMatch(n ->
                                n != null && n.macro != null && n.run != null && n.column != null && n.source != null);
    }

    String text() {
        return JSON.toJson(this) + "\n";
    }

    /** @throws BadDataException where there is none, or it is damaged */
    static Manifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new BadDataException(file + ": not there; 'shearnet paper RUN... -o " + folder + "' writes it");
        }
        try {
            Manifest manifest = JSON.fromJson(Files.readString(file), Manifest.class);
            if (manifest == null || !manifest.isWhole()) {
                throw new BadDataException(file + ": is no manifest of a paper");
            }
            return manifest;
        } catch (JsonSyntaxException e) {
            throw new BadDataException(file + ": is no manifest of a paper");
        }
    }
}
