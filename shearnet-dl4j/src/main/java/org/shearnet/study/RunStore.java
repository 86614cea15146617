package org.shearnet.study;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;

/** What is known of the runs of a study: a file in each one's folder, which belongs to one configuration, seed, figure and program. */
public final class RunStore {

    /** The file's name. */
    public static final String FILE = "study-run.json";

    private static final Gson JSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private final Path folder;
    private final Study study;
    private final String program;

    /**
     * What lies in a file.
     *
     * @param question that the result answers; the trained network serves others as well
     */
    private record Kept(String key, String question, RunResult result) {}

    /**
     * In a study's folder.
     *
     * @param program changes whenever numbers could; empty to take what any program found
     */
    public RunStore(Path folder, Study study, String program) {
        this.folder = folder;
        this.study = study;
        this.program = program;
    }

    private Path file(PlannedRun run) {
        return folder.resolve(run.name()).resolve(FILE);
    }

    /** A text that changes whenever what the run finds could. */
    private String key(PlannedRun run) {
        return Sha256.hex(run.experiment().hash() + "\n" + run.experiment().sceneHash()) + " " + program;
    }

    private Kept kept(PlannedRun run) throws IOException {
        if (!Files.exists(file(run))) {
            return null;
        }
        try {
            Kept kept = JSON.fromJson(Files.readString(file(run)), Kept.class);
            boolean mine = kept != null
                    && kept.key() != null
                    && kept.result() != null
                    && kept.result().status() != null
                    && kept.result().why() != null
                    && kept.result().commit() != null
                    && kept.key().startsWith(key(run));
            return mine ? kept : null;
        } catch (RuntimeException | CharacterCodingException e) {
            return null; // damaged in whatever way, as Gson wraps the faults of records: it is run again
        }
    }

    /** Whether its folder holds an unfinished or a finished run of the very same kind. */
    public boolean isBegun(PlannedRun run) throws IOException {
        return kept(run) != null;
    }

    /** What it came to; {@link RunResult#WAITING} where it has not ended yet, was another one, or was asked for another figure. */
    public RunResult find(PlannedRun run) throws IOException {
        Kept kept = kept(run);
        boolean answers = kept != null && StudyQuestion.hash(study, run).equals(kept.question());
        return answers ? kept.result() : RunResult.WAITING;
    }

    /**
     * Notes that it begins, in a folder of its own: what another run of its name left is removed.
     *
     * @throws BadDataException where the folder holds something that no study put there
     */
    public void begin(PlannedRun run) throws IOException {
        Path own = file(run).getParent();
        if (Files.exists(own)) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(own)) {
                files = walk.filter(f -> !f.equals(own))
                        .sorted(Comparator.reverseOrder())
                        .toList();
            }
            if (!files.isEmpty() && !Files.exists(file(run))) {
                throw new BadDataException(own + ": holds something that is no run of this study; move it, or give the"
                        + " study another name");
            }
            for (Path file : files) {
                if (!file.equals(file(run))) {
                    Files.delete(file);
                }
            }
        }
        put(run, RunResult.WAITING);
    }

    /** Notes what it came to. */
    public void put(PlannedRun run, RunResult result) throws IOException {
        String text = JSON.toJson(new Kept(key(run), StudyQuestion.hash(study, run), result)) + "\n";
        AtomicFile.write(file(run), temporary -> Files.writeString(temporary, text));
    }
}
