package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.shearnet.galaxysim.fits.AnyFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.train.DivergedException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The flags of a cluster, and how a command is done by one: cut into pieces, and put together from them here. */
final class ClusterFlags {

    /** Pieces for each that runs at a time, so that the last ones end together. */
    private static final int PIECES_A_SLOT = 4;

    /** Options that each piece has anew, or not at all. */
    private static final Set<String> NOT_OF_A_PIECE = Set.of("-o", "--spark", "--pieces", "--threads", "--color");

    /** Options whose words are the names of folders, where there are such. */
    private static final Set<String> MAY_BE_FOLDERS = Set.of("--network");

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "cuts the work in pieces that run on Apache Spark, and puts them together: local[*], spark://HOST:PORT, ..."
                            + " (docs/scaling.md); --threads are those of a piece then (default: 1)")
    private String master;

    @Option(
            names = "--pieces",
            paramLabel = "N",
            description = "number of pieces for --spark (default: four for each that runs at a time)")
    private Integer pieces;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * What is cut.
     *
     * @param folder where the pieces lie until they are put together, or until they are whole parts
     * @param most there can be
     * @param files whether pieces are files
     * @param alone whether a process does one piece at a time
     * @param parts folder of pieces that stay; null where they are put together
     */
    record Work(Path folder, long most, boolean files, boolean alone, Path parts) {

        /** Work whose pieces are files, and stay where the flag says so. */
        static Work ofFile(Path output, long most, PartsFlag parts) {
            return new Work(
                    FileName.besideAlone(output, ".pieces"), most, true, false, parts.isGiven() ? output : null);
        }

        private Path piece(int number, int of) {
            return parts != null
                    ? PartsFlag.name(parts, number, of)
                    : folder.resolve(number + "-of-" + of + (files ? ".fits" : ""));
        }

        /** Work whose pieces are folders within a run's. */
        static Work ofRun(Path run, long most, boolean alone) {
            return new Work(run.resolve("pieces-spark"), most, false, alone, null);
        }
    }

    /** Puts pieces together, where they do not stay. */
    @FunctionalInterface
    interface Joiner {
        void join(List<Path> pieces) throws IOException;
    }

    /** Whether the command runs on a cluster. */
    boolean isGiven() {
        if (master == null && pieces != null) {
            throw new UsageException("--pieces is for --spark; --piece i/n does one of n pieces here");
        }
        return master != null;
    }

    /** Refuses what cannot stand beside {@code --spark}, and a program without it. */
    void check() {
        if (!isGiven()) {
            return;
        }
        ParseResult said = command.commandLine().getParseResult();
        for (String other : List.of("--piece", "--resume", "--device", "--dry-run", "--page", "--compare")) {
            if (said.hasMatchedOption(other)) {
                throw new UsageException(
                        other.equals("--device")
                                ? "--device is not for --spark: its pieces would share one GPU; they run on processors"
                                : "--spark and " + other + " exclude each other");
            }
        }
        if (!master.matches("local(\\[[1-9]\\d*]|\\[\\*])?|spark://.+|yarn|k8s://.+")) {
            throw new UsageException(
                    "--spark " + master + ": expected local[*], local[N], spark://HOST:PORT, yarn or k8s://URL");
        }
        if (pieces != null && pieces < 1) {
            throw new UsageException("--pieces must be 1 or more, not " + pieces);
        }
        cluster();
    }

    /** Does all pieces, then puts them together. */
    void run(Work work, Joiner joiner) throws IOException {
        PieceCluster cluster = cluster();
        Path folder = work.folder().toAbsolutePath().normalize();
        FolderLock own = null;
        if (AnyFile.isHere(folder)) {
            FolderTree.delete(unlocked(folder));
            own = FolderLock.of(folder);
        } else {
            Files.createDirectories(folder);
        }
        boolean done = false;
        try {
            List<Path> pieces = pieces(cluster, work, folder);
            if (work.parts() == null) {
                joiner.join(pieces);
            } else {
                PartsFlag.done(work.parts());
            }
            done = true;
        } finally {
            if (own != null) {
                own.close();
            }
            FolderTree.delete(folder);
            if (work.parts() != null && !done) {
                FolderTree.delete(work.parts());
            }
        }
    }

    /** A folder that no other process has. */
    private static Path unlocked(Path folder) throws IOException {
        if (Files.exists(folder)) {
            FolderLock.of(folder).close();
        }
        return folder;
    }

    private List<Path> pieces(PieceCluster cluster, Work work, Path folder) throws IOException {
        int threads = threads();
        PieceCluster.Wish wish =
                new PieceCluster.Wish(master, "shearnet " + command.name(), threads, work.alone(), pieces != null);
        List<Path> paths = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        List<PieceOutcome> bad = new ArrayList<>();
        try (PieceCluster.Session session = cluster.connect(wish, line -> System.err.println("shearnet: " + line))) {
            if (work.parts() != null) {
                Files.createDirectories(work.parts());
            }
            int n = number(work, session.slots());
            List<PieceTask> tasks = new ArrayList<>();
            for (int i = 1; i <= n; i++) {
                Path piece = work.piece(i, n).toAbsolutePath().normalize();
                List<String> words = words();
                words.addAll(List.of("--piece", i + "/" + n, "--threads", Integer.toString(threads)));
                tasks.add(new PieceTask(
                        i,
                        n,
                        CommandLineText.given(),
                        words,
                        Path.of("").toAbsolutePath().toString(),
                        folder.toString(),
                        piece.toString(),
                        work.files()));
                paths.add(piece);
            }
            try (ProgressLine line = new ProgressLine(command.name(), n == 1 ? "piece" : "pieces", n)) {
                session.run(tasks, outcome -> {
                    outcome.told().stream().filter(told::add).forEach(System.err::println);
                    if (outcome.code() != ExitCode.OK) {
                        bad.add(outcome);
                        return false;
                    }
                    line.step(1);
                    return true;
                });
            }
        } finally {
            PieceThread.restore();
        }
        if (!bad.isEmpty()) {
            throw failure(bad.get(0));
        }
        return paths;
    }

    private static RuntimeException failure(PieceOutcome outcome) {
        return switch (outcome.code()) {
            case ExitCode.USAGE -> new UsageException(outcome.why());
            case ExitCode.BAD_CONFIG -> new ConfigException(outcome.why());
            case ExitCode.DIVERGED -> new DivergedException(outcome.why());
            default -> new BadDataException(outcome.why());
        };
    }

    private int threads() {
        ParseResult said = command.commandLine().getParseResult();
        return said.matchedOptionValue("--threads", 1);
    }

    private int number(Work work, int slots) {
        if (pieces != null && pieces > work.most()) {
            throw new UsageException("--pieces " + pieces + ": the work can be cut in " + work.most() + " at most");
        }
        return pieces != null ? pieces : (int) Math.min((long) PIECES_A_SLOT * slots, work.most());
    }

    /** The command's own words with names of files from the root, for processes that run in other folders. */
    private List<String> words() {
        ParseResult said = command.commandLine().getParseResult();
        List<String> words = new ArrayList<>(List.of(command.name()));
        List<String> positions = new ArrayList<>();
        for (ArgSpec arg : said.matchedArgs()) {
            if (!(arg instanceof OptionSpec option)) {
                arg.originalStringValues().forEach(value -> positions.add(rooted(arg, "", value)));
            } else if (!NOT_OF_A_PIECE.contains(option.longestName())) {
                if (option.arity().max() == 0) {
                    words.add(option.longestName());
                } else {
                    option.originalStringValues()
                            .forEach(value -> words.addAll(
                                    List.of(option.longestName(), rooted(arg, option.longestName(), value))));
                }
            }
        }
        words.addAll(positions);
        return words;
    }

    private static String rooted(ArgSpec arg, String name, String value) {
        boolean paths = arg.type() == Path.class
                || arg.typeInfo().getAuxiliaryTypes() != null
                        && List.of(arg.typeInfo().getAuxiliaryTypes()).contains(Path.class);
        if (!paths) {
            return MAY_BE_FOLDERS.contains(name) && Files.isDirectory(Path.of(value)) ? FileName.rooted(value) : value;
        }
        List<String> all = new ArrayList<>();
        for (String one : arg.splitRegex().isEmpty() ? new String[] {value} : value.split(arg.splitRegex())) {
            all.add(FileName.rooted(one));
        }
        return String.join(",", all);
    }

    private static PieceCluster cluster() {
        return ServiceLoader.load(PieceCluster.class)
                .findFirst()
                .orElseThrow(
                        () -> new UsageException("--spark: built without Apache Spark; build it once with: mvn -Pspark"
                                + " -DskipTests package"));
    }
}
