package org.shearnet.galaxysim.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.profile.Box;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.Deconvolution;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.KValue;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.RadialProfile;
import org.shearnet.galaxysim.profile.SampledProfile;
import org.shearnet.galaxysim.profile.SampledRows;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.profile.Transform;

/**
 * A profile's transform taken apart for evaluation along rows of a grid in k.
 *
 * <p>Every profile is a product: all its Gaussians merge into one quadratic form, shifts add to one phase, pixels separate
 * into a table along each axis; radial profiles, sums and whatever else remain as factors, each a loop over the row.
 *
 * <p>Longer than other classes: it has a loop for each kind of factor.
 */
final class Spectrum {

    /** Exponent of a Gaussian below which it counts as zero (exp(-46) = 1e-20). */
    private static final double NEGLIGIBLE = 46;

    private record Radial(RadialProfile profile, double xx, double xy, double yy) {}

    private record Pointwise(LightProfile profile, double a, double b, double c, double d) {}

    private record Sampled(SampledProfile profile, double a, double d) {}

    private record Inverse(Spectrum spectrum, double flux) {}

    private double amplitude = 1;
    private double shiftX;
    private double shiftY;
    private double gaussXx;
    private double gaussXy;
    private double gaussYy;
    private final List<double[]> boxes = new ArrayList<>();
    private final List<Radial> radials = new ArrayList<>();
    private final List<Pointwise> pointwise = new ArrayList<>();
    private final List<Sampled> sampled = new ArrayList<>();
    private SampledRows[] sampledRows;
    private final List<List<Spectrum>> sums = new ArrayList<>();
    private final List<Inverse> inverses = new ArrayList<>();

    private double step;
    private double[] kx;
    private double[] along;
    private double[] across;
    private double[] cosX;
    private double[] sinX;
    private double[] cosY;
    private double[] sinY;
    private double[] gauss;
    private double[] ksq;
    private double[] termRe;
    private double[] termIm;
    private double[] sumRe;
    private double[] sumIm;

    private Spectrum() {}

    /** Takes a profile apart. */
    static Spectrum of(LightProfile profile) {
        Spectrum spectrum = new Spectrum();
        spectrum.multiply(profile, 1, 0, 0, 1);
        return spectrum;
    }

    /** Adds a phase: the whole profile moved (arcsec). */
    void shift(double dx, double dy) {
        shiftX += dx;
        shiftY += dy;
    }

    /** Whether the transform is real: nothing in it is moved, nor of any other form that has a phase. */
    boolean isReal() {
        return shiftX == 0 && shiftY == 0 && hasRealAmplitude();
    }

    /** Whether every value is real but for one phase that a shift gives it. */
    boolean hasRealAmplitude() {
        return pointwise.isEmpty()
                && sampled.isEmpty()
                && sums.stream().flatMap(List::stream).allMatch(Spectrum::isReal)
                && inverses.stream().allMatch(item -> item.spectrum.isReal());
    }

    /** Whether there is a shift. */
    boolean isShifted() {
        return cosX != null;
    }

    /** Cosines of the phase along x, {@link #sinesX} the sines. */
    double[] cosinesX() {
        return cosX;
    }

    double[] sinesX() {
        return sinX;
    }

    double cosineY(int row) {
        return cosY[Math.abs(row)];
    }

    double sineY(int row) {
        return row < 0 ? -sinY[-row] : sinY[row];
    }

    /** Whether it costs more than a table look-up along each axis. */
    boolean isCostly() {
        return !(radials.isEmpty() && pointwise.isEmpty() && sampled.isEmpty() && sums.isEmpty() && inverses.isEmpty());
    }

    private void multiply(LightProfile profile, double a, double b, double c, double d) {
        if (profile instanceof Transform t) {
            amplitude *= t.fluxRatio();
            shift(a * t.dx() + b * t.dy(), c * t.dx() + d * t.dy());
            multiply(
                    t.base(),
                    a * t.a() + b * t.c(),
                    a * t.b() + b * t.d(),
                    c * t.a() + d * t.c(),
                    c * t.b() + d * t.d());
        } else if (profile instanceof Convolution convolution) {
            convolution.items().forEach(item -> multiply(item, a, b, c, d));
        } else if (profile instanceof Gaussian g) {
            double var = g.sigma() * g.sigma();
            amplitude *= g.flux();
            gaussXx += var * (a * a + b * b);
            gaussXy += var * (a * c + b * d);
            gaussYy += var * (c * c + d * d);
        } else if (profile instanceof RadialProfile radial) {
            amplitude *= radial.flux();
            radials.add(new Radial(radial, a * a + b * b, a * c + b * d, c * c + d * d));
        } else if (profile instanceof Box box && b == 0 && c == 0) {
            amplitude *= box.flux();
            boxes.add(new double[] {0.5 * box.width() * a, 0.5 * box.height() * d});
        } else if (profile instanceof Sum sum) {
            List<Spectrum> items = new ArrayList<>();
            for (LightProfile item : sum.items()) {
                Spectrum spectrum = new Spectrum();
                spectrum.multiply(item, a, b, c, d);
                items.add(spectrum);
            }
            sums.add(items);
        } else if (profile instanceof Deconvolution inverse) {
            Spectrum spectrum = new Spectrum();
            spectrum.multiply(inverse.base(), a, b, c, d);
            inverses.add(new Inverse(spectrum, inverse.base().flux()));
        } else if (profile instanceof SampledProfile image && b == 0 && c == 0 && a > 0) {
            sampled.add(new Sampled(image, a, d));
        } else {
            pointwise.add(new Pointwise(profile, a, b, c, d));
        }
    }

    /**
     * Makes the tables for a grid.
     *
     * @param step grid interval (rad/arcsec)
     * @param columns number of columns, kx = 0, step, 2 step ...
     * @param rows number of rows above ky = 0
     */
    void prepare(double step, int columns, int rows) {
        this.step = step;
        kx = new double[columns];
        along = new double[columns];
        across = new double[rows + 1];
        for (int i = 0; i < columns; i++) {
            kx[i] = i * step;
        }
        Arrays.fill(along, 1);
        Arrays.fill(across, 1);
        for (double[] box : boxes) {
            Trigonometry.multiplyBySinc(along, box[0] * step);
            Trigonometry.multiplyBySinc(across, box[1] * step);
        }
        if (shiftX != 0 || shiftY != 0) {
            cosX = new double[columns];
            sinX = new double[columns];
            cosY = new double[rows + 1];
            sinY = new double[rows + 1];
            Trigonometry.fill(cosX, sinX, -shiftX * step);
            Trigonometry.fill(cosY, sinY, -shiftY * step);
        }
        if (gaussXx > 0) {
            gauss = new double[columns];
            for (int i = 0; i < columns; i++) {
                gauss[i] = Math.exp(-0.5 * gaussXx * kx[i] * kx[i]);
            }
        }
        ksq = new double[columns];
        if (!sums.isEmpty() || !inverses.isEmpty()) {
            termRe = new double[columns];
            termIm = new double[columns];
            sumRe = new double[columns];
            sumIm = new double[columns];
        }
        sampledRows = new SampledRows[sampled.size()];
        for (int i = 0; i < sampledRows.length; i++) {
            double a = sampled.get(i).a;
            sampledRows[i] = sampled.get(i)
                    .profile
                    .rows(Arrays.stream(kx).map(k -> a * k).toArray());
        }
        sums.forEach(items -> items.forEach(item -> item.prepare(step, columns, rows)));
        inverses.forEach(item -> item.spectrum.prepare(step, columns, rows));
    }

    /**
     * Evaluates one row.
     *
     * @param row ky in grid intervals
     * @param n number of columns from kx = 0
     * @param re real parts
     * @param im imaginary parts, untouched where the row is real
     * @param factor real, multiplied in; null for none
     * @return whether the row has an imaginary part
     */
    boolean row(int row, int n, double[] re, double[] im, double[] factor) {
        boolean complex = amplitude(row, n, re, im, factor);
        if (cosX == null) {
            return complex;
        }
        double cy = cosineY(row);
        double sy = sineY(row);
        if (complex) {
            for (int i = 0; i < n; i++) {
                double c = cosX[i] * cy - sinX[i] * sy;
                double s = cosX[i] * sy + sinX[i] * cy;
                double t = re[i];
                re[i] = t * c - im[i] * s;
                im[i] = t * s + im[i] * c;
            }
        } else {
            for (int i = 0; i < n; i++) {
                double t = re[i];
                re[i] = t * (cosX[i] * cy - sinX[i] * sy);
                im[i] = t * (cosX[i] * sy + sinX[i] * cy);
            }
        }
        return true;
    }

    /** As {@link #row}, without the phase of the shift. */
    boolean amplitude(int row, int n, double[] re, double[] im, double[] factor) {
        double ky = row * step;
        separable(ky, n, amplitude * across[Math.abs(row)], re, factor);
        for (Radial r : radials) {
            double linear = 2 * r.xy * ky;
            double constant = r.yy * ky * ky;
            for (int i = 0; i < n; i++) {
                ksq[i] = (r.xx * kx[i] + linear) * kx[i] + constant;
            }
            r.profile.multiplyByK(ksq, re, n);
        }
        boolean complex = false;
        for (Pointwise p : pointwise) {
            complex = multiplyPointwise(p, ky, n, re, im, complex);
        }
        for (int i = 0; i < sampledRows.length; i++) {
            Sampled image = sampled.get(i);
            if (sampledRows[i] == null) {
                multiplyPointwise(new Pointwise(image.profile, image.a, 0, 0, image.d), ky, n, re, im, complex);
            } else {
                sampledRows[i].multiply(image.d * ky, n, re, im, complex);
            }
            complex = true;
        }
        for (List<Spectrum> items : sums) {
            boolean c = addUp(items, row, n);
            complex = multiply(re, im, complex, sumRe, sumIm, c, n);
        }
        for (Inverse item : inverses) {
            boolean c = item.spectrum.row(row, n, sumRe, sumIm, null);
            invert(item.flux, sumRe, sumIm, c, n);
            complex = multiply(re, im, complex, sumRe, sumIm, c, n);
        }
        return complex;
    }

    /** Gaussian and pixels along one row, times a constant and factors. */
    private void separable(double ky, int n, double scale, double[] out, double[] factor) {
        if (gauss == null) {
            product(scale, along, factor, out, n);
            return;
        }
        gaussian(ky, n, scale, out);
        for (int i = 0; factor != null && i < n; i++) {
            out[i] *= factor[i];
        }
    }

    private static void product(double scale, double[] a, double[] b, double[] out, int n) {
        if (b == null) {
            for (int i = 0; i < n; i++) {
                out[i] = scale * a[i];
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            out[i] = scale * a[i] * b[i];
        }
    }

    private void gaussian(double ky, int n, double scale, double[] out) {
        if (gaussXy == 0 || ky == 0) {
            double s = scale * Math.exp(-0.5 * gaussYy * ky * ky);
            for (int i = 0; i < n; i++) {
                out[i] = s * along[i] * gauss[i];
            }
            return;
        }
        // exp(-(xx (kx - m)^2 + rest) / 2): a geometric sequence times the table of exp(-xx kx^2 / 2), from the
        // window's start.
        double middle = -gaussXy * ky / gaussXx;
        double rest = 0.5 * (gaussYy - gaussXy * gaussXy / gaussXx) * ky * ky;
        double reach = Math.sqrt(Math.max(0, 2 * (NEGLIGIBLE - rest)) / gaussXx);
        int from = (int) Math.min(n, Math.max(0, Math.ceil((middle - reach) / step)));
        int to = (int) Math.max(from, Math.min(n, Math.floor((middle + reach) / step) + 1));
        Arrays.fill(out, 0, from, 0);
        Arrays.fill(out, to, n, 0);
        double start = kx[Math.min(from, kx.length - 1)] - middle;
        double ratio = Math.exp(-gaussXx * start * step);
        double block = scale * Math.exp(-rest - 0.5 * gaussXx * start * start);
        double r2 = ratio * ratio;
        double r4 = r2 * r2;
        double r3 = r2 * ratio;
        int i = from;
        for (; i + 3 < to; i += 4) {
            int t = i - from;
            out[i] = block * along[i] * gauss[t];
            out[i + 1] = block * ratio * along[i + 1] * gauss[t + 1];
            out[i + 2] = block * r2 * along[i + 2] * gauss[t + 2];
            out[i + 3] = block * r3 * along[i + 3] * gauss[t + 3];
            block *= r4;
        }
        for (; i < to; i++) {
            out[i] = block * along[i] * gauss[i - from];
            block *= ratio;
        }
    }

    private boolean addUp(List<Spectrum> items, int row, int n) {
        boolean complex = false;
        Arrays.fill(sumRe, 0, n, 0);
        Arrays.fill(sumIm, 0, n, 0);
        for (Spectrum item : items) {
            boolean c = item.row(row, n, termRe, termIm, null);
            for (int i = 0; i < n; i++) {
                sumRe[i] += termRe[i];
            }
            if (c) {
                for (int i = 0; i < n; i++) {
                    sumIm[i] += termIm[i];
                }
            }
            complex |= c;
        }
        return complex;
    }

    private static boolean multiply(
            double[] re, double[] im, boolean complex, double[] fr, double[] fi, boolean factorComplex, int n) {
        if (complex && factorComplex) {
            for (int i = 0; i < n; i++) {
                double t = re[i];
                re[i] = t * fr[i] - im[i] * fi[i];
                im[i] = t * fi[i] + im[i] * fr[i];
            }
        } else if (factorComplex) {
            for (int i = 0; i < n; i++) {
                im[i] = re[i] * fi[i];
                re[i] *= fr[i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                re[i] *= fr[i];
            }
            for (int i = 0; complex && i < n; i++) {
                im[i] *= fr[i];
            }
        }
        return complex || factorComplex;
    }

    private static void invert(double flux, double[] re, double[] im, boolean complex, int n) {
        double floor = Deconvolution.FLOOR * Math.abs(flux);
        for (int i = 0; i < n; i++) {
            double x = re[i];
            double y = complex ? im[i] : 0;
            double square = x * x + y * y;
            if (square < floor * floor) {
                re[i] = 1 / (Deconvolution.FLOOR * flux);
                im[i] = 0;
            } else {
                re[i] = x / square;
                im[i] = -y / square;
            }
        }
    }

    private boolean multiplyPointwise(Pointwise p, double ky, int n, double[] re, double[] im, boolean complex) {
        for (int i = 0; i < n; i++) {
            KValue f = p.profile.kValue(p.a * kx[i] + p.c * ky, p.b * kx[i] + p.d * ky);
            double y = complex ? im[i] : 0;
            double x = re[i];
            re[i] = x * f.re() - y * f.im();
            im[i] = x * f.im() + y * f.re();
        }
        return true;
    }
}
