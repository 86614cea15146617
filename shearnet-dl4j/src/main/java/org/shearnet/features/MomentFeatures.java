package org.shearnet.features;

import java.util.List;
import org.shearnet.features.MeasuredFeatures.Anchor;

/**
 * What a network sees of {@link StampMoments}, arranged by symmetry. Under the eight rotations and reflections of the
 * square a shear turns like the moments' ellipticity. A network whose numbers depend on invariants alone and multiply
 * shapes that turn so ({@link MeasuredFeatures#basis}) turns its prediction with the stamp, exactly: it has no mean shear of its own.
 *
 * <p>The prediction for g is anchor + sum A_k b_k + error sum B_k b_k. A, the correction of noise-free moments, sees only what
 * noise does not enter by design; B, the correction for noise, sees the noise as well. Both are trained in units of the
 * error.
 */
public final class MomentFeatures {

    /** Invariants without the noise. */
    public static final List<String> NOISE_FREE = List.of(
            "shape squared",
            "log size",
            "log size without PSF",
            "resolution",
            "fourth moment",
            "log PSF size",
            "PSF fourth moment",
            "PSF shape squared",
            "shape along PSF",
            "shape along mirrored PSF",
            "shape along grid",
            "offset squared",
            "offset along shape");

    /** Invariants that the noise enters. */
    public static final List<String> WITH_NOISE = List.of(
            "log S/N",
            "log error",
            "log first-order error",
            "log flux",
            "log noise",
            "no moments",
            "minor axis over its error",
            "log ratio of errors");

    /** Shapes that turn with the stamp: own, mirrored, of the PSF, ... */
    public static final int SHAPES = 6;

    /** Offsets are in units of this many pixels. */
    private static final double OFFSET = 5;

    /** A PSF's shape is an order of magnitude smaller than a galaxy's. */
    private static final double PSF_SHAPE = 10;

    /** Where the logarithm of the error bends: no shape is less certain than galaxies are round. */
    private static final double SHAPE_NOISE = 0.3;

    /** How many numbers all of these are. */
    public static final FeatureSizes SIZES = new FeatureSizes(NOISE_FREE.size(), WITH_NOISE.size(), SHAPES);

    private MomentFeatures() {}

    /**
     * The anchor of a label.
     *
     * @param spread standard deviation of the label over the scene: no error is larger
     * @param pixelScale arcsec per pixel
     */
    public static Anchor anchor(StampMoments moments, Label label, double mean, double spread, double pixelScale) {
        double no = Double.POSITIVE_INFINITY;
        return switch (label) {
            case G1 -> shrunk(moments.shape().g1(), moments.ok() ? moments.g1Err() : no, 0, spread);
            case G2 -> shrunk(moments.shape().g2(), moments.ok() ? moments.g2Err() : no, 0, spread);
            case SIGMA ->
                shrunk(
                        moments.shape().sigma() * pixelScale,
                        moments.ok() ? moments.sigmaErr() * pixelScale : no,
                        mean,
                        spread);
            case HALF_LIGHT_RADIUS -> {
                double scale = GAUSSIAN_HLR * pixelScale;
                yield shrunk(
                        moments.shape().sigma() * scale, moments.ok() ? moments.sigmaErr() * scale : no, mean, spread);
            }
            case FLUX ->
                shrunk(moments.flux(), moments.ok() ? Math.sqrt(2) * moments.flux() / moments.nu() : no, mean, spread);
        };
    }

    /** Half-light radius of a Gaussian over its sigma. */
    private static final double GAUSSIAN_HLR = Math.sqrt(2 * Math.log(2));

    /** The mean of a Gaussian prior of that mean and spread after a measurement with that error, and its own error. */
    private static Anchor shrunk(double measured, double error, double mean, double spread) {
        if (!Double.isFinite(measured) || !Double.isFinite(error)) {
            return new Anchor(mean, spread);
        }
        double weight = spread * spread / (spread * spread + error * error);
        return new Anchor(mean + weight * (measured - mean), Math.sqrt(weight) * error);
    }

    /** Writes the values of {@link #NOISE_FREE} and {@link #WITH_NOISE}, before normalisation. */
    public static void invariants(StampMoments moments, double noiseSigma, double[] out) {
        StampMoments.Shape g = moments.shape();
        StampMoments.Shape p = moments.psfShape();
        double observed = 0.5 * (moments.m()[0] + moments.m()[2]);
        double x = moments.x() / OFFSET;
        double y = moments.y() / OFFSET;
        double first = Math.sqrt(0.5 * (square(moments.g1Err()) + square(moments.g2Err())));
        int k = 0;
        out[k++] = square(g.g1()) + square(g.g2());
        out[k++] = Math.log(observed);
        out[k++] = Math.log(g.sigma());
        out[k++] = 0.5 * (g.major() + g.minor()) / observed;
        out[k++] = asinh(10 * (moments.rho4() - 2));
        out[k++] = Math.log(0.5 * (moments.psf()[0] + moments.psf()[2]));
        out[k++] = moments.psfRho4();
        out[k++] = PSF_SHAPE * PSF_SHAPE * (square(p.g1()) + square(p.g2()));
        out[k++] = PSF_SHAPE * (g.g1() * p.g1() + g.g2() * p.g2());
        out[k++] = PSF_SHAPE * (g.g1() * p.g1() - g.g2() * p.g2());
        out[k++] = square(g.g1()) - square(g.g2());
        out[k++] = x * x + y * y;
        out[k++] = (x * x - y * y) * g.g1() + 2 * x * y * g.g2();
        out[k++] = Math.log(moments.nu());
        out[k++] = Math.log(first / Math.hypot(1, first / SHAPE_NOISE));
        out[k++] = Math.log(first);
        out[k++] = Math.log(moments.flux());
        out[k++] = Math.log(noiseSigma);
        out[k++] = moments.ok() ? 0 : 1;
        out[k++] = asinh(g.minorOverFloor());
        out[k] = Math.log(moments.g1Err() / moments.g2Err());
    }

    /** Writes the two components of the shapes that turn with the stamp, [2][{@value #SHAPES}]. */
    public static void shapes(StampMoments moments, double[][] out) {
        StampMoments.Shape g = moments.shape();
        StampMoments.Shape p = moments.psfShape();
        double x = moments.x() / OFFSET;
        double y = moments.y() / OFFSET;
        double p1 = PSF_SHAPE * p.g1();
        double p2 = PSF_SHAPE * p.g2();
        double s1 = square(g.g1()) - square(g.g2());
        double s2 = 2 * g.g1() * g.g2();
        out[0] = new double[] {g.g1(), g.g1(), p1, p1, s1 * p1 + s2 * p2, x * x - y * y};
        out[1] = new double[] {g.g2(), -g.g2(), p2, -p2, s2 * p1 - s1 * p2, 2 * x * y};
    }

    private static double square(double x) {
        return x * x;
    }

    private static double asinh(double x) {
        return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
    }
}
