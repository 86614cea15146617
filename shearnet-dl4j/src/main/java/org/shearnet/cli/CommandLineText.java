package org.shearnet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of this process as provenance records it, and as it goes on after an interrupt. */
final class CommandLineText {

    private static volatile String text = "shearnet";

    private CommandLineText() {}

    private static volatile String resuming = "shearnet";

    private static volatile String whole = "shearnet";

    /** Options that say where to and how, not what: no number depends on them. */
    private static final List<String> ELSEWHERE = List.of("-o", "--piece", "--threads", "--color");

    static void set(String[] arguments) {
        List<String> given = List.of(arguments);
        text = words(given);
        whole = words(what(given));
        List<String> again = new ArrayList<>(given);
        again.removeIf(argument -> argument.matches("--(fresh|resume)(=.*)?"));
        again.add("--resume");
        resuming = words(again);
    }

    /** The arguments without those that no number depends on. */
    private static List<String> what(List<String> given) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String argument = given.get(i);
            if (ELSEWHERE.contains(argument)) {
                i++;
            } else if (!argument.matches("(-o.+|--(piece|threads|color)=.*|--(resume|debug)(=.*)?)")) {
                kept.add(argument);
            }
        }
        return kept;
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

    /**
     * The command without -o, --piece, --resume, --threads, --color and --debug: the same for every piece of a work and for the whole
     * of it.
     */
    static String whole() {
        return whole;
    }

    static String get() {
        return text;
    }
}
