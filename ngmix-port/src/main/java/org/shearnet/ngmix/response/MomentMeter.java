package org.shearnet.ngmix.response;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Measures the moments of a {@link MomentSet}: image over PSF in Fourier space, about the centroid, with the noise's covariances;
 * of one image, or of several exposures of an object, each over its own PSF.
 *
 * <p>All lengths are in units of a scale that follows from the PSF and the pixels alone ({@link PsfScale}). Masked pixels are
 * filled with the Gaussian of adaptive moments first. Holds buffers, and what follows from the PSF seen last: one object a
 * thread.
 */
public final class MomentMeter {

    private static final int STEPS = 60;
    /** The last step of the search for the centroid (units of the scale): Newton's, whose error is of the order of its square. */
    private static final double TOLERANCE = 1e-5;

    private static final double LONGEST_STEP = 1;

    private static final double[] ALONE = {1};

    private final MomentSet set;
    private final Deconvolved.Buffers buffers = new Deconvolved.Buffers();
    private final List<Deconvolved> deconvolved = new ArrayList<>();
    private Observation lastPsf;
    private double lastScale;
    private NoiseTable lastNoise;
    private MomentNoise noise;

    /**
     * A meter for one thread.
     *
     * @param set which moments
     */
    public MomentMeter(MomentSet set) {
        this.set = set;
    }

    /**
     * Measures an observation under white noise.
     *
     * @param o the image, its weights and its PSF, on pixels of the same scale; origins are the centres of stamp and PSF
     * @return the moments, or the flags that say why there are none
     */
    public Measured measure(Observation o) {
        return measure(o, null);
    }

    /**
     * Measures an observation.
     *
     * @param o the image, its weights and its PSF, on pixels of the same scale
     * @param correlation of the noise between pixels; null for white noise
     * @return the moments, or the flags that say why there are none
     */
    public Measured measure(Observation o, NoiseCorrelation correlation) {
        int flags = unusable(o);
        if (flags != 0) {
            return Measured.failed(flags);
        }
        double scale = scale(o);
        if (Double.isNaN(scale)) {
            return Measured.failed(Flag.PSF_FAILED.bit());
        }
        List<Observation> one = List.of(o);
        take(one, scale, correlation);
        NoiseTable table = deconvolved.get(0).noise();
        if (table != lastNoise) {
            noise = new MomentNoise(set, table);
            lastNoise = table;
        }
        return measured(one, ALONE, noise, meanVariance(o), scale);
    }

    /**
     * Measures an object that several exposures show, under white noise: the moments of a mean of the images before their PSFs, on
     * the sky, about the centroid of that mean. Windows are those of the widest PSF. Exposures of a band count by the inverse
     * variance of the light in the narrowest window; the mean of each band counts in units of its own noise, so that no unit of a
     * band's flux matters. Weights follow from PSFs and noise alone and not from the object, so that the mean is linear in
     * all pixels, its noise known, and its response to shear that of any other image.
     *
     * @param bands the exposures of each band, origins of all the same place on the sky
     * @return the moments, row and column of the centroid on the first exposure, or the flags that say why there are none
     */
    public Measured measure(List<List<Observation>> bands) {
        List<Observation> all = bands.stream().flatMap(List::stream).toList();
        int flags = all.isEmpty() ? Flag.NO_ATTEMPT.bit() : 0;
        double scale = 0;
        for (Observation o : all) {
            int unusable = unusable(o);
            flags |= unusable;
            double own = unusable == 0 ? scale(o) : 0;
            flags |= Double.isNaN(own) ? Flag.PSF_FAILED.bit() : 0;
            scale = Math.max(scale, own);
        }
        if (flags != 0) {
            return Measured.failed(flags);
        }
        take(all, scale, null);
        double[] variances = all.stream().mapToDouble(MomentMeter::meanVariance).toArray();
        double[] weights = weights(bands, variances);
        NoiseTable sum = new NoiseTable(set.windows());
        for (int e = 0; e < weights.length; e++) {
            sum.add(deconvolved.get(e).noise(), weights[e] * weights[e] * variances[e]);
        }
        return measured(all, weights, new MomentNoise(set, sum), 1, scale);
    }

    /** Flags of an observation that cannot be measured, 0 for one that can. */
    private static int unusable(Observation o) {
        Observation psf = o.psf().orElse(null);
        if (psf == null || !psf.isUsable() || psf.isMasked()) {
            return Flag.PSF_FAILED.bit();
        }
        if (!psf.jacobian().sameScaleAs(o.jacobian())) {
            throw new IllegalArgumentException(
                    "the PSF's image needs pixels of the same scale and turn as the object's");
        }
        return o.isUsable() ? 0 : Flag.BAD_PIXELS.bit();
    }

    /** The PSF's scale on the sky; NaN where it has no flux. */
    private double scale(Observation o) {
        Observation psf = o.psf().orElseThrow();
        if (!Deconvolved.isSame(lastPsf, psf)) {
            lastScale = PsfScale.of(psf) * psf.jacobian().scale();
            lastPsf = psf;
        }
        return lastScale;
    }

    private void take(List<Observation> all, double scale, NoiseCorrelation correlation) {
        while (deconvolved.size() < all.size()) {
            deconvolved.add(new Deconvolved(set, buffers));
        }
        for (int e = 0; e < all.size(); e++) {
            Observation o = all.get(e);
            deconvolved.get(e).prepare(o, o.psf().orElseThrow(), scale, correlation);
            deconvolved.get(e).take(o);
        }
    }

    /**
     * The weights of the exposures of all bands, one band after the other; their sum is 1.
     *
     * @param variances mean variance of a pixel of each exposure, in the same order
     */
    private double[] weights(List<List<Observation>> bands, double[] variances) {
        double[] weights = new double[variances.length];
        MomentForm narrowest = set.moments.get(set.index(0, 0));
        CovarianceForm light = MomentForm.covariance(narrowest, narrowest);
        double total = 0;
        int first = 0;
        for (List<Observation> band : bands) {
            double precision = 0;
            for (int e = 0; e < band.size(); e++) {
                double variance = variances[first + e]
                        * light.of(deconvolved.get(first + e).noise());
                weights[first + e] = 1 / variance;
                precision += 1 / variance;
            }
            // the mean of the band, divided by its standard error
            for (int e = 0; e < band.size(); e++) {
                weights[first + e] /= Math.sqrt(precision);
                total += weights[first + e];
            }
            first += band.size();
        }
        for (int e = 0; e < weights.length; e++) {
            weights[e] /= total;
        }
        return weights;
    }

    private Measured measured(List<Observation> all, double[] weights, MomentNoise of, double variance, double scale) {
        double furthest = Double.POSITIVE_INFINITY;
        for (Observation o : all) {
            furthest = Math.min(
                    furthest, 0.5 * Math.min(o.ny(), o.nx()) * o.jacobian().scale() / scale);
        }
        double[] centre = centre(weights, furthest);
        if (centre == null) {
            return Measured.failed(Flag.CENTRE_SHIFT.bit());
        }
        MomentTable table = new MomentTable(set.windows());
        for (int e = 0; e < weights.length; e++) {
            table.add(deconvolved.get(e).moments(centre[0], centre[1]), weights[e]);
        }
        Jacobian j = all.get(0).jacobian();
        double u = scale * centre[0];
        double v = scale * centre[1];
        return new Measured(0, new Local(set, table, of, variance), j.row(v, u), j.col(v, u), scale);
    }

    private static double meanVariance(Observation o) {
        double sum = 0;
        int good = 0;
        for (double w : o.weight()) {
            if (w > 0) {
                sum += 1 / w;
                good++;
            }
        }
        return sum / good;
    }

    /**
     * The maximum of the smoothed mean image that is reached from the origin going up, {u, v} in units of the scale; null where
     * the way leaves the stamp or does not end.
     *
     * @param furthest distance along an axis that is still inside
     */
    private double[] centre(double[] weights, double furthest) {
        double u = 0;
        double v = 0;
        for (int step = 0; step < STEPS; step++) {
            double[] slopes = new double[5];
            for (int e = 0; e < weights.length; e++) {
                deconvolved.get(e).addSlopes(u, v, weights[e], slopes);
            }
            double gu = slopes[0];
            double gv = slopes[1];
            double uu = slopes[2];
            double uv = slopes[3];
            double vv = slopes[4];
            double det = uu * vv - uv * uv;
            double du;
            double dv;
            if (uu < 0 && det > 0) {
                du = -(vv * gu - uv * gv) / det;
                dv = -(uu * gv - uv * gu) / det;
            } else {
                double slope = Math.hypot(gu, gv);
                du = LONGEST_STEP * gu / slope;
                dv = LONGEST_STEP * gv / slope;
            }
            double length = Math.hypot(du, dv);
            if (!(length < Double.POSITIVE_INFINITY)) {
                return null;
            }
            double shorten = Math.min(1, LONGEST_STEP / length);
            u += shorten * du;
            v += shorten * dv;
            if (Math.max(Math.abs(u), Math.abs(v)) > furthest) {
                return null;
            }
            if (length < TOLERANCE) {
                return new double[] {u, v};
            }
        }
        return null;
    }
}
