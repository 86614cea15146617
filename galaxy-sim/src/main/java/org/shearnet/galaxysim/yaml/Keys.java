package org.shearnet.galaxysim.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys that a section of a configuration takes, each with its meaning and unit. Immutable. */
public final class Keys {

    private static final Keys NONE = new Keys(List.of(), null);

    /**
     * A key, or several of which one stands for the others.
     *
     * @param required whether one of them must be given
     * @param alternatives each a key, or keys that go together
     * @param meaning with the unit; may be empty
     */
    public record Entry(boolean required, List<List<String>> alternatives, String meaning) {

        /**
         * Keeps a copy of its alternatives.
         *
         * @param required whether one of them must be given
         * @param alternatives each a key, or keys that go together
         * @param meaning with the unit; may be empty
         */
        public Entry {
            alternatives = alternatives.stream().map(List::copyOf).toList();
        }

        /**
         * {@return the keys of the alternative that a section gives; none where it gives none and need not}
         *
         * @param section a section of a configuration
         * @throws ConfigException where it gives two alternatives, or none although one must be given
         */
        public List<String> given(YamlNode section) {
            List<String> found = List.of();
            String first = null;
            for (List<String> alternative : alternatives) {
                String present =
                        alternative.stream().filter(section::has).findFirst().orElse(null);
                if (present != null && first != null) {
                    throw section.get(present).error("give " + first + " or " + present + ", not both");
                }
                if (present != null) {
                    first = present;
                    found = alternative;
                }
            }
            if (first == null && required) {
                throw section.missing(
                        alternatives.stream().map(keys -> keys.get(0)).toArray(String[]::new));
            }
            found.forEach(section::get);
            return found;
        }

        String markdown() {
            String keys = alternatives.stream()
                    .map(together -> together.stream().map(k -> "`" + k + "`").collect(Collectors.joining(" and ")))
                    .collect(Collectors.joining(" or "));
            return keys + (meaning.isEmpty() ? "" : " (" + meaning + ")");
        }

        String plain() {
            String keys = alternatives.stream()
                    .map(together -> String.join(" + ", together))
                    .collect(Collectors.joining(" | "));
            return required ? keys : "[" + keys + "]";
        }
    }

    private final List<Entry> entries;
    private final String own;

    private Keys(List<Entry> entries, String own) {
        this.entries = List.copyOf(entries);
        this.own = own;
    }

    /** {@return no keys} */
    public static Keys none() {
        return NONE;
    }

    /**
     * {@return these keys with a key that must be given}
     *
     * @param key the key
     * @param meaning what it says, in one line
     */
    public Keys must(String key, String meaning) {
        return plus(true, meaning, key);
    }

    /**
     * {@return these keys with a key that may be given}
     *
     * @param key the key
     * @param meaning what it says, in one line
     */
    public Keys may(String key, String meaning) {
        return plus(false, meaning, key);
    }

    /**
     * {@return these keys with several keys, of which one must be given; {@code a+b} are two that go together}
     *
     * @param meaning what it says, in one line
     * @param alternatives the keys
     */
    public Keys oneOf(String meaning, String... alternatives) {
        return plus(true, meaning, alternatives);
    }

    /**
     * {@return these keys with several keys, of which one may be given}
     *
     * @param meaning what it says, in one line
     * @param alternatives the keys
     */
    public Keys atMostOneOf(String meaning, String... alternatives) {
        return plus(false, meaning, alternatives);
    }

    /**
     * {@return these keys with keys that the user names}
     *
     * @param meaning what it says, in one line
     */
    public Keys own(String meaning) {
        return new Keys(entries, meaning);
    }

    /**
     * {@return these keys with those of another list after its own}
     *
     * @param other the list that follows
     */
    public Keys plus(Keys other) {
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(other.entries);
        return new Keys(all, own == null ? other.own : own);
    }

    /**
     * {@return these keys without a key}
     *
     * @param key the key to leave out
     */
    public Keys without(String key) {
        return new Keys(
                entries.stream()
                        .filter(e -> !e.alternatives().equals(List.of(List.of(key))))
                        .toList(),
                own);
    }

    private Keys plus(boolean required, String meaning, String... alternatives) {
        List<Entry> all = new ArrayList<>(entries);
        all.add(new Entry(
                required,
                Arrays.stream(alternatives).map(a -> List.of(a.split("\\+"))).toList(),
                meaning));
        return new Keys(all, own);
    }

    /** {@return the entries in the order in which they were named} */
    public List<Entry> entries() {
        return entries;
    }

    /** {@return all names} */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(e -> e.alternatives().forEach(names::addAll));
        return names;
    }

    /** {@return whether the user may name further keys} */
    public boolean isOpen() {
        return own != null;
    }

    /** {@return the keys as text, for a cell of a table: those that must be given, then those that may} */
    public String markdown() {
        String must =
                entries.stream().filter(Entry::required).map(Entry::markdown).collect(Collectors.joining("; "));
        List<String> may = new ArrayList<>(
                entries.stream().filter(e -> !e.required()).map(Entry::markdown).toList());
        if (own != null) {
            may.add(own);
        }
        return must + (may.isEmpty() ? "" : (must.isEmpty() ? "" : "; ") + "optional: " + String.join("; ", may));
    }

    /** {@return the keys as text, for a line of help: {@code a | b} is one of two, {@code [c]} may be left out} */
    public String plain() {
        return entries.stream().map(Entry::plain).collect(Collectors.joining(", "))
                + (own == null ? "" : (entries.isEmpty() ? "" : ", ") + "...");
    }
}
