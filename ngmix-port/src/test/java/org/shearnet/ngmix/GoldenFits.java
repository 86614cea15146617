package org.shearnet.ngmix;

import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;

/** Reads the reference values among the test resources. */
public final class GoldenFits {
    private GoldenFits() {}

    /** An image of any number of axes, flat, with its axes (slowest first). */
    public record Image(double[] data, int[] axes) {}

    /** The images of a FITS file by extension name. */
    public static Map<String, Image> images(String resource) throws Exception {
        Map<String, Image> out = new HashMap<>();
        try (InputStream raw = open(resource);
                Fits fits = new Fits(new GZIPInputStream(raw))) {
            for (BasicHDU<?> hdu : fits.read()) {
                Object kernel = hdu.getKernel();
                String name = hdu.getHeader().getStringValue("EXTNAME");
                if (name != null && kernel != null && kernel.getClass().isArray()) {
                    List<Double> flat = new ArrayList<>();
                    flatten(kernel, flat);
                    double[] data = flat.stream().mapToDouble(d -> d).toArray();
                    out.put(name, new Image(data, hdu.getAxes()));
                }
            }
        }
        return out;
    }

    private static void flatten(Object array, List<Double> out) {
        int n = Array.getLength(array);
        for (int i = 0; i < n; i++) {
            Object element = Array.get(array, i);
            if (element.getClass().isArray()) {
                flatten(element, out);
            } else {
                out.add(((Number) element).doubleValue());
            }
        }
    }

    /** The rows of a table of numbers, by column name. */
    public static List<Map<String, Double>> csv(String resource) throws Exception {
        try (InputStream in = open(resource)) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            String[] names = lines[0].trim().split(",");
            List<Map<String, Double>> rows = new ArrayList<>();
            for (int i = 1; i < lines.length; i++) {
                String[] cells = lines[i].trim().split(",");
                Map<String, Double> row = new HashMap<>();
                for (int c = 0; c < names.length; c++) {
                    row.put(names[c], Double.valueOf(cells[c]));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The lines of a table after its head. */
    public static List<String> lines(String resource) throws Exception {
        try (InputStream in = open(resource)) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            return java.util.Arrays.asList(lines).subList(1, lines.length);
        }
    }

    /** Numbers between semicolons. */
    public static double[] numbers(String cell) {
        return java.util.Arrays.stream(cell.split(";"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** A file among the reference values. */
    public static InputStream open(String resource) {
        InputStream in = GoldenFits.class.getResourceAsStream("/golden/" + resource);
        if (in == null) {
            throw new IllegalStateException("no test resource golden/" + resource);
        }
        return in;
    }
}
