package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet merge}: the whole from its pieces. */
@Command(
        name = "merge",
        description =
                "Puts together the pieces that simulate, measure, benchmark or study made with --piece, in any order:"
                        + " what one process would have written.",
        sortOptions = false)
final class MergeCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "PIECE",
            description = "all pieces of a whole: files, or folders of a benchmark or study")
    private List<Path> pieces;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "RESULT",
            description = "file to write (a catalogue's ending says its format), or the folder of the run")
    private Path output;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        common.refuseOverrides("merge");
        if (common.seed() != null) {
            throw new UsageException("--seed: pieces have theirs");
        }
        long folders = pieces.stream().filter(Files::isDirectory).count();
        if (folders > 0 && folders < pieces.size()) {
            throw new UsageException("give the pieces of one command: all files, or all folders");
        }
        if (folders > 0) {
            PieceRuns runs = PieceRuns.of(pieces);
            boolean study = runs.words().get(0).equals("study");
            return runs.join(
                    output,
                    common.threads(),
                    parsed(study ? new StudyCommand() : new BenchmarkCommand(), runs.words()));
        }
        OutputFile.check(output, pieces, OutputFile.OF_TABLES);
        PieceFiles files = PieceFiles.of(pieces);
        files.join(output, words -> parsed(new MeasureCommand(), words).sample())
                .forEach(System.out::println);
        System.out.println(output);
        return ExitCode.OK;
    }

    /** A command as the words of the pieces have it, its name first. */
    private static <T> T parsed(T command, List<String> words) {
        CommandWords.reader(command).parseArgs(words.stream().skip(1).toArray(String[]::new));
        return command;
    }
}
