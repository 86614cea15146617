package org.shearnet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of this process as provenance records it, and as it goes on after an interrupt. */
final class CommandLineText {

    private static volatile String text = "shearnet";

    private CommandLineText() {}

    private static volatile String resuming = "shearnet";

    static void set(String[] arguments) {
        List<String> given = List.of(arguments);
        text = words(given);
        List<String> again = new ArrayList<>(given);
        again.removeIf(argument -> argument.matches("--(fresh|resume)(=.*)?"));
        again.add("--resume");
        resuming = words(again);
    }

    private static String words(List<String> arguments) {
        return "shearnet " + arguments.stream().map(CommandLineText::quoted).collect(Collectors.joining(" "));
    }

    /** As a shell reads it. */
    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:=,+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** The same command with all its options, going on where this one ended. */
    static String resuming() {
        return resuming;
    }

    static String get() {
        return text;
    }
}
