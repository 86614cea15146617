package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Texts of GalSim's configuration vocabulary, as file names are: those of the first file and image, which is the only one. */
final class Texts {

    private static final Pattern CONVERSION = Pattern.compile("%(%|([-+ 0#]*\\d*(?:\\.\\d+)?)([a-zA-Z]))");

    private static final Vocabulary<Texts, String> WORDS = GalSimWords.<Texts, String>vocabulary(
                    "Texts", "file names: a text, or")
            .register(
                    "FormattedStr",
                    "as Python's `format % items`, with %d, %s, %f, %e",
                    Keys.none().must("format", "").must("items", ""),
                    (node, texts) -> texts.formatted(node))
            .register(
                    "NumberedFile",
                    "root, number, extension",
                    Keys.none()
                            .must("root", "")
                            .must("num", "")
                            .may("ext", "`.fits` unless given")
                            .may("digits", "1 unless given"),
                    (node, texts) -> texts.numbered(node))
            .register(
                    "List",
                    "one of several",
                    Keys.none().must("items", "").may("index", "which of them, from 0; the first unless given"),
                    (node, texts) -> texts.chosen(node));

    private final ToDoubleFunction<YamlNode> numbers;

    /** @param numbers reads numbers that are the same for the whole run */
    Texts(ToDoubleFunction<YamlNode> numbers) {
        this.numbers = numbers;
    }

    static Vocabulary<Texts, String> words() {
        return WORDS;
    }

    /** A text that is the same for the whole run. */
    String fixed(YamlNode node) {
        if (node.isScalar()) {
            if (node.text().startsWith("$")) {
                throw node.error("an expression is over numbers and gives no text: write {type: FormattedStr, ...}");
            }
            return node.text();
        }
        return WORDS.parse(node, this);
    }

    private String numbered(YamlNode node) {
        String extension = node.has("ext") ? node.get("ext").text() : ".fits";
        int digits = node.has("digits") ? node.get("digits").count(1, 30) : 1;
        return node.get("root").text()
                + String.format(Locale.ROOT, "%0" + digits + "d", (long) number(node.get("num")))
                + extension;
    }

    private String chosen(YamlNode node) {
        List<YamlNode> items = node.get("items").items();
        if (items.isEmpty()) {
            throw node.get("items").error("the list is empty");
        }
        double index = node.has("index") ? number(node.get("index")) : 0;
        if (!(index >= 0 && index < items.size()) || index != Math.rint(index)) {
            throw node.get("index").error("must be a whole number from 0 to " + (items.size() - 1));
        }
        return fixed(items.get((int) index));
    }

    private double number(YamlNode node) {
        return numbers.applyAsDouble(node);
    }

    private String formatted(YamlNode node) {
        YamlNode format = node.get("format");
        List<YamlNode> items = node.get("items").items();
        StringBuilder out = new StringBuilder();
        Matcher m = CONVERSION.matcher(format.text());
        int used = 0;
        int end = 0;
        while (m.find()) {
            literal(format, format.text().substring(end, m.start()), out);
            end = m.end();
            if (m.group(1).equals("%")) {
                out.append('%');
                continue;
            }
            if (used == items.size()) {
                throw format.error("more conversions than items (" + items.size() + ")");
            }
            YamlNode item = items.get(used++);
            out.append(
                    switch (m.group(3)) {
                        case "d", "i" -> String.format(Locale.ROOT, "%" + m.group(2) + "d", (long) number(item));
                        case "f", "e" -> String.format(Locale.ROOT, "%" + m.group(2) + m.group(3), number(item));
                        case "s" -> String.format(Locale.ROOT, "%" + m.group(2) + "s", fixed(item));
                        default -> throw format.error("'" + m.group() + "' is not understood (%d, %s, %f, %e are)");
                    });
        }
        literal(format, format.text().substring(end), out);
        if (used < items.size()) {
            throw format.error(items.size() + " items for " + used + " conversions");
        }
        return out.toString();
    }

    private static void literal(YamlNode format, String text, StringBuilder out) {
        if (text.contains("%")) {
            throw format.error("'%' without a conversion: %d, %s, %f, %e, or %% for the sign itself");
        }
        out.append(text);
    }

    /** The names of a mapping's file, which change nothing: read so that nonsense is refused. */
    List<String> names(YamlNode node) {
        List<String> names = new ArrayList<>();
        for (String key : new String[] {"dir", "file_name"}) {
            if (node.has(key)) {
                names.add(fixed(node.get(key)));
            }
        }
        return names;
    }
}
