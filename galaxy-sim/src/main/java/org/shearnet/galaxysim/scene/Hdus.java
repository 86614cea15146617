package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Finds the HDU that a configuration's {@code hdu} names: by number, the primary being 0 as in GalSim, or by EXTNAME. */
final class Hdus {

    private Hdus() {}

    /**
     * The HDU, which must hold an image of two axes.
     *
     * @param choice the node of {@code hdu}, or null for the first image
     */
    static FitsFile.Hdu image(FitsFile fits, YamlNode choice) {
        FitsFile.Hdu found = choice == null ? first(fits, true) : chosen(fits, choice);
        if (!found.isImage()) {
            throw new BadDataException(
                    fits.path() + ": HDU " + label(fits, found) + " holds no image; " + listed(fits));
        }
        if (found.axes().length != 2) {
            throw new BadDataException(fits.path() + ": HDU " + label(fits, found) + ": " + found.axes().length
                    + " axes, where an image of two is wanted");
        }
        return found;
    }

    /**
     * The HDU, which must hold a table.
     *
     * @param choice the node of {@code hdu}, or null for the first table
     */
    static FitsFile.Hdu table(FitsFile fits, YamlNode choice) {
        FitsFile.Hdu found = choice == null ? first(fits, false) : chosen(fits, choice);
        if (!found.isTable()) {
            throw new BadDataException(
                    fits.path() + ": HDU " + label(fits, found) + " holds no binary table; " + listed(fits));
        }
        return found;
    }

    private static FitsFile.Hdu first(FitsFile fits, boolean image) {
        return fits.hdus().stream()
                .filter(h -> image ? h.isImage() : h.isTable())
                .findFirst()
                .orElseThrow(() -> new BadDataException(
                        fits.path() + ": no HDU holds " + (image ? "an image" : "a binary table")));
    }

    private static FitsFile.Hdu chosen(FitsFile fits, YamlNode choice) {
        String text = choice.text().strip();
        List<FitsFile.Hdu> hdus = fits.hdus();
        if (text.matches("\\d{1,6}")) {
            int number = Integer.parseInt(text);
            if (number >= hdus.size()) {
                throw new BadDataException(fits.path() + ": there is no HDU " + number + "; " + listed(fits));
            }
            return hdus.get(number);
        }
        List<FitsFile.Hdu> named =
                hdus.stream().filter(h -> h.name().equalsIgnoreCase(text)).toList();
        if (named.size() != 1) {
            throw new BadDataException(fits.path() + ": "
                    + (named.isEmpty() ? "no HDU has the name '" : named.size() + " HDUs have the name '")
                    + text + "'; " + listed(fits));
        }
        return named.get(0);
    }

    private static String label(FitsFile fits, FitsFile.Hdu hdu) {
        return fits.hdus().indexOf(hdu) + (hdu.name().isEmpty() ? "" : " (" + hdu.name() + ")");
    }

    /** What there is, for a complaint. */
    private static String listed(FitsFile fits) {
        List<String> all = new ArrayList<>();
        for (FitsFile.Hdu hdu : fits.hdus()) {
            all.add(label(fits, hdu) + (hdu.isImage() ? " image" : hdu.isTable() ? " table" : " empty"));
        }
        return "there are " + String.join(", ", all.subList(0, Math.min(12, all.size())))
                + (all.size() > 12 ? " ..." : "");
    }

    /** Whether a file is FITS, packed or not, by its first bytes. */
    static boolean isFits(Path path) throws java.io.IOException {
        byte[] start;
        try (var in = java.nio.file.Files.newInputStream(path)) {
            start = in.readNBytes(6);
        }
        String text = new String(start, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.startsWith("SIMPLE") || text.startsWith("BZh") || text.startsWith("\u001f\u008b");
    }
}
