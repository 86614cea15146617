package org.shearnet.study;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * {@code study.lock}: the hypotheses as they were when the first run began, and every later version of them.
 *
 * @param versions the first, then the changed ones
 */
public record StudyLock(List<Version> versions) {

    /** The file's name. */
    public static final String FILE = "study.lock";

    private static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    /**
     * The hypotheses at a time.
     *
     * @param written when, in UTC
     * @param runsDone how many runs of the study were known by then
     * @param figure what they compare
     * @param sha256 of figure and hypotheses
     */
    public record Version(
            String written, int runsDone, String commit, String figure, List<String> hypotheses, String sha256) {

        static Version of(Study study, String written, int runsDone, String commit) {
            List<String> texts =
                    study.hypotheses().stream().map(Hypothesis::text).toList();
            String figure = study.figure() + (study.estimator().isEmpty() ? "" : " of " + study.estimator());
            return new Version(written, runsDone, commit, figure, texts, hash(figure, texts));
        }

        private static String hash(String figure, List<String> texts) {
            return Sha256.hex(figure + "\n" + String.join("\n", texts));
        }
    }

    public StudyLock {
        versions = List.copyOf(versions);
    }

    /** Whether a hypothesis stands as it did before the first run. */
    public boolean isOriginal(Hypothesis hypothesis, Study study) {
        Version first = versions.get(0);
        return first.hypotheses().contains(hypothesis.text())
                && first.figure().equals(Version.of(study, "", 0, "").figure());
    }

    /** Hypotheses of the first version that are there no more. */
    public List<String> withdrawn(Study study) {
        List<String> now = study.hypotheses().stream().map(Hypothesis::text).toList();
        return versions.get(0).hypotheses().stream()
                .filter(text -> !now.contains(text))
                .toList();
    }

    /**
     * The lock of a study's folder, in which the present hypotheses are noted where they are new.
     *
     * @param now the time, in UTC
     * @throws BadDataException where the file was changed by hand
     */
    static StudyLock note(Path folder, Study study, String now, int runsDone, String commit) throws IOException {
        Path file = folder.resolve(FILE);
        List<Version> versions = new ArrayList<>(Files.exists(file) ? read(file).versions() : List.of());
        Version present = Version.of(study, now, runsDone, commit);
        if (versions.isEmpty() || !versions.get(versions.size() - 1).sha256().equals(present.sha256())) {
            versions.add(present);
            String text = JSON.toJson(new StudyLock(versions)) + "\n";
            AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
        }
        return new StudyLock(versions);
    }

    private static StudyLock read(Path file) throws IOException {
        StudyLock lock;
        try {
            lock = JSON.fromJson(Files.readString(file), StudyLock.class);
        } catch (RuntimeException | CharacterCodingException e) { // Gson wraps the faults of records
            throw new BadDataException(
                    file + ": is damaged; restore it, or remove the study's folder and begin anew", e);
        }
        if (lock == null || lock.versions().isEmpty()) {
            throw new BadDataException(
                    file + ": holds no hypotheses; restore it, or remove the study's folder and begin anew");
        }
        for (Version version : lock.versions()) {
            if (version.figure() == null || version.hypotheses() == null || version.written() == null) {
                throw new BadDataException(
                        file + ": is damaged; restore it, or remove the study's folder and begin anew");
            }
            if (!Version.hash(version.figure(), version.hypotheses()).equals(version.sha256())) {
                throw new BadDataException(file + ": the hypotheses of " + version.written()
                        + " were changed by hand, for their hash is another; restore it, or remove the study's folder and"
                        + " begin anew");
            }
        }
        return lock;
    }
}
