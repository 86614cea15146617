package org.shearnet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line of this process as provenance records it, and as it goes on after an interrupt. */
final class CommandLineText {

    private static final Pattern WORD = Pattern.compile("(?:[^ '\\\\]|\\\\.|'[^']*')+");

    private static volatile String text = "shearnet";

    private CommandLineText() {}

    private static volatile String resuming = "shearnet";

    private static volatile String whole = "shearnet";

    /** Options that say where to and how, not what: no number depends on them. */
    private static final List<String> ELSEWHERE =
            List.of("-o", "--piece", "--threads", "--color", "--runs", "--spark", "--pieces");

    private static volatile List<String> words = List.of();

    static void set(String[] arguments) {
        List<String> given = List.of(arguments);
        words = given;
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
            } else if (!argument.matches(
                    "(-o.+|--(piece|threads|color|runs|spark|pieces)=.*|--(resume|debug|in-parts)(=.*)?)")) {
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

    /** The words of a line that {@link #quoted} made. */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replace("'\\''", "\0").replace("'", "").replace('\0', '\''));
        }
        return words;
    }

    /** The same command with all its options, going on where this one ended. */
    static String resuming() {
        return resuming;
    }

    /**
     * The command without -o, --runs, --piece, --spark, --pieces, --in-parts, --resume, --threads, --color and --debug: the same for every
     * piece of a work and for the whole of it.
     */
    static String whole() {
        PieceThread thread = PieceThread.current();
        return thread == null ? whole : words(what(thread.words()));
    }

    /** Takes the words of another command, which this one brings to its end. */
    static void asIf(List<String> other) {
        whole = words(what(other));
    }

    /** The words of the command as they were given, its name first. */
    static List<String> given() {
        PieceThread thread = PieceThread.current();
        return thread == null ? words : thread.words();
    }

    static String get() {
        return text;
    }
}
