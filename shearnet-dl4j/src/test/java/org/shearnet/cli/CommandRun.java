package org.shearnet.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The command run in this process, as a test sees it.
 *
 * @param code exit code
 * @param out what it printed
 * @param err what it told people
 */
record CommandRun(int code, String out, String err) {

    /** Runs a line of words; those that hold spaces are given as arguments of their own. */
    static CommandRun of(String line, Object... more) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        for (Object word : more) {
            words.add(word.toString());
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            int code = Main.execute(words.toArray(String[]::new));
            return new CommandRun(
                    code,
                    said.toString(StandardCharsets.UTF_8),
                    told.toString(StandardCharsets.UTF_8).strip());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
