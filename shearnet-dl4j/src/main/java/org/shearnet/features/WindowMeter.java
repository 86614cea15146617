package org.shearnet.features;

import org.shearnet.net.engine.Shape;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.response.Jet;
import org.shearnet.ngmix.response.Measured;
import org.shearnet.ngmix.response.MomentMeter;

/** Measures {@link WindowFeatures} of stamps. For one thread. */
public final class WindowMeter {

    private final MomentMeter meter = new MomentMeter(WindowFeatures.SET);
    private double[] lastPsf = new double[0];
    private Observation psfObservation;

    /**
     * The features of a stamp.
     *
     * @param pixels [ny * nx]
     * @param psf PSF image, its pixel included, of any size and counts
     * @param noiseSigma standard deviation of a pixel
     */
    public MeasuredFeatures measure(double[] pixels, Shape stamp, double[] psf, Shape psfStamp, double noiseSigma) {
        if (!java.util.Arrays.equals(psf, lastPsf)) {
            lastPsf = psf.clone();
            Jacobian centred = Jacobian.centred(psfStamp.height(), psfStamp.width(), 1);
            psfObservation = Observation.ofNoise(
                    psfStamp.height(),
                    psfStamp.width(),
                    lastPsf,
                    1,
                    PsfOrigin.centred(centred, psf, psfStamp.width(), psfStamp.height()));
        }
        Observation observation = Observation.ofNoise(
                        stamp.height(),
                        stamp.width(),
                        pixels,
                        noiseSigma,
                        Jacobian.centred(stamp.height(), stamp.width(), 1))
                .withPsf(psfObservation);
        Measured measured = meter.measure(observation);
        return measured.isGood() ? new Numbers(new WindowFeatures(measured.jets())) : new Nothing();
    }

    /** The values of features. */
    private record Numbers(WindowFeatures features) implements MeasuredFeatures {

        @Override
        public void invariants(double[] out) {
            int next = 0;
            for (Jet jet : features.noiseFree()) {
                out[next++] = jet.value();
            }
            for (Jet jet : features.withNoise()) {
                out[next++] = jet.value();
            }
        }

        @Override
        public double[][] shapes() {
            double[][] out = new double[2][WindowFeatures.SHAPES];
            for (int c = 0; c < 2; c++) {
                for (int k = 0; k < out[c].length; k++) {
                    out[c][k] = features.shapes()[c][k].value();
                }
            }
            return out;
        }

        @Override
        public Anchor anchor(Label label, double mean, double spread, double pixelScale) {
            int component = label.ordinal();
            if (label != Label.G1 && label != Label.G2) {
                throw new IllegalArgumentException(
                        "moments before the PSF predict g1 and g2 alone, not " + label.key());
            }
            return new Anchor(
                    features.start()[component].value(), features.unit(spread).value());
        }
    }

    /** A stamp whose centroid was not found: nothing is known of it. */
    private record Nothing() implements MeasuredFeatures {

        @Override
        public void invariants(double[] out) {
            java.util.Arrays.fill(out, 0);
        }

        @Override
        public double[][] shapes() {
            return new double[2][WindowFeatures.SHAPES];
        }

        @Override
        public Anchor anchor(Label label, double mean, double spread, double pixelScale) {
            return new Anchor(mean, spread);
        }
    }
}
