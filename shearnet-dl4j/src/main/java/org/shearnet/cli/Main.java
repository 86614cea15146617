package org.shearnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.shearnet.galaxysim.fits.BadDataException;
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
            MeasureCommand.class,
            SpeedCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "First steps:",
            "  shearnet doctor                              is this machine ready?",
            "  shearnet benchmark configs/quickstart.yaml   train, fit, compare: a report in minutes",
            "",
            "Exit codes: 0 ok, 1 failure, 2 usage, 3 bad config, 4 bad input data, 5 diverged,",
            "130 interrupted with a checkpoint saved."
        })
public final class Main implements Runnable {

    /** The FITS library's own complaints, with their stack traces; ours say it in one line. Held, for loggers are weak. */
    private static final Logger FITS_LOG = Logger.getLogger("nom.tam.fits");

    static {
        FITS_LOG.setLevel(Level.OFF);
    }

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

    static int execute(String... arguments) {
        CommandLineText.set(arguments);
        CommandLine line = new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .setParameterExceptionHandler(Main::usage)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours(arguments)));
        return line.execute(arguments);
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
        PrintWriter err = line.getErr();
        err.println(line.getColorScheme().errorText("shearnet: " + describe(failure)));
        if (debug) {
            failure.printStackTrace(err);
        }
        err.flush();
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

    private static String describe(Throwable failure) {
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
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + oneLine(failure) + "); raise it with SHEARNET_HEAP=4g or SHEARNET_OFFHEAP=8g";
        }
        return "internal failure: " + failure.getClass().getSimpleName() + ": " + oneLine(failure)
                + " (--debug shows where)";
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? "no further word" : failure.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
