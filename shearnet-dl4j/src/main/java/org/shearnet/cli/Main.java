package org.shearnet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
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
            MeasureCommand.class,
            SpeedCommand.class,
            PaperCommand.class,
            DoctorCommand.class
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

    /** The FITS library's own complaints, with their stack traces; ours say it in one line. Held, for loggers are weak. */
    private static final Logger FITS_LOG = Logger.getLogger("nom.tam.fits");

    static {
        FITS_LOG.setLevel(Level.OFF);
    }

    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

    private static final byte[] LAST_WORDS =
            "shearnet: out of memory; raise it with SHEARNET_HEAP=4g\n".getBytes(StandardCharsets.US_ASCII);

    /** A line of more characters is cut. */
    private static final int LONGEST = 1000;

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
        CommandLine line = new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .setParameterExceptionHandler(Main::usage)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours(arguments)));
        line.getSubcommands()
                .get("simulate")
                .getHelpSectionMap()
                .put(
                        CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> "\n" + SceneWords.standard().help());
        return line;
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
        err.println(line.getColorScheme().errorText("shearnet: " + oneLine(failure)));
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
        String words = "shearnet: " + oneLine(describe(failure));
        System.err.println(line == null ? words : line.getColorScheme().errorText(words));
        if (debug) {
            failure.printStackTrace();
        }
        System.err.flush();
        return code(failure);
    }

    private static int code(Throwable failure) {
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

    static String describe(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked) {
            return describe(unchecked.getCause());
        }
        if (failure instanceof NoSuchFileException) {
            return failure.getMessage() + ": no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return failure.getMessage() + ": permission denied";
        }
        if (failure instanceof IOException
                || failure instanceof UsageException
                || failure instanceof ConfigException
                || failure instanceof BadDataException
                || failure instanceof DivergedException
                || failure instanceof InterruptedRunException) {
            return oneLine(failure);
        }
        if (failure instanceof CancellationException) {
            return "interrupted; nothing was written";
        }
        if (failure instanceof InvalidPathException) {
            return oneLine(failure) + ": no name of a file under this locale; try LC_ALL=C.UTF-8";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return outOfMemory(oneLine(cause));
            }
        }
        if (failure instanceof LinkageError) {
            return "a library cannot be loaded (" + oneLine(root(failure))
                    + "); see: shearnet doctor, SHEARNET_OFFHEAP, and the space in java.io.tmpdir and XDG_CACHE_HOME";
        }
        return "internal failure: " + failure.getClass().getSimpleName() + ": " + oneLine(failure)
                + " (--debug shows where)";
    }

    /** Java calls by one name what three different numbers help against. */
    private static String outOfMemory(String message) {
        if (message.contains("native thread")) {
            return "no more threads can be started (" + message + "); lower --threads, or raise the limit (ulimit -u)";
        }
        boolean ofNetworks = message.contains("allocate memory within limits") || message.contains("Physical memory");
        return "out of memory (" + message + "); raise it with "
                + (ofNetworks ? "SHEARNET_OFFHEAP=8g" : "SHEARNET_HEAP=4g");
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(Throwable failure) {
        return oneLine(failure.getMessage() == null ? "no further word" : failure.getMessage());
    }

    /** A message as one line that is safe on a terminal: what files and users say in it is theirs. */
    private static String oneLine(String message) {
        String start = message.length() > LONGEST ? message.substring(0, LONGEST) + " ..." : message;
        return start.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("[\\p{Cntrl}\\u0080-\\u009f]", "?");
    }
}
