package org.shearnet.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * A piece of a benchmark or a study: a folder with what was measured or trained, and {@code piece.json}, which says of what it is a
 * piece and which files it has, by their digests. That file is written last: a piece without it is not done.
 */
final class PieceFolder {

    private static final String FILE = "piece.json";

    private static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    /**
     * What is said of a piece.
     *
     * @param cards as {@link PieceCards} has them
     * @param words of the command as they were given, its name first
     * @param folder where the command ran
     * @param files digest of each, by its name from the folder
     */
    record Manifest(Map<String, String> cards, List<String> words, String folder, Map<String, String> files) {}

    private final Path folder;

    PieceFolder(Path folder) {
        this.folder = folder;
    }

    /** Where a piece of a run lies; where it was told to, for a thread that does pieces of another process. */
    static Path of(Path run, Piece piece) {
        PieceThread thread = PieceThread.current();
        if (thread != null) {
            return thread.place();
        }
        return run.resolve("pieces").resolve(piece.number() + "-of-" + piece.of());
    }

    Path path() {
        return folder;
    }

    /** Says that the piece is not done, while it is worked on. */
    void begin() throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /** Says that it is. */
    void end(Map<String, String> cards, List<String> words) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : files()) {
            files.put(name(file), digest(file));
        }
        PieceThread thread = PieceThread.current();
        Path from = thread == null ? Path.of("").toAbsolutePath() : thread.folder();
        Manifest manifest = new Manifest(cards, words, from.toString(), files);
        AtomicFile.write(folder.resolve(FILE), temporary -> Files.writeString(temporary, JSON.toJson(manifest) + "\n"));
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static String digest(Path file) throws IOException {
        return Sha256.hex(Files.readAllBytes(file));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals(FolderLock.FILE)
                            && !file.equals(folder.resolve(FILE))
                            && !file.getFileName().toString().endsWith(".part"))
                    .sorted()
                    .toList();
        }
    }

    /** What is said of it, noted in a set; null where it is damaged or not done, which is noted as well. */
    Manifest read(PieceSet set) throws IOException {
        Path file = folder.resolve(FILE);
        Manifest manifest = null;
        try {
            manifest = Files.exists(file) ? JSON.fromJson(Files.readString(file), Manifest.class) : null;
        } catch (RuntimeException e) {
            set.damaged(file + ": is damaged");
            return null;
        }
        if (manifest == null || manifest.cards() == null || manifest.words() == null || manifest.files() == null) {
            set.damaged(folder + (Files.exists(file) ? ": is damaged" : ": is no piece, or not done"));
            return null;
        }
        for (Map.Entry<String, String> one : manifest.files().entrySet()) {
            Path part = folder.resolve(one.getKey());
            if (!Files.isRegularFile(part) || !digest(part).equals(one.getValue())) {
                set.damaged(part + (Files.exists(part) ? ": is damaged" : ": is missing"));
                return null;
            }
        }
        set.add(folder, manifest.cards());
        return manifest;
    }

    /** Copies its files into another folder. */
    void copy(Path target, Manifest manifest) throws IOException {
        for (String name : manifest.files().keySet()) {
            Path to = target.resolve(name);
            if (name.equals("study.lock") && Files.exists(to)) {
                continue; // that of the first piece
            }
            Files.createDirectories(to.getParent());
            Files.copy(folder.resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
