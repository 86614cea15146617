package org.shearnet.estimate;

import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * Words that stand alone, some with a positive number after a colon, as {@code gauss:0.4}.
 *
 * @param what they name, for complaints
 * @param words each with the number, NaN where none is given; a word takes one where it has a key, which is then how the
 *     documentation writes it
 */
record NumberedWords<T>(String what, Vocabulary<Double, T> words) {

    /**
     * What a word stands for.
     *
     * @throws org.shearnet.galaxysim.yaml.ConfigException where there is no such word, or its number is none
     */
    T parse(YamlNode node) {
        String[] parts = node.text().trim().split(":", 2);
        Vocabulary.Word<Double, T> word = words.find(parts[0]);
        if (word == null) {
            throw node.unknown(what, node.text(), words.names());
        }
        if (parts.length > 1 && word.keys().names().isEmpty()) {
            throw node.error("the " + what + " '" + parts[0] + "' takes no number, found '" + node.text() + "'");
        }
        return word.parser().parse(node, parts.length > 1 ? number(node, parts[1]) : Double.NaN);
    }

    private double number(YamlNode node, String text) {
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && number < Double.POSITIVE_INFINITY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the one complaint below
        }
        throw node.error("a positive number must follow the colon of the " + what + " '" + node.text() + "', not '"
                + text + "'");
    }
}
