package org.shearnet.paper;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.fits.BadDataException;

/** A text whose numbers are filled in: {@code {{Macro}}} is the number of that macro as {@code numbers.tex} has it. */
final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)\\}\\}");

    private Template() {}

    /**
     * Fills a text.
     *
     * @param name of the text, for messages
     * @throws BadDataException naming a place that stands for no number
     */
    static String fill(String name, String text, List<PaperNumber> numbers) {
        Map<String, String> values = new HashMap<>();
        for (PaperNumber number : numbers) {
            values.put(number.macro(), plain(number.text()));
            if (!number.errorText().isEmpty()) {
                values.put(number.macro() + "Err", plain(number.errorText()));
                values.put(number.macro() + "Pm", plain(number.bothText()));
            }
        }
        Matcher place = PLACE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (place.find()) {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new BadDataException(name + ": line " + line(text, place.start()) + ": {{" + place.group(1)
                        + "}} is no number of these runs; numbers.tex lists them");
            }
            place.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return place.appendTail(filled).toString();
    }

    private static long line(String text, int at) {
        return text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    private static String plain(String mathematics) {
        return mathematics.replace("\\pm", "±").replaceAll(" \\\\times 10\\^\\{(-?\\d+)\\}", "e$1");
    }
}
