package org.shearnet.cli;

import java.nio.file.Path;
import picocli.CommandLine;

/** How the words of a command are read, whoever gives them: people, a piece of their work, or the record of one. */
final class CommandWords {

    private CommandWords() {}

    /** What fills a command in. */
    static CommandLine reader(Object command) {
        return new CommandLine(command)
                .registerConverter(Path.class, new FileName.Here())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
