package org.shearnet.net;

import java.util.Arrays;
import org.shearnet.features.AdaptiveFeatures;
import org.shearnet.features.MeasuredFeatures;
import org.shearnet.features.MomentFeatures;
import org.shearnet.features.StampMoments;
import org.shearnet.features.WindowMeter;
import org.shearnet.net.NetworkSpec.AuxiliaryInput;
import org.shearnet.net.engine.Shape;

/**
 * The features that a network sees beside a stamp, before they are normalised: its auxiliary inputs, then, for a network that
 * corrects moments, the invariants of those. For one thread.
 */
public final class AuxiliaryFeatures {

    private final NetworkSpec spec;
    private final Shape stamp;
    private final Shape psf;
    private final StampMoments.Meter meter = new StampMoments.Meter();
    /** Null where the network sees no moments before the PSF. */
    private final WindowMeter windows;

    private StampMoments moments;
    private MeasuredFeatures corrected;

    public AuxiliaryFeatures(NetworkSpec spec, Shape stamp, Shape psf) {
        this.spec = spec;
        windows = spec.deconvolves() ? new WindowMeter() : null;
        this.stamp = stamp;
        this.psf = psf;
    }

    /** How many there are for a network. */
    public static int count(NetworkSpec spec) {
        return spec.auxiliaryFeatures() + (spec.corrects() ? spec.features().invariants() : 0);
    }

    /**
     * Measures a stamp.
     *
     * @param pixels [ny * nx]
     * @param psfPixels PSF image; not looked at where no moments are measured
     * @param noiseSigma standard deviation of a pixel's noise
     */
    public double[] measure(double[] pixels, double[] psfPixels, double noiseSigma) {
        StampMoments of = spec.usesMoments() ? meter.measure(pixels, stamp, psfPixels, psf, noiseSigma) : null;
        MeasuredFeatures before =
                spec.deconvolves() ? windows.measure(pixels, stamp, psfPixels, psf, noiseSigma) : null;
        return measure(pixels, of, before, noiseSigma, 1);
    }

    /**
     * The numbers of a stamp whose counts are to be multiplied.
     *
     * @param of its moments in its own counts; not looked at where the network uses none
     * @param fluxUnit the factor
     */
    double[] measure(double[] pixels, StampMoments of, double noiseSigma, double fluxUnit) {
        return measure(pixels, of, null, noiseSigma, fluxUnit);
    }

    private double[] measure(
            double[] pixels, StampMoments of, MeasuredFeatures before, double noiseSigma, double fluxUnit) {
        moments = null;
        MeasuredFeatures adaptive = null;
        if (spec.usesMoments()) {
            moments = fluxUnit == 1 ? of : of.times(fluxUnit);
            adaptive = new AdaptiveFeatures(moments, noiseSigma * fluxUnit);
        }
        corrected = spec.deconvolves() ? before : adaptive;
        double[] numbers = new double[count(spec)];
        int next = 0;
        for (AuxiliaryInput input : spec.inputs()) {
            switch (input) {
                case LOG_NOISE -> numbers[next] = Math.log10(noiseSigma * fluxUnit);
                case LOG_FLUX -> numbers[next] = Math.log10(flux(pixels, noiseSigma) * fluxUnit);
                case MOMENTS -> {
                    put(adaptive, MomentFeatures.SIZES.invariants(), numbers, next);
                    double[][] shapes = adaptive.shapes();
                    for (int c = 0; c < 2; c++) {
                        System.arraycopy(
                                shapes[c],
                                0,
                                numbers,
                                next + MomentFeatures.SIZES.invariants() + c * MomentFeatures.SHAPES,
                                MomentFeatures.SHAPES);
                    }
                }
            }
            next += input.size();
        }
        if (spec.corrects()) {
            put(corrected, spec.features().invariants(), numbers, next);
        }
        return numbers;
    }

    private static void put(MeasuredFeatures features, int count, double[] numbers, int at) {
        double[] invariants = new double[count];
        features.invariants(invariants);
        System.arraycopy(invariants, 0, numbers, at, count);
    }

    /** The features that the network corrects, of the stamp measured last; null where it corrects none. */
    MeasuredFeatures corrected() {
        return corrected;
    }

    /** The moments of the stamp measured last, or null where the network uses none. */
    StampMoments moments() {
        return moments;
    }

    /** Sum of the pixels, kept positive by the noise of that sum or a millionth of the absolute sum. */
    static double flux(double[] pixels, double noiseSigma) {
        double sum = Arrays.stream(pixels).sum();
        double absolute = Arrays.stream(pixels).map(Math::abs).sum();
        double floor = Math.max(noiseSigma * Math.sqrt(pixels.length), 1e-6 * absolute);
        return Math.max(Math.max(sum, floor), Double.MIN_NORMAL);
    }
}
