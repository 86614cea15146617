package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.shearnet.galaxysim.fits.AtomicFile;
import picocli.CommandLine.Option;

/** The flag of a result that stays in parts: a folder with a file of each piece, and one that says that all are there. */
final class PartsFlag {

    private static final String DONE = "_SUCCESS";

    /** Endings that parts take from their folder's name. */
    private static final List<String> ENDINGS = List.of(".parquet", ".csv", ".csv.gz", ".fits.gz");

    @Option(
            names = "--in-parts",
            description =
                    "with --spark: leaves a file of each piece in a new folder -o, part-00003-of-00016 with the ending of the"
                            + " folder's name (default: .fits), and puts nothing together")
    private boolean parts;

    /** Whether the result stays in parts; in a piece, whether that is a part of it. */
    boolean isGiven() {
        return parts;
    }

    /**
     * The file to look at before the work begins: that of {@code -o}, or the first part.
     *
     * @param onCluster whether pieces run on a cluster
     * @throws UsageException where the folder has something in it, parts of another run, say
     */
    Path first(Path output, boolean onCluster) throws IOException {
        if (!parts || PieceThread.current() != null) {
            return output;
        }
        if (!onCluster) {
            throw new UsageException("--in-parts is for --spark, whose pieces they are");
        }
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new UsageException("-o " + output + ": a file, and --in-parts leaves a folder; give another name");
        }
        if (Files.isDirectory(output)) {
            try (Stream<Path> found = Files.list(output)) {
                found.sorted().findFirst().ifPresent(one -> {
                    throw new UsageException(
                            "-o " + output + ": has " + one.getFileName()
                                    + " in it, and parts of one run are alone in their folder; give another name, or remove it");
                });
            }
        }
        return name(output, 1, 1);
    }

    /** The name of a part. */
    static Path name(Path folder, int number, int of) {
        String name = folder.getFileName().toString().toLowerCase(Locale.ROOT);
        String ending = ENDINGS.stream().filter(name::endsWith).findFirst().orElse(".fits");
        return folder.resolve(String.format(Locale.ROOT, "part-%05d-of-%05d%s", number, of, ending));
    }

    /** Says that all parts are there. */
    static void done(Path folder) throws IOException {
        AtomicFile.write(folder.resolve(DONE), temporary -> {});
    }
}
