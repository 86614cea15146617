package org.shearnet.net;

import java.util.Arrays;
import org.shearnet.features.MomentFeatures;
import org.shearnet.features.StampMoments;
import org.shearnet.net.NetworkSpec.AuxiliaryInput;
import org.shearnet.net.engine.Shape;

/**
 * The features that a network sees beside a stamp, before they are normalised: its auxiliary inputs, then, for a network that
 * corrects moments, the invariants of {@link MomentFeatures}. For one thread.
 */
public final class AuxiliaryFeatures {

    private final NetworkSpec spec;
    private final Shape stamp;
    private final Shape psf;
    private final StampMoments.Meter meter = new StampMoments.Meter();
    private final double[] invariants = new double[MomentFeatures.count()];
    private final double[][] shapes = new double[2][];
    private StampMoments moments;

    public AuxiliaryFeatures(NetworkSpec spec, Shape stamp, Shape psf) {
        this.spec = spec;
        this.stamp = stamp;
        this.psf = psf;
    }

    /** How many there are for a network. */
    public static int count(NetworkSpec spec) {
        return spec.auxiliaryFeatures() + (spec.corrects() ? MomentFeatures.count() : 0);
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
        return measure(pixels, of, noiseSigma, 1);
    }

    /**
     * The numbers of a stamp whose counts are to be multiplied.
     *
     * @param of its moments in its own counts; not looked at where the network uses none
     * @param fluxUnit the factor
     */
    double[] measure(double[] pixels, StampMoments of, double noiseSigma, double fluxUnit) {
        moments = null;
        if (spec.usesMoments()) {
            moments = fluxUnit == 1 ? of : of.times(fluxUnit);
            MomentFeatures.invariants(moments, noiseSigma * fluxUnit, invariants);
            MomentFeatures.shapes(moments, shapes);
        }
        double[] numbers = new double[count(spec)];
        int next = 0;
        for (AuxiliaryInput input : spec.inputs()) {
            switch (input) {
                case LOG_NOISE -> numbers[next] = Math.log10(noiseSigma * fluxUnit);
                case LOG_FLUX -> numbers[next] = Math.log10(flux(pixels, noiseSigma) * fluxUnit);
                case MOMENTS -> {
                    System.arraycopy(invariants, 0, numbers, next, invariants.length);
                    for (int c = 0; c < 2; c++) {
                        System.arraycopy(
                                shapes[c],
                                0,
                                numbers,
                                next + invariants.length + c * MomentFeatures.SHAPES,
                                MomentFeatures.SHAPES);
                    }
                }
            }
            next += input.size();
        }
        if (spec.corrects()) {
            System.arraycopy(invariants, 0, numbers, next, invariants.length);
        }
        return numbers;
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
