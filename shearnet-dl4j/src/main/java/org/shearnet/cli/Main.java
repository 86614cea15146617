package org.shearnet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.scene.SceneWords;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.train.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code shearnet} command: parses the line, runs one subcommand, turns failures into one line and an exit code. */
@Command(
        name = "shearnet",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Weak-lensing shear of faint galaxies, by networks and by model fitting.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SimulateCommand.class,
            TrainCommand.class,
            BenchmarkCommand.class,
            InspectCommand.class,
            StudyCommand.class,
            RunsCommand.class,
            MeasureCommand.class,
            MergeCommand.class,
            SpeedCommand.class,
            PaperCommand.class,
            DoctorCommand.class,
            GpuCheckCommand.class
        },
        footer = {
            "",
            "First steps:",
            "  shearnet doctor                              is this machine ready?",
            "  shearnet benchmark configs/quickstart.yaml   train, fit, compare: a report in minutes",
            "",
            "Exit codes: 0 ok, 1 failure (disk, memory, a fault of the program), 2 usage, 3 bad config,",
            "4 bad input data, 5 diverged, 130 interrupted with a checkpoint saved, 143 ended by SIGTERM, likewise."
        })
public final class Main implements Runnable {

    /** Made when a command runs, for a logger looks into every library, and help waits for none. */
    private static final class FitsLog {

        /** The FITS library's own complaints, with stack traces; ours say it in one line. Held, for loggers are weak. */
        private static final Logger LOG = Logger.getLogger("nom.tam.fits");

        private static void silence() {
            LOG.setLevel(Level.OFF);
        }
    }

    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

    private static final byte[] LAST_WORDS =
            "shearnet: out of memory; raise it with SHEARNET_HEAP=4g\n".getBytes(StandardCharsets.US_ASCII);

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    public static void main(String[] arguments) {
        Interrupts.install(Thread.currentThread());
        int code = execute(arguments);
        Interrupts.finished();
        if (!Interrupts.requested()) {
            System.exit(code);
        }
    }

    /** Runs a command; whatever goes wrong ends in one line and an exit code. */
    static int execute(String... arguments) {
        CommandLine line = null;
        try {
            line = line(arguments);
            return line.execute(arguments);
        } catch (Throwable failure) { // out of memory, a class or a library that cannot be loaded
            boolean debug = java.util.Arrays.asList(arguments).contains("--debug");
            try {
                return explain(failure, line, debug);
            } catch (OutOfMemoryError e) { // too full for the words
                return lastWords();
            }
        }
    }

    /** Says it with what was laid aside for it. */
    private static int lastWords() {
        try {
            STANDARD_ERROR.write(LAST_WORDS);
        } catch (IOException e) {
            return ExitCode.FAILURE; // nobody listens
        }
        return ExitCode.FAILURE;
    }

    private static CommandLine line(String... arguments) {
        CommandLineText.set(arguments);
        CommandLine line = CommandWords.reader(new Main())
                .setExecutionStrategy(Main::run)
                .setExecutionExceptionHandler(Main::explain)
                .setParameterExceptionHandler(Main::usage)
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours(arguments)));
        line.getSubcommands()
                .get("simulate")
                .getHelpSectionMap()
                .put(
                        CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> "\n" + SceneWords.standard().help());
        return line;
    }

    /** Runs a command whose caller takes its failures. */
    static void call(List<String> words) throws Exception {
        CommandLine.ParseResult parsed = CommandWords.reader(new Main()).parseArgs(words.toArray(String[]::new));
        FitsLog.silence();
        ((Callable<?>) parsed.subcommand().commandSpec().userObject()).call();
    }

    private static int run(CommandLine.ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        FitsLog.silence();
        return new CommandLine.RunLast().execute(parsed);
    }

    private static Ansi colours(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String value = arguments[i].startsWith("--color=")
                    ? arguments[i].substring("--color=".length())
                    : arguments[i].equals("--color") && i + 1 < arguments.length ? arguments[i + 1] : "";
            if (value.equals("always") || value.equals("never")) {
                return value.equals("always") ? Ansi.ON : Ansi.OFF;
            }
        }
        return Ansi.AUTO;
    }

    private static int usage(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(line.getColorScheme().errorText("shearnet: " + FailureText.oneLine(failure)));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        boolean debug = parsed.subcommand() != null && parsed.subcommand().hasMatchedOption("--debug");
        return explain(failure, line, debug);
    }

    private static int explain(Throwable failure, CommandLine line, boolean debug) {
        String words = "shearnet: " + FailureText.oneLine(FailureText.of(failure));
        System.err.println(line == null ? words : line.getColorScheme().errorText(words));
        if (debug) {
            failure.printStackTrace();
        }
        System.err.flush();
        return code(failure);
    }

    /** The exit code of a failure. */
    static int code(Throwable failure) {
        if (failure instanceof UsageException) {
            return ExitCode.USAGE;
        }
        if (failure instanceof ConfigException) {
            return ExitCode.BAD_CONFIG;
        }
        if (failure instanceof BadDataException) {
            return ExitCode.BAD_DATA;
        }
        if (failure instanceof DivergedException) {
            return ExitCode.DIVERGED;
        }
        return failure instanceof InterruptedRunException || failure instanceof CancellationException
                ? ExitCode.INTERRUPTED
                : ExitCode.FAILURE;
    }
}
