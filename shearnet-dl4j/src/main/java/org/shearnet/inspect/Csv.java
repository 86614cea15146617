package org.shearnet.inspect;

/** Cells of comma-separated tables. */
final class Csv {

    private Csv() {}

    /** A number with all its digits; {@code nan} for an unknown one. */
    static String number(double value) {
        return Double.isNaN(value) ? "nan" : Double.toString(value);
    }

    /** A text, quoted where it must be. */
    static String text(String value) {
        return value.matches("[^\",\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
