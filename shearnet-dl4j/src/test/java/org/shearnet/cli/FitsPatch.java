package org.shearnet.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes single numbers in the tables of a FITS file. */
final class FitsPatch {

    private static final int BLOCK = 2880;

    private final Path file;
    private final byte[] bytes;
    private final String text;

    FitsPatch(Path file) throws IOException {
        this.file = file;
        bytes = Files.readAllBytes(file);
        text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Where an element of a column lies in the first table of the file. */
    private int place(String column, int row, int element) {
        int header = text.indexOf("XTENSION= 'BINTABLE'");
        int data = (text.indexOf("END     ", header) / BLOCK + 1) * BLOCK;
        int card = text.indexOf("NAXIS1  =", header);
        int width = Integer.parseInt(text.substring(card + 9, card + 31).strip());
        int offset = 0;
        for (int k = 1; ; k++) {
            String form = value("TFORM" + k, header);
            int count = form.length() == 1 ? 1 : Integer.parseInt(form.substring(0, form.length() - 1));
            int size = switch (form.charAt(form.length() - 1)) {
                case 'D', 'K' -> 8;
                case 'J', 'E' -> 4;
                case 'I' -> 2;
                default -> 1;
            };
            if (value("TTYPE" + k, header).equals(column)) {
                return data + row * width + offset + element * size;
            }
            offset += count * size;
        }
    }

    private String value(String keyword, int from) {
        int card = text.indexOf(String.format("%-8s=", keyword), from);
        int start = text.indexOf('\'', card) + 1;
        return text.substring(start, text.indexOf('\'', start)).strip();
    }

    double get(String column, int row, int element) {
        return ByteBuffer.wrap(bytes).getDouble(place(column, row, element));
    }

    FitsPatch set(String column, int row, int element, double value) throws IOException {
        ByteBuffer.wrap(bytes).putDouble(place(column, row, element), value);
        Files.write(file, bytes);
        return this;
    }

    FitsPatch set(String column, int row, int element, long value) throws IOException {
        ByteBuffer.wrap(bytes).putLong(place(column, row, element), value);
        Files.write(file, bytes);
        return this;
    }
}
