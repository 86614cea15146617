package org.shearnet.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage to a YAML or a table of numbers. */
final class TextDamage {

    private static final Pattern VALUE = Pattern.compile("(?<=[:,\\[ ] )[^,{}\\[\\]\\n#:]+|(?<=\\[)[^,{}\\[\\]\\n]+");
    private static final Pattern NUMBER =
            Pattern.compile("(?<=[:,\\[ ] )-?[0-9][-+.0-9eE]*|(?<=\\[)-?[0-9][-+.0-9eE]*");
    private static final Pattern KEY = Pattern.compile("[A-Za-z_0-9]+(?=:)");
    private static final Pattern FIELD = Pattern.compile("\\S+");

    private static final List<String> ODD = List.of(
            "",
            "~",
            "null",
            "true",
            "no",
            ".nan",
            ".inf",
            "-.inf",
            "-1",
            "0",
            "-0.0",
            "1",
            "2",
            "1e400",
            "1e308",
            "-1e-300",
            "1e-30",
            "0.999999999999",
            "1e9",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "1e30",
            "12345678901234567890123456789012345678901234567890",
            "[]",
            "{}",
            "[1, 2, 3]",
            "[[]]",
            "{type: Random}",
            "{type: Random, min: 1, max: 0}",
            "{type: Random, min: -1e300, max: 1e300}",
            "{type: Random, min: 0, max: 1}",
            "{type: Catalog, col: nosuch}",
            "{type: Catalog}",
            "{type: List, items: []}",
            "{type: Sequence, first: 0, step: 0}",
            "{type: RandomGaussian, sigma: 0}",
            "{type: RandomGaussian, sigma: -1, min: 5}",
            "{type: InverseTransform}",
            "{type: 5}",
            "{type: Gaussian, sigma: 0}",
            "{type: Gaussian, sigma: 1e-30}",
            "{type: Gaussian, sigma: 1e10}",
            "{type: Sersic, n: 0.1, half_light_radius: 1}",
            "{type: Sersic, n: 9, half_light_radius: 1}",
            "{type: Moffat, beta: 1.01, fwhm: 1}",
            "{type: Moffat, beta: 1000, fwhm: 1, trunc: 1e-9}",
            "{type: Airy, lam: 0, diam: 0}",
            "{type: Kolmogorov, fwhm: 1e6}",
            "{type: InterpolatedImage, image: /dev/zero}",
            "{type: DES_PSFEx, file: /etc}",
            "{type: Sum, items: []}",
            "{type: G1G2, g1: 1, g2: 1}",
            "{type: G1G2, g1: 0.99999999, g2: 0}",
            "{type: E1E2, e1: 1, e2: 0}",
            "{type: Eval, str: '1/0'}",
            "$1/0",
            "$sqrt(-1)",
            "$((((((((",
            "$1e308 * 10",
            "$file_num",
            "$import os",
            "@gal",
            "@nosuch.nosuch",
            "*nosuch",
            "&x y",
            "!!java.util.Date 2020-01-01",
            "!!binary ////",
            "<<",
            "? a",
            "- - -",
            "'",
            "\"",
            "\"\\0\"",
            "\"\\ud800\"",
            "\u00e9\u4e16",
            "\u001b[31m",
            "\t",
            "0x10",
            "0o17",
            "1_000",
            "1:30:00",
            "1 arcsec",
            "2020-01-01",
            "../..",
            "/",
            "/dev/null",
            "out.fits",
            "|",
            ">",
            "%YAML 9.9",
            "---",
            "...",
            "#");

    private final Random random;

    TextDamage(Random random) {
        this.random = random;
    }

    String odd() {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private static final List<String> NUMBERS = List.of(
            "-1", "0", "1", "2", "3", "5", "10", "17", "33", "0.5", "0.01", "1.5", "1e-9", "1e6", "1e12", "1e-30",
            "1e300", "-0.3", "0.95", "90", "2.7");

    /** A YAML damaged once to thrice, in bytes of some encoding; other gives pieces of another text. */
    byte[] yaml(String text, String other) {
        String damaged = text;
        if (random.nextBoolean()) {
            // numbers alone, so that what is behind the parser is met
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged = replace(damaged, NUMBER, NUMBERS.get(random.nextInt(NUMBERS.size())));
            }
            return damaged.getBytes(StandardCharsets.UTF_8);
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged = yamlOnce(damaged, other);
        }
        return encoded(damaged);
    }

    private String yamlOnce(String text, String other) {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> replace(text, VALUE, odd());
            case 6 ->
                replace(
                        text,
                        KEY,
                        List.of("type", "typo", "", "*", "<<", "items", "1", "repeat", "index_key", "rng_num")
                                .get(random.nextInt(10)));
            case 7 -> replace(text, KEY, any(other, KEY));
            case 8 -> replace(text, VALUE, any(other, VALUE));
            case 9 -> lines(text, other);
            case 10 -> lines(text, text);
            case 11 -> text.substring(0, random.nextInt(text.length() + 1));
            case 12 -> nested(text);
            case 13 -> text + "\n" + other;
            case 14 -> text + "\n---\n" + other;
            default -> characters(text);
        };
    }

    /** A table of numbers damaged. */
    byte[] table(String text) {
        String damaged = text;
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged = switch (random.nextInt(6)) {
                case 0, 1 -> replace(damaged, FIELD, odd());
                case 2 -> lines(damaged, damaged);
                case 3 -> damaged.substring(0, random.nextInt(damaged.length() + 1));
                case 4 -> replace(damaged, FIELD, "");
                default -> characters(damaged);
            };
        }
        return encoded(damaged);
    }

    private byte[] encoded(String text) {
        Charset[] sets = {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1};
        int n = random.nextInt(40);
        byte[] bytes = text.getBytes(n < sets.length ? sets[n] : StandardCharsets.UTF_8);
        if (n == 5) {
            return ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
        }
        if (n == 6 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) (128 + random.nextInt(128));
        }
        if (n == 7) {
            return text.replace("\n", "\r").getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    private String any(String text, Pattern pattern) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        return found.isEmpty() ? "" : found.get(random.nextInt(found.size())).group();
    }

    private String replace(String text, Pattern pattern, String with) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        if (found.isEmpty()) {
            return text;
        }
        MatchResult at = found.get(random.nextInt(found.size()));
        return text.substring(0, at.start()) + with + text.substring(at.end());
    }

    private String lines(String text, String other) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        List<String> others = other.lines().toList();
        if (lines.isEmpty() || others.isEmpty()) {
            return text;
        }
        int at = random.nextInt(lines.size());
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, others.get(random.nextInt(others.size())));
            case 2 -> lines.set(at, "  " + lines.get(at));
            case 3 -> lines.set(at, lines.get(at).stripLeading());
            default -> lines.add(at, lines.get(random.nextInt(lines.size())));
        }
        return String.join("\n", lines) + "\n";
    }

    private String nested(String text) {
        int depth = 1 << random.nextInt(12);
        String open = random.nextBoolean() ? "[" : "{a: ";
        String deep = open.repeat(depth) + "1"
                + (open.equals("[") ? "]" : "}").repeat(random.nextInt(3) == 0 ? depth - 1 : depth);
        return replace(text, VALUE, deep);
    }

    private String characters(String text) {
        StringBuilder garbled = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0 && garbled.length() > 0; i--) {
            int at = random.nextInt(garbled.length());
            switch (random.nextInt(3)) {
                case 0 -> garbled.deleteCharAt(at);
                case 1 -> garbled.insert(at, (char) random.nextInt(128));
                default -> garbled.setCharAt(at, ":{}[],&*#?|-<>=!%@`\\'\"\t \n".charAt(random.nextInt(25)));
            }
        }
        return garbled.toString();
    }
}
