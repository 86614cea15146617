package org.shearnet.galaxysim.psf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsHeader;

/**
 * The polynomial of a PSFEx model: its parameters, found by their names, and the order of its terms. A term is a product of
 * powers; the first parameter's power runs fastest, and within a group of parameters the powers add up to no more than the
 * group's degree.
 *
 * @param parameters of the polynomial, none to two
 * @param degrees of the groups
 */
record PsfexPolynomial(List<Parameter> parameters, List<Integer> degrees) {

    private static final Pattern POSITION = Pattern.compile("([XY])(WIN|PSF|MODEL|PEAK|POS)?_IMAGE(_DBL)?");
    private static final int LARGEST_DEGREE = 20;

    /**
     * A parameter: (value - zero) / scale is what is raised to powers.
     *
     * @param column whether it is the position along x, else along y
     * @param group from 0
     */
    record Parameter(boolean column, double zero, double scale, int group) {}

    PsfexPolynomial {
        parameters = List.copyOf(parameters);
        degrees = List.copyOf(degrees);
    }

    /**
     * Reads POLNAXIS, POLNAME, POLZERO, POLSCAL, POLGRP, POLNGRP, POLDEG.
     *
     * @throws BadDataException where a parameter is no position, or a card makes no sense; without the file's name
     */
    static PsfexPolynomial read(FitsHeader h) {
        int axes = whole(h, "POLNAXIS", -1, 0, 100);
        int groups = axes == 0 ? 0 : whole(h, "POLNGRP", 1, 1, axes);
        List<Integer> degrees = new ArrayList<>();
        for (int g = 1; g <= groups; g++) {
            degrees.add(whole(h, "POLDEG" + g, -1, 0, LARGEST_DEGREE));
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int a = 1; a <= axes; a++) {
            String name = h.text("POLNAME" + a);
            if (name == null) {
                throw new BadDataException("POLNAME" + a + " is missing, which names a parameter of the polynomial");
            }
            Matcher position = POSITION.matcher(name.strip());
            if (!position.matches()) {
                throw new BadDataException("the PSF varies with " + name.strip() + " (POLNAME" + a
                        + "), which is no position in the image (X_IMAGE, Y_IMAGE)");
            }
            boolean column = position.group(1).equals("X");
            if (parameters.stream().anyMatch(p -> p.column() == column)) {
                throw new BadDataException("two parameters of the polynomial are positions along "
                        + position.group(1).toLowerCase(java.util.Locale.ROOT) + " (POLNAME" + a + " " + name.strip()
                        + ")");
            }
            double scale = number(h, "POLSCAL" + a);
            if (scale == 0) {
                throw new BadDataException("POLSCAL" + a + " is 0, and positions are divided by it");
            }
            parameters.add(
                    new Parameter(column, number(h, "POLZERO" + a), scale, whole(h, "POLGRP" + a, 1, 1, groups) - 1));
        }
        return new PsfexPolynomial(parameters, degrees);
    }

    static int whole(FitsHeader h, String key, int otherwise, int least, int most) {
        double value = h.number(key, otherwise);
        if (value != Math.rint(value) || !(value >= least && value <= most)) {
            throw new BadDataException(
                    h.has(key)
                            ? key + " must be a whole number from " + least + " to " + most + ", not '" + h.text(key)
                                    + "'"
                            : key + " is missing: not a PSFEx model");
        }
        return (int) value;
    }

    private static double number(FitsHeader h, String key) {
        double value = h.number(key, Double.NaN);
        if (!Double.isFinite(value)) {
            throw new BadDataException(
                    h.has(key) ? key + " must be a finite number, not '" + h.text(key) + "'" : key + " is missing");
        }
        return value;
    }

    /** Whether a position lies within the given range of each parameter, (value - zero) / scale. */
    boolean isWithin(double x, double y, double range) {
        return parameters.stream().allMatch(p -> Math.abs(((p.column() ? x : y) - p.zero()) / p.scale()) <= range);
    }

    /** Number of terms. */
    int terms() {
        return values(0, 0).length;
    }

    /**
     * The terms at a position.
     *
     * @param x column, 1 the centre of the first pixel
     * @param y row
     */
    double[] values(double x, double y) {
        int n = parameters.size();
        double[] base = new double[n];
        int[] power = new int[n];
        int[] left = degrees.stream().mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < n; i++) {
            Parameter p = parameters.get(i);
            base[i] = ((p.column() ? x : y) - p.zero()) / p.scale();
        }
        List<Double> terms = new ArrayList<>();
        while (true) {
            double term = 1;
            for (int i = 0; i < n; i++) {
                term *= Math.pow(base[i], power[i]);
            }
            terms.add(term);
            int i = 0;
            for (; i < n && left[parameters.get(i).group()] == 0; i++) {
                left[parameters.get(i).group()] += power[i];
                power[i] = 0;
            }
            if (i == n) {
                return terms.stream().mapToDouble(Double::doubleValue).toArray();
            }
            power[i]++;
            left[parameters.get(i).group()]--;
        }
    }
}
