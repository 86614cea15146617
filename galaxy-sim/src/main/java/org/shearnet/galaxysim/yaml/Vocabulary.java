package org.shearnet.galaxysim.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The words of one place of a configuration: what stands under {@code type} (or another key) of a section, each word with its
 * meaning, its keys and the parser of its section. A vocabulary dispatches, refuses words and keys that are unknown or belong
 * to another word, and lists itself for help and for the tables of the documentation. Immutable: registering a word gives a new
 * vocabulary.
 *
 * <p>Longer than other classes: dispatch, refusals, help and tables must not diverge.
 *
 * @param <C> what parsers need beside the section
 * @param <T> what they make of it
 */
public final class Vocabulary<C, T> {

    /**
     * Makes something of a section; it reads every key that it understands.
     *
     * @param <C> what it needs beside the section
     * @param <T> what it makes
     */
    @FunctionalInterface
    public interface Parser<C, T> {
        /**
         * {@return what the section stands for}
         *
         * @param section a section of a configuration
         * @param context what the word's parser is given beside it
         */
        T parse(YamlNode section, C context);
    }

    /**
     * A word.
     *
     * @param <C> what its parser needs beside the section
     * @param <T> what that makes
     * @param names the first is the one to write; others are understood too
     * @param meaning in a line
     * @param keys the keys of its section
     * @param parser what makes it of a section
     */
    public record Word<C, T>(List<String> names, String meaning, Keys keys, Parser<C, T> parser) {

        /**
         * Keeps a copy of its names.
         *
         * @param names the first is the one to write; others are understood too
         * @param meaning in a line
         * @param keys the keys of its section
         * @param parser what makes it of a section
         */
        public Word {
            names = List.copyOf(names);
        }
    }

    /**
     * What another program has and this one has not.
     *
     * @param owner whose words they are
     * @param words refused by name
     * @param keys with the reason
     */
    public record Refusals(String owner, Set<String> words, Map<String, String> keys) {

        /** Nothing is refused by name. */
        public static final Refusals NONE = new Refusals("", Set.of(), Map.of());

        /**
         * Keeps copies of its words and keys.
         *
         * @param owner whose words they are
         * @param words refused by name
         * @param keys with the reason
         */
        public Refusals {
            words = Set.copyOf(words);
            keys = Map.copyOf(keys);
        }

        /**
         * Complains of the first key of a section that is refused.
         *
         * @param section a section of a configuration
         * @param supported the words that are known
         */
        public void check(YamlNode section, Set<String> supported) {
            for (String key : section.keys()) {
                if (!supported.contains(key) && keys.containsKey(key)) {
                    throw new ConfigException(
                            section.where() + (section.path().isEmpty() ? ": " : ".") + key + ": " + keys.get(key));
                }
            }
        }
    }

    /** Keys that every word takes, under a name for them. */
    private record Common(String name, Keys keys, String meaning) {}

    /** What surrounds the words. */
    private record Form(String title, String about, String key, String otherwise, boolean orScalar) {}

    private final Form form;
    private final List<Common> common;
    private final Refusals refusals;
    private final List<Word<C, T>> words;

    private Vocabulary(Form form, List<Common> common, Refusals refusals, List<Word<C, T>> words) {
        this.form = form;
        this.common = List.copyOf(common);
        this.refusals = refusals;
        this.words = List.copyOf(words);
    }

    /**
     * {@return a vocabulary without words}
     *
     * @param <C> what parsers are given beside the section
     * @param <T> what they make
     * @param title heading of its table
     * @param about where its words stand
     */
    public static <C, T> Vocabulary<C, T> of(String title, String about) {
        return new Vocabulary<>(new Form(title, about, "type", null, false), List.of(), Refusals.NONE, List.of());
    }

    /**
     * {@return this vocabulary with a word; {@code names} has further names of it after commas}
     *
     * @param names its name, and others of it after commas
     * @param meaning what it is, in one line
     * @param keys the keys of its section
     * @param parser what makes it of a section
     */
    public Vocabulary<C, T> register(String names, String meaning, Keys keys, Parser<C, T> parser) {
        return register(new Word<>(Arrays.asList(names.split(", ")), meaning, keys, parser));
    }

    /**
     * {@return this vocabulary with a word}
     *
     * @param word the word
     * @throws IllegalArgumentException where one of its names is taken
     */
    public Vocabulary<C, T> register(Word<C, T> word) {
        for (String name : word.names()) {
            if (find(name) != null) {
                throw new IllegalArgumentException(form.title + ": the word '" + name + "' is taken");
            }
        }
        List<Word<C, T>> all = new ArrayList<>(words);
        all.add(word);
        return new Vocabulary<>(form, common, refusals, all);
    }

    /**
     * {@return this vocabulary with the key that the word stands under, {@code type} otherwise}
     *
     * @param key the key
     */
    public Vocabulary<C, T> under(String key) {
        return new Vocabulary<>(
                new Form(form.title, form.about, key, form.otherwise, form.orScalar), common, refusals, words);
    }

    /**
     * {@return this vocabulary with the word of sections that name none}
     *
     * @param word the word that such sections stand for
     */
    public Vocabulary<C, T> unlessNamed(String word) {
        return new Vocabulary<>(
                new Form(form.title, form.about, form.key, word, form.orScalar), common, refusals, words);
    }

    /**
     * {@return this vocabulary with sections that may be written as the bare word, where none of its keys must be
     * given}
     */
    public Vocabulary<C, T> orBareWord() {
        return new Vocabulary<>(
                new Form(form.title, form.about, form.key, form.otherwise, true), common, refusals, words);
    }

    /**
     * {@return this vocabulary with keys that sections take whatever their word, and that another than the word's
     * parser reads}
     *
     * @param name what the keys are called in the table
     * @param keys the keys of its section
     * @param meaning what it is, in one line
     */
    public Vocabulary<C, T> withCommon(String name, Keys keys, String meaning) {
        List<Common> all = new ArrayList<>(common);
        all.add(new Common(name, keys, meaning));
        return new Vocabulary<>(form, all, refusals, words);
    }

    /**
     * {@return this vocabulary with what is refused by name}
     *
     * @param refused words and keys that are refused, with the reason
     */
    public Vocabulary<C, T> refusing(Refusals refused) {
        return new Vocabulary<>(form, common, refused, words);
    }

    /** {@return the heading of its table} */
    public String title() {
        return form.title;
    }

    /** {@return the words in the order of their registration} */
    public List<Word<C, T>> words() {
        return words;
    }

    /** {@return all names of all words} */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        words.forEach(w -> names.addAll(w.names()));
        return names;
    }

    /** {@return keys that sections take whatever their word} */
    public Keys common() {
        Keys all = Keys.none();
        for (Common some : common) {
            all = all.plus(some.keys);
        }
        return all;
    }

    /**
     * {@return the word of a name, or null}
     *
     * @param name a name of a word
     */
    public Word<C, T> find(String name) {
        return words.stream().filter(w -> w.names().contains(name)).findFirst().orElse(null);
    }

    /**
     * Reads a whole section.
     *
     * @param node the section
     * @param context what the word's parser is given beside it
     * @return what the section stands for
     * @throws ConfigException where the word or one of its keys is unknown, missing, or belongs to another word
     */
    public T parse(YamlNode node, C context) {
        T parsed = parsePart(node, context);
        if (node.isMap()) {
            node.rejectUnknown();
        }
        return parsed;
    }

    /**
     * Reads a section whose common keys the caller reads; it calls {@link YamlNode#rejectUnknown} afterwards.
     *
     * @param node the section
     * @param context what the word's parser is given beside it
     * @return what the section stands for
     */
    public T parsePart(YamlNode node, C context) {
        if (form.orScalar && node.isScalar()) {
            return word(node, node.text()).parser().parse(node.asEmptyMap(), context);
        }
        return word(node).parser().parse(node, context);
    }

    /**
     * Reads a section under a word that stands elsewhere, as the section's own key.
     *
     * @param name a name of a word
     * @param section a section of a configuration
     * @param context what the word's parser is given beside it
     * @return what the section stands for
     */
    public T parseAs(String name, YamlNode section, C context) {
        Word<C, T> word = word(section, name);
        check(section, word);
        T parsed = word.parser().parse(section, context);
        section.rejectUnknown();
        return parsed;
    }

    /**
     * {@return the word of a section, whose keys are checked}
     *
     * @param section a section of a configuration
     */
    public Word<C, T> word(YamlNode section) {
        YamlNode named = form.otherwise == null ? section.get(form.key) : section.find(form.key);
        Word<C, T> word = named == null ? find(form.otherwise) : word(named, named.text());
        check(section, word);
        return word;
    }

    private Word<C, T> word(YamlNode node, String name) {
        Word<C, T> word = find(name);
        if (word == null) {
            throw refusals.words().contains(name)
                    ? node.error(refusals.owner() + "'s " + name + " is not supported here (supported: "
                            + String.join(", ", names()) + ")")
                    : node.unknown(form.key, name, names());
        }
        return word;
    }

    private void check(YamlNode section, Word<C, T> word) {
        if (word.keys().isOpen()) {
            return;
        }
        Set<String> supported = new LinkedHashSet<>(word.keys().names());
        supported.addAll(common().names());
        supported.add(form.key);
        refusals.check(section, supported);
        for (String key : section.keys()) {
            if (!supported.contains(key)) {
                YamlNode value = section.entry(key);
                String owners = words.stream()
                        .filter(w -> w.keys().names().contains(key))
                        .limit(3)
                        .map(w -> w.names().get(0))
                        .collect(Collectors.joining(", "));
                throw owners.isEmpty()
                        ? value.unknown("key", key, supported)
                        : value.error(String.format(
                                Locale.ROOT,
                                "unknown key '%s' of %s: it belongs to %s (supported: %s)",
                                key,
                                word.names().get(0),
                                owners,
                                String.join(", ", supported)));
            }
        }
    }

    /** {@return a heading, what it is about, and a table of the words} */
    public String markdown() {
        StringBuilder out = new StringBuilder("### " + form.title + "\n\n");
        if (!form.about.isEmpty()) {
            out.append(Character.toUpperCase(form.about.charAt(0)))
                    .append(form.about.substring(1))
                    .append(form.about.endsWith("or") ? ":" : ".")
                    .append("\n\n");
        }
        out.append("| | keys | |\n|---|---|---|\n");
        words.forEach(w -> row(out, w.names(), w.keys(), w.meaning()));
        common.forEach(c -> row(out, List.of(c.name), c.keys, c.meaning));
        return out.append('\n').toString();
    }

    private static void row(StringBuilder out, List<String> names, Keys keys, String meaning) {
        out.append("| ")
                .append(names.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", ")))
                .append(" | ")
                .append(keys.markdown())
                .append(" | ")
                .append(meaning)
                .append(" |\n");
    }

    /** {@return a line for each word: its name, its keys and its meaning} */
    public String help() {
        return words.stream()
                .map(w -> String.format(
                        Locale.ROOT,
                        "  %-19s %s%s%n",
                        w.names().get(0),
                        w.meaning(),
                        w.keys().plain().isEmpty() ? "" : ": " + w.keys().plain()))
                .collect(Collectors.joining());
    }
}
