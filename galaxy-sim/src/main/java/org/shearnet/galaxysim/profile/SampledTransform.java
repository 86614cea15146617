package org.shearnet.galaxysim.profile;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Fourier transform of an image about its centre on a grid four times as fine as the image asks for, in grid steps of 2 pi / size
 * radians a sample. Rows are made when they are first asked for; shared by threads.
 */
final class SampledTransform {

    /** Columns on either side of the half plane. */
    static final int PAD = 8;

    /** Circles, equidistant up to four times the samples' Nyquist frequency, and directions on half of each. */
    static final int RINGS = 128;

    static final int ANGLES = 16;

    /** Distance of circles (radians a sample). */
    static final double RING = 4 * Math.PI / RINGS;

    private static final int PADDING = 4;

    private final int nx;
    private final int ny;
    private final int size;
    private final AtomicReferenceArray<double[][]> rows;
    private final IntFunction<double[][]> maker;
    private final Supplier<double[][]> ringMaker;
    private volatile double[][] rings;

    private SampledTransform(int nx, int ny, int size, IntFunction<double[][]> maker, Supplier<double[][]> ringMaker) {
        this.nx = nx;
        this.ny = ny;
        this.size = size;
        rows = new AtomicReferenceArray<>(size);
        this.maker = maker;
        this.ringMaker = ringMaker;
    }

    /** Of an image [ny][nx]. */
    static SampledTransform of(double[] image, int nx, int ny) {
        int size = Integer.highestOneBit(PADDING * Math.max(nx, ny) - 1) << 1;
        double[][][] made = transform(image, nx, ny, size);
        return new SampledTransform(nx, ny, size, row -> made[row], null);
    }

    /** The weighted sum of those of images of one size. */
    static SampledTransform sum(SampledTransform[] parts, double[] weights) {
        SampledTransform first = parts[0];
        return new SampledTransform(
                first.nx,
                first.ny,
                first.size,
                row -> sum(parts, weights, part -> part.row(row)),
                () -> sum(parts, weights, SampledTransform::rings));
    }

    private static double[][] sum(
            SampledTransform[] parts, double[] weights, Function<SampledTransform, double[][]> values) {
        double[][] sum = new double[2][values.apply(parts[0])[0].length];
        for (int i = 0; i < parts.length; i++) {
            double[][] part = values.apply(parts[i]);
            add(sum[0], part[0], weights[i]);
            add(sum[1], part[1], weights[i]);
        }
        return sum;
    }

    static void add(double[] sum, double[] part, double weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * part[i];
        }
    }

    /** Rows ky mod size of real and imaginary parts, columns kx + {@link #PAD}. */
    private static double[][][] transform(double[] image, int nx, int ny, int size) {
        FastFourierTransformer fft = new FastFourierTransformer(DftNormalization.STANDARD);
        Complex[][] lines = new Complex[ny][];
        for (int y = 0; y < ny; y++) {
            double[] line = new double[size];
            System.arraycopy(image, y * nx, line, 0, nx);
            lines[y] = fft.transform(line, TransformType.FORWARD);
        }
        int half = size / 2;
        double[][][] made = new double[size][2][half + 1 + 2 * PAD];
        for (int kx = -PAD; kx <= half + PAD; kx++) {
            Complex[] column = new Complex[size];
            java.util.Arrays.fill(column, Complex.ZERO);
            for (int y = 0; y < ny; y++) {
                column[y] = lines[y][Math.floorMod(kx, size)];
            }
            Complex[] out = fft.transform(column, TransformType.FORWARD);
            for (int ky = 0; ky < size; ky++) {
                double phase =
                        Math.PI / size * ((nx - 1) * (double) kx + (ny - 1) * (ky < half ? ky : ky - (double) size));
                Complex value = out[ky].multiply(new Complex(Math.cos(phase), Math.sin(phase)));
                made[ky][0][kx + PAD] = value.getReal();
                made[ky][1][kx + PAD] = value.getImaginary();
            }
        }
        return made;
    }

    /** Points a side of the grid. */
    int size() {
        return size;
    }

    /** Points of a row: kx from -{@link #PAD} to size / 2 + PAD. */
    int width() {
        return size / 2 + 1 + 2 * PAD;
    }

    private double[][] row(int at) {
        double[][] found = rows.get(at);
        if (found == null) {
            found = maker.apply(at);
            rows.set(at, found);
        }
        return found;
    }

    /** Real and imaginary parts of the row ky, but for {@link #sign}. */
    double[][] rowOf(int ky) {
        return row(Math.floorMod(ky, size));
    }

    /** The phase that centres the image is not periodic where the number of samples is even: -1 after an odd number of turns. */
    double sign(int ky) {
        return wrapSign(ky, ny);
    }

    private int wrapSign(int k, int n) {
        int turns = Math.floorDiv(k + size / 2, size);
        return (n - 1) % 2 != 0 && turns % 2 != 0 ? -1 : 1;
    }

    /** The value at a point of the grid, wherever. */
    KValue at(int kx, int ky) {
        int x = Math.floorMod(kx + size / 2, size) - size / 2;
        double sign = wrapSign(kx, nx) * wrapSign(ky, ny);
        if (x >= 0) {
            double[][] row = rowOf(ky);
            return new KValue(sign * row[0][x + PAD], sign * row[1][x + PAD]);
        }
        // the complex conjugate at the mirrored point
        double[][] row = rowOf(-ky);
        double mirrored = wrapSign(kx, nx) * wrapSign(-ky, ny);
        return new KValue(mirrored * row[0][PAD - x], -mirrored * row[1][PAD - x]);
    }

    /**
     * Real and imaginary parts on half circles about the origin, one after the other, each at the grid points nearest to
     * {@link #ANGLES} directions: what bounds are made of.
     */
    double[][] rings() {
        double[][] found = rings;
        if (found == null) {
            found = ringMaker == null ? ringsOfRows() : ringMaker.get();
            rings = found;
        }
        return found;
    }

    private double[][] ringsOfRows() {
        double[][] made = new double[2][RINGS * ANGLES];
        for (int i = 0; i < RINGS; i++) {
            for (int a = 0; a < ANGLES; a++) {
                double k = (i + 0.5) * RING * size / (2 * Math.PI);
                double angle = Math.PI * a / ANGLES;
                KValue f = at((int) Math.rint(k * Math.cos(angle)), (int) Math.rint(k * Math.sin(angle)));
                made[0][i * ANGLES + a] = f.re();
                made[1][i * ANGLES + a] = f.im();
            }
        }
        return made;
    }
}
