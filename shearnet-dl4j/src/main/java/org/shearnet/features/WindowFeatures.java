package org.shearnet.features;

import java.util.List;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.MatrixUtils;
import org.shearnet.ngmix.response.Jet;
import org.shearnet.ngmix.response.Jets;
import org.shearnet.ngmix.response.MomentSet;

/**
 * What a network sees of moments before the PSF in four Gaussian windows: invariants, and shapes that turn with the galaxy. No PSF
 * enters but by the noise that it lets through. All are smooth functions of the moments, faint galaxies included, so that their
 * response to shear is known ({@link Jets}); none has a unit.
 *
 * <p>Under any rotation and reflection of galaxy and PSF a shear turns like the moments of spin 2. A network whose numbers depend on
 * invariants alone and multiply shapes that turn so turns its prediction with the galaxy.
 *
 * <p>The error of a shear from these moments alone is within 3 % of the Fisher bound for galaxies of 0.3 to 4 times the PSF's size.
 */
public final class WindowFeatures {

    private static final int WINDOWS = 4;

    /** Which moments: widths 1.5 to 4.2 times the PSF's scale, spins 0, 2 and 4. */
    public static final MomentSet SET = new MomentSet(WINDOWS, 1.5, 0, 2, 4);

    /** Invariants. */
    public static final List<String> NOISE_FREE = List.of(
            "log size",
            "inner slope",
            "outer slope",
            "shape squared 1",
            "shape squared 2",
            "shape squared 3",
            "shape squared 4",
            "spin 4 along shape 1",
            "spin 4 along shape 2",
            "spin 4 along shape 3",
            "spin 4 along shape 4");

    /** Invariants that tell of the noise. */
    public static final List<String> WITH_NOISE = List.of(
            "log S/N", "log size over its error", "log error", "error 1", "error 2", "error 4", "error of size");

    /** Shapes that turn with the galaxy: moments of spin 2, and of spin 4 times their conjugates. */
    public static final int SHAPES = 2 * WINDOWS;

    /** How many numbers all of these are. */
    public static final FeatureSizes SIZES = new FeatureSizes(NOISE_FREE.size(), WITH_NOISE.size(), SHAPES);

    /** The window of the shape from which the network starts, and that of its error. */
    private static final int SHAPE = 2;

    private static final int ERROR = 1;

    /** Spin-2 moment over size moment for a shear of 1, for Gaussian galaxies of any size within 25 %. */
    private static final double PER_SHEAR = 1.5;

    /** The same of the window of the error, on average. */
    private static final double PER_SHEAR_OF_ERROR = 2;

    /** No shear is wanted more precisely than this, however bright the galaxy: the error is no less. */
    private static final double FINEST = 0.002;

    /** Size and light are kept above this many times their noise. */
    private static final double FAINT = 2;

    /** Spin-4 moments over the size moment bend towards this. */
    private static final double LARGE = 3;

    private final Jets jets;
    private final Jet[] noiseFree;
    private final Jet[] withNoise;
    private final Jet[][] shapes = new Jet[2][SHAPES];
    private final Jet[] start;
    private final Jet variance;

    /** Of a galaxy's moments of {@link #SET}. */
    public WindowFeatures(Jets jets) {
        this.jets = jets;
        Jet inner = light(0);
        Jet wide = light(SHAPE);
        double sizeNoise = jets.noise(SET.index(SHAPE, 0), SET.index(0, 0));
        // zero for a point source, whose light is the same under every window's peak
        Jet size = jets.positive(jets.sum(1, wide, -1, inner), FAINT * sizeNoise);
        Jet over = jets.inverse(size);
        Jet light = jets.positive(wide, FAINT * jets.noise(SET.index(SHAPE, 0)));
        Jet logSize = jets.log(size);
        Jet logLight = jets.log(light);
        noiseFree = new Jet[NOISE_FREE.size()];
        noiseFree[0] = jets.sum(1, logSize, -1, logLight);
        noiseFree[1] = jets.times(jets.sum(1, light(1), -1, inner), over);
        noiseFree[2] = jets.times(jets.sum(1, light(3), -1, wide), over);
        for (int w = 0; w < WINDOWS; w++) {
            Jet c1 = jets.times(moment(w, 2, 0), over);
            Jet c2 = jets.times(moment(w, 2, 1), over);
            Jet c11 = jets.times(c1, c1);
            Jet c22 = jets.times(c2, c2);
            Jet[] h = bent(jets.times(moment(w, 4, 0), over), jets.times(moment(w, 4, 1), over));
            shapes[0][w] = c1;
            shapes[1][w] = c2;
            // conj(c) h
            Jet along1 = jets.plus(jets.times(c1, h[0]), jets.times(c2, h[1]));
            Jet along2 = jets.sum(1, jets.times(c1, h[1]), -1, jets.times(c2, h[0]));
            shapes[0][WINDOWS + w] = along1;
            shapes[1][WINDOWS + w] = along2;
            noiseFree[3 + w] = compressed(jets.plus(c11, c22));
            // Re(conj(c)^2 h)
            Jet fourth = jets.plus(jets.times(c1, along1), jets.times(c2, along2));
            noiseFree[3 + WINDOWS + w] = jets.times(fourth, jets.inverse(plusOne(jets.plus(c11, c22))));
        }
        start = new Jet[] {
            jets.times(1 / PER_SHEAR, shapes[0][SHAPE]), jets.times(1 / PER_SHEAR, shapes[1][SHAPE]),
        };
        double noise = shapeNoise(ERROR);
        Jet error = jets.times(noise / PER_SHEAR_OF_ERROR, over);
        variance = jets.plus(jets.times(error, error), jets.constant(FINEST * FINEST));
        withNoise = new Jet[WITH_NOISE.size()];
        withNoise[0] = jets.sum(1, logLight, -1, jets.constant(Math.log(jets.noise(SET.index(SHAPE, 0)))));
        withNoise[1] = jets.sum(1, logSize, -1, jets.constant(Math.log(sizeNoise)));
        withNoise[2] = jets.times(0.5, logBounded(variance));
        withNoise[3] = jets.constant(Math.log(shapeNoise(0) / noise));
        withNoise[4] = jets.constant(Math.log(shapeNoise(SHAPE) / noise));
        withNoise[5] = jets.constant(Math.log(shapeNoise(3) / noise));
        withNoise[6] = jets.constant(Math.log(sizeNoise / noise));
    }

    private Jet light(int window) {
        return jets.moment(SET.index(window, 0));
    }

    private Jet moment(int window, int spin, int part) {
        return jets.moment(SET.index(window, spin) + part);
    }

    /** Noise of a component of a moment of spin 2, the mean over its components. */
    private double shapeNoise(int window) {
        int at = SET.index(window, 2);
        return Math.sqrt(0.5 * (jets.noise(at) * jets.noise(at) + jets.noise(at + 1) * jets.noise(at + 1)));
    }

    /** z / sqrt(1 + |z|^2 / LARGE^2). */
    private Jet[] bent(Jet re, Jet im) {
        Jet square = jets.times(1 / (LARGE * LARGE), jets.plus(jets.times(re, re), jets.times(im, im)));
        double v = 1 / Math.sqrt(1 + square.value());
        Jet factor = jets.function(square, v, -0.5 * v * v * v, 0.75 * v * v * v * v * v);
        return new Jet[] {jets.times(re, factor), jets.times(im, factor)};
    }

    private Jet plusOne(Jet x) {
        return jets.plus(x, jets.constant(1));
    }

    /** log(1 + x). */
    private Jet compressed(Jet x) {
        return jets.log(plusOne(x));
    }

    /** Logarithm of x / (1 + x / SCATTER^2). */
    private Jet logBounded(Jet x) {
        return jets.sum(1, jets.log(x), -1, jets.log(plusOne(jets.times(1 / (SCATTER * SCATTER), x))));
    }

    /** No shape is less certain than galaxies are round. */
    private static final double SCATTER = 0.3;

    /**
     * Size and flux of the round Gaussian whose light in two windows is the galaxy's.
     *
     * @param t T before the PSF
     * @param tError its error by the noise
     * @param flux of it (counts)
     * @param fluxError its error
     */
    public record Size(double t, double tError, double flux, double fluxError) {}

    /**
     * Size and flux of the galaxy.
     *
     * @param scale the PSF's scale, in whose units windows are (arcsec, say)
     */
    public Size size(double scale) {
        // with x = (sigma of the galaxy / narrowest window)^2 the light in a window is flux / (1 + x / (its width /
        // narrowest)^2)
        double ratio = SET.width(SHAPE) / SET.width(0);
        double far = ratio * ratio;
        Jet inner = light(0);
        Jet wide = light(SHAPE);
        Jet below = jets.sum(1, inner, -1 / far, wide);
        if (!(below.value() > 0)) {
            return new Size(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        Jet x = jets.times(jets.sum(1, wide, -1, inner), jets.inverse(below));
        double unit = 2 * SET.width(0) * SET.width(0) * scale * scale;
        Jet flux = jets.times(wide, jets.sum(1, jets.constant(1), 1 / far, x));
        return new Size(
                unit * x.value(),
                unit * Math.sqrt(jets.covariance(x, x)),
                flux.value(),
                Math.sqrt(jets.covariance(flux, flux)));
    }

    /**
     * Whether there is a galaxy.
     *
     * @param signal signal to noise of the light in all windows together: near that of a matched filter
     * @param sizeSignificance by how many times its error the galaxy is larger than a point: the light of a point is the same in all
     *     windows, that of a small galaxy less by a share of 1 / width^2
     */
    public record Detection(double signal, double sizeSignificance) {}

    /** What the light in the windows and its noise say of a galaxy's being there. */
    public Detection detection() {
        double[] light = new double[WINDOWS];
        double[] ones = new double[WINDOWS];
        double[] lack = new double[WINDOWS];
        double[][] covariance = new double[WINDOWS][WINDOWS];
        for (int w = 0; w < WINDOWS; w++) {
            light[w] = light(w).value();
            ones[w] = 1;
            lack[w] = -1 / (SET.width(w) * SET.width(w));
            for (int v = 0; v < WINDOWS; v++) {
                covariance[v][w] = jets.fixedCovariance(SET.index(v, 0), SET.index(w, 0));
            }
        }
        DecompositionSolver inverse =
                new CholeskyDecomposition(MatrixUtils.createRealMatrix(covariance), 1e-9, 1e-300).getSolver();
        double[] byLight = solved(inverse, light);
        double[] byOne = solved(inverse, ones);
        double[] byLack = solved(inverse, lack);
        double f11 = dot(byOne, ones);
        double f12 = dot(byOne, lack);
        double f22 = dot(byLack, lack);
        double left = dot(byLack, light) - f12 / f11 * dot(byOne, light);
        return new Detection(Math.sqrt(Math.max(0, dot(light, byLight))), left / Math.sqrt(f22 - f12 * f12 / f11));
    }

    private static double[] solved(DecompositionSolver inverse, double[] vector) {
        return inverse.solve(MatrixUtils.createRealVector(vector)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** Arithmetic of the galaxy's moments. */
    public Jets jets() {
        return jets;
    }

    /** The invariants, of {@link #NOISE_FREE}. */
    public Jet[] noiseFree() {
        return noiseFree;
    }

    /** The invariants of {@link #WITH_NOISE}. */
    public Jet[] withNoise() {
        return withNoise;
    }

    /** Shapes that turn with the galaxy, [2][{@link #SHAPES}]. */
    public Jet[][] shapes() {
        return shapes;
    }

    /** The shear from which the network starts, [2]: the spin-2 moment of a window over that of size. */
    public Jet[] start() {
        return start;
    }

    /** The error of a shear component by the noise, to first order, and not beyond the scatter of shapes: the network's unit. */
    public Jet unit(double scatter) {
        double s2 = scatter * scatter;
        // 1 / sqrt(1 / variance + 1 / s2)
        Jet precision = jets.plus(jets.inverse(variance), jets.constant(1 / s2));
        double v = 1 / Math.sqrt(precision.value());
        return jets.function(precision, v, -0.5 * v * v * v, 0.75 * v * v * v * v * v);
    }
}
