package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;

/** Pieces of a benchmark or a study, each a folder. */
final class PieceRuns {

    private final List<PieceSet.Found> pieces;
    private final List<PieceFolder.Manifest> manifests;

    private PieceRuns(List<PieceSet.Found> pieces, List<PieceFolder.Manifest> manifests) {
        this.pieces = pieces;
        this.manifests = manifests;
    }

    /**
     * Looks at folders.
     *
     * @throws BadDataException naming pieces that are missing, damaged or of another whole
     */
    static PieceRuns of(List<Path> folders) throws IOException {
        PieceSet set = new PieceSet();
        Map<Path, PieceFolder.Manifest> manifests = new HashMap<>();
        for (Path folder : folders) {
            manifests.put(folder, new PieceFolder(folder).read(set));
        }
        List<PieceSet.Found> found = set.all();
        return new PieceRuns(
                found, found.stream().map(piece -> manifests.get(piece.path())).toList());
    }

    /** The command of the pieces, its name first. */
    List<String> words() {
        return manifests.get(0).words();
    }

    /** Puts what they found into a run's folder, and ends the work there as one process would. */
    int join(Path output, int threads, PieceCommand command) throws IOException {
        PieceWork work;
        try {
            work = command.work();
        } catch (ConfigException e) {
            throw new ConfigException(
                    e.getMessage() + " (the configuration of the pieces, which ran in "
                            + manifests.get(0).folder() + ")",
                    e);
        }
        if (!PieceCards.shortened(work.input()).equals(pieces.get(0).cards().get(PieceCards.DEPENDS.get("input")))) {
            throw new BadDataException(work.config() + ": was changed since "
                    + pieces.get(0).path() + " was made of it, or files that it names; run the pieces again");
        }
        String name = work.name();
        Path folder = output.toAbsolutePath().normalize();
        if (!String.valueOf(folder.getFileName()).equals(name)) {
            throw new UsageException("-o " + output + ": these are pieces of '" + name
                    + "': give a folder of that name, as in -o runs/" + name);
        }
        Path target = command.place(folder);
        Files.createDirectories(target);
        for (int i = 0; i < pieces.size(); i++) {
            new PieceFolder(pieces.get(i).path()).copy(target, manifests.get(i));
        }
        CommandLineText.asIf(words());
        return command.joined(folder, threads);
    }
}
