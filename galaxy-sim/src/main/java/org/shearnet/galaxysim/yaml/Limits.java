package org.shearnet.galaxysim.yaml;

import java.util.Locale;

/**
 * How much a document may hold and cost, so that a small hostile one takes neither minutes nor memory: values once aliases,
 * merge keys and templates are expanded, characters of all their paths, entries copied while templates are changed.
 */
final class Limits {

    /** Longest text of a document (bytes of a file, characters of a text). */
    static final int LENGTH = 1 << 20;

    /** Deepest nesting. */
    static final int DEPTH = 64;

    /** Most values. */
    static final int VALUES = 100_000;

    private static final int PATH_CHARACTERS = 16_000_000;

    private static final int COPIED = 2_000_000;

    private int values;
    private int characters;
    private int copied;

    /** Counts a value that stands at a path. */
    void value(String file, int line, String path) {
        if (++values > VALUES) {
            throw tooLarge(file, line, VALUES, "values, counted with every alias, merge key and template expanded");
        }
        characters += path.length();
        if (characters > PATH_CHARACTERS || path.length() > PATH_CHARACTERS) {
            throw tooLarge(file, line, PATH_CHARACTERS, "characters in the paths of its values: shorten the keys");
        }
    }

    /** Counts entries of a mapping or list that is copied to be changed. */
    void copy(String file, int line, int entries) {
        copied += entries;
        if (copied > COPIED) {
            throw tooLarge(file, line, COPIED, "entries copied by templates that change large mappings");
        }
    }

    /** Refuses a text that is too long to be read at all. */
    static void length(String file, long length, String unit) {
        if (length > LENGTH) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "%s: longer than %d %s, the most a YAML may have; large lists of numbers belong in a catalogue"
                            + " (input.catalog)",
                    file,
                    LENGTH,
                    unit));
        }
    }

    private static ConfigException tooLarge(String file, int line, int limit, String what) {
        return new ConfigException(file + (line > 0 ? ":" + line : "") + ": more than " + limit + " " + what);
    }
}
