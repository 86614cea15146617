package org.shearnet.net.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How exactly a device multiplies in convolutions and their gradients; all else is float32. */
public enum Precision {

    /** Products and sums in float32. */
    FLOAT32("", 1e-5),

    /** Tensor cores, operands rounded to 10 bits of mantissa, sums in float32. */
    TF32("tf32_", 5e-3),

    /**
     * Tensor cores with operands in two parts of 10 bits each and three products for one, as exact as float32 (Ootomo &amp; Yokota
     * 2022, arXiv:2203.03341).
     */
    TF32X3("tf32x3_", 1e-5);

    private final String prefix;
    private final double tolerance;

    Precision(String prefix, double tolerance) {
        this.prefix = prefix;
        this.tolerance = tolerance;
    }

    /** By its word. */
    public static Precision of(String word) {
        return Arrays.stream(values())
                .filter(p -> p.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected " + words() + ", found '" + word + "'"));
    }

    private static String words() {
        return Arrays.stream(values()).map(Precision::word).collect(Collectors.joining(", "));
    }

    /** Its word, as users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Largest difference from the reference that its arithmetic explains, relative to the largest value of an array. */
    public double tolerance() {
        return tolerance;
    }

    /** What the names of its kernels begin with, behind what they do. */
    String prefix() {
        return prefix;
    }
}
