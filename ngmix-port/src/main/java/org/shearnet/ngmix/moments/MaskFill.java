package org.shearnet.ngmix.moments;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/**
 * Fills masked pixels with the Gaussian of the image's adaptive moments, those of the image so filled in turn; with 0 where it
 * has none. Holds buffers: one object a thread.
 */
public final class MaskFill {

    private static final double TOLERANCE = 1e-4;
    private static final int ROUNDS = 100;
    private static final int FILL_ROUNDS = 4;

    private final MatchedGaussian adaptive = new MatchedGaussian();

    /** A filler for one thread. */
    public MaskFill() {}

    /**
     * {@return the image without holes; the observation's own array where nothing is masked}
     *
     * @param o the image and its weights
     * @param leastSize T of the Gaussian that the search starts from, at least (arcsec^2)
     */
    public double[] filled(Observation o, double leastSize) {
        if (!o.isMasked()) {
            return o.image();
        }
        double[] fill = new double[o.image().length];
        double[] all = new double[fill.length];
        Arrays.fill(all, 1);
        Observation seen = o;
        for (int round = 0; round <= FILL_ROUNDS; round++) {
            double t = Math.max(8 * o.jacobian().area(), leastSize);
            if (!adaptive.find(seen, t, TOLERANCE, ROUNDS)) {
                break;
            }
            fill = GMix.of(adaptive.flux(), adaptive.v(), adaptive.u(), adaptive.vv(), adaptive.vu(), adaptive.uu())
                    .image(o.ny(), o.nx(), o.jacobian());
            copyGood(o, fill);
            seen = o.withImage(fill).withWeight(all);
        }
        copyGood(o, fill);
        return fill;
    }

    private static void copyGood(Observation o, double[] image) {
        for (int i = 0; i < image.length; i++) {
            if (o.weight()[i] > 0) {
                image[i] = o.image()[i];
            }
        }
    }
}
