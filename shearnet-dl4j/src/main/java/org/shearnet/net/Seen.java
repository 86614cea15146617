package org.shearnet.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the stamps of a training looked like before noise was added ({@link Look}); without a bound where it is not known.
 *
 * @param flux flux of the matched Gaussian (counts)
 * @param s2n matched-filter signal to noise under the training's noise
 * @param relativeSize T of the image over T of the PSF
 * @param psfShape largest |g| of the PSF
 * @param offset largest distance of a centroid from the stamp's centre (pixels)
 * @param border largest light at the border, as {@link Look#border} has it
 * @param lump largest excess of a block, as {@link Look#lump} has it
 */
public record Seen(
        Range flux, Range s2n, Range relativeSize, double psfShape, double offset, double border, double lump) {

    /** Numbers of {@link #numbers()}. */
    static final int NUMBERS = 10;

    /** A rare stamp, as a galaxy that spills over its edge, must not widen a range for all: this share is left out. */
    private static final double RARE = 0.005;

    /** A closed interval. */
    public record Range(double low, double high) {

        /** Without bounds. */
        static final Range ANY = new Range(0, Double.MAX_VALUE);

        /** Whether a value lies in the interval widened by a factor at both ends. */
        public boolean holds(double value, double factor) {
            return value >= low / factor && value <= high * factor;
        }
    }

    /** Of a model that does not tell. */
    public static Seen unknown() {
        double no = Double.MAX_VALUE;
        return new Seen(Range.ANY, Range.ANY, Range.ANY, no, no, no, no);
    }

    /**
     * What a sample of noise-free stamps looked like, those without moments left out; all unknown where none is left.
     *
     * @param sample looked at with a noise sigma of 1
     * @param noiseLow lowest noise sigma of the training (counts)
     * @param noiseHigh highest
     */
    public static Seen of(List<Look> sample, double noiseLow, double noiseHigh) {
        List<Look> looks = sample.stream().filter(Look::measured).toList();
        if (looks.isEmpty()) {
            return unknown();
        }
        Range psf = range(looks, Look::psfShape);
        Range signal = range(looks, Look::s2n);
        return new Seen(
                range(looks, Look::flux),
                new Range(signal.low / noiseHigh, signal.high / noiseLow),
                range(looks, Look::relativeSize),
                psf.high,
                common(looks, Look::offset),
                common(looks, l -> Math.abs(l.border())),
                common(looks, Look::lump));
    }

    private static Range range(List<Look> looks, ToDoubleFunction<Look> value) {
        List<Double> known = finite(looks, value);
        return known.isEmpty() ? Range.ANY : new Range(Collections.min(known), Collections.max(known));
    }

    /** The value that all but the rare stay below. */
    private static double common(List<Look> looks, ToDoubleFunction<Look> value) {
        List<Double> known = finite(looks, value);
        Collections.sort(known);
        return known.get((int) Math.ceil((1 - RARE) * (known.size() - 1)));
    }

    private static List<Double> finite(List<Look> looks, ToDoubleFunction<Look> value) {
        List<Double> known = new ArrayList<>();
        looks.stream().mapToDouble(value).filter(Double::isFinite).forEach(known::add);
        return known;
    }

    /** All numbers in the order of the components. */
    List<Double> numbers() {
        return List.of(
                flux.low,
                flux.high,
                s2n.low,
                s2n.high,
                relativeSize.low,
                relativeSize.high,
                psfShape,
                offset,
                border,
                lump);
    }

    /** From {@link #numbers()}. */
    static Seen of(double[] n) {
        if (n.length != NUMBERS) {
            throw new IllegalArgumentException("expected " + NUMBERS + " numbers, found " + n.length);
        }
        return new Seen(new Range(n[0], n[1]), new Range(n[2], n[3]), new Range(n[4], n[5]), n[6], n[7], n[8], n[9]);
    }
}
