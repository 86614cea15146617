package org.shearnet.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The command line of this process as provenance records it. */
final class CommandLineText {

    private static volatile String text = "shearnet";

    private CommandLineText() {}

    static void set(String[] arguments) {
        text = "shearnet "
                + Arrays.stream(arguments)
                        .map(a -> a.matches("[A-Za-z0-9_./:=,+-]+") ? a : "'" + a + "'")
                        .collect(Collectors.joining(" "));
    }

    static String get() {
        return text;
    }
}
