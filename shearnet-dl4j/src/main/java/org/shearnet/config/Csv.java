package org.shearnet.config;

/** Cells of comma-separated tables. */
public final class Csv {

    private Csv() {}

    /** A number with all its digits; {@code nan} for an unknown one. */
    public static String number(double value) {
        return Double.isNaN(value) ? "nan" : Double.toString(value);
    }

    /** A text, quoted where it must be. */
    public static String text(String value) {
        return value.matches("[^\",\\n\\r]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
