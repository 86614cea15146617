package org.shearnet.estimate;

import java.util.Arrays;
import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.response.Fpfs;
import org.shearnet.ngmix.response.Measured;
import org.shearnet.ngmix.response.MomentMeter;

/**
 * Shapes and responses of each exposure by its own PSF and window, and their means, weighted by the inverse variance of the light
 * in the window: a weight that shear does not change, so that the mean response is that of the mean shape. {@code fpfs}.
 */
record FpfsExposures(double width) implements ExposureEstimator {

    /** g1, g2, r11, r12, r21, r22, light. */
    private static final int NUMBERS = 7;

    private static final int LIGHT = 6;

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.FIT);
    }

    /** Weighted sums over exposures. */
    private static final class Sums {
        private final double[] numbers = new double[NUMBERS];
        private double weight;
        private double v11;
        private double v22;
        private double v12;
        private double lightVariance;

        void add(ShapeEstimate e) {
            double w = 1 / (e.fluxErr() * e.fluxErr());
            double[] r = e.response();
            double[] of = {e.g1(), e.g2(), r[0], r[1], r[2], r[3], e.flux()};
            for (int i = 0; i < NUMBERS; i++) {
                numbers[i] += w * of[i];
            }
            weight += w;
            v11 += w * w * e.g1Err() * e.g1Err();
            v22 += w * w * e.g2Err() * e.g2Err();
            v12 += w * w * e.gCov();
            lightVariance += w * w * e.fluxErr() * e.fluxErr();
        }

        double light() {
            return numbers[LIGHT] / weight;
        }

        double lightErr() {
            return Math.sqrt(lightVariance) / weight;
        }

        ShapeEstimate mean() {
            double[] mean = Arrays.stream(numbers).map(x -> x / weight).toArray();
            Shape shape = new Shape(
                    mean[0], mean[1], Math.sqrt(v11) / weight, Math.sqrt(v22) / weight, v12 / (weight * weight));
            Light light = new Light(Double.NaN, Double.NaN, light(), lightErr(), light() / lightErr());
            return ShapeEstimate.of(shape, light).withResponse(Arrays.copyOfRange(mean, 2, LIGHT));
        }
    }

    @Override
    public Measurer measurer() {
        MomentMeter meter = new MomentMeter(Fpfs.set(width));
        return object -> {
            int bands = object.bands().size();
            if (!object.isComplete()) {
                return Answer.failed(Flag.NO_ATTEMPT.bit(), bands);
            }
            Sums all = new Sums();
            double[] flux = new double[bands];
            double[] errors = new double[bands];
            for (int b = 0; b < bands; b++) {
                Sums ofBand = new Sums();
                for (Observation epoch : object.bands().get(b)) {
                    Measured moments = meter.measure(epoch, null);
                    if (!moments.isGood()) {
                        return Answer.failed(moments.flags(), bands);
                    }
                    ShapeEstimate one = FpfsNumbers.estimate(moments);
                    ofBand.add(one);
                    all.add(one);
                }
                flux[b] = ofBand.light();
                errors[b] = ofBand.lightErr();
            }
            return Answer.of(all.mean(), flux, errors);
        };
    }
}
