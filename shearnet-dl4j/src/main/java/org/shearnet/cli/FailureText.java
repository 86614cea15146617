package org.shearnet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.train.DivergedException;

/** Failures in one line that is safe on a terminal. */
final class FailureText {

    /** A line of more characters is cut. */
    private static final int LONGEST = 1000;

    private FailureText() {}

    static String of(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked) {
            return of(unchecked.getCause());
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

    static String oneLine(Throwable failure) {
        return oneLine(failure.getMessage() == null ? "no further word" : failure.getMessage());
    }

    /** A message as one line that is safe on a terminal: what files and users say in it is theirs. */
    static String oneLine(String message) {
        String start = message.length() > LONGEST ? message.substring(0, LONGEST) + " ..." : message;
        return start.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("[\\p{Cntrl}\\u0080-\\u009f]", "?");
    }
}
