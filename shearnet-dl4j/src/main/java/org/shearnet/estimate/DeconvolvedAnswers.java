package org.shearnet.estimate;

import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.features.WindowFeatures;
import org.shearnet.net.DeconvolvedNetwork;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.response.Jets;
import org.shearnet.ngmix.response.Measured;

/**
 * What a network of moments before the PSF says of measured moments.
 *
 * @param responds whether with the response to shear, and a weight
 */
record DeconvolvedAnswers(DeconvolvedNetwork network, boolean responds) {

    /**
     * An answer.
     *
     * @param unknown flags of moments that tell nothing; 0 where there is an estimate
     * @param estimate shape, size, flux and place; null where unknown
     * @param detection whether there is a galaxy; null where unknown
     */
    record Said(int unknown, ShapeEstimate estimate, WindowFeatures.Detection detection) {

        private static Said nothing(int flags) {
            return new Said(flags, null, null);
        }

        /** The estimate under the flags of what the network can know, and of its own range. */
        ShapeEstimate flagged(int flags) {
            int found = flags | (Math.hypot(estimate.g1(), estimate.g2()) >= 1 ? NetworkFlags.OUT_OF_RANGE : 0);
            return found == 0 ? estimate : ShapeEstimate.failed(found, estimate.withFlags(found));
        }
    }

    /** The answer to moments of {@link WindowFeatures#SET}. */
    Said of(Measured measured) {
        if (!measured.isGood()) {
            return Said.nothing(
                    Flag.CENTRE_SHIFT.in(measured.flags()) ? NetworkFlags.NO_OBJECT : NetworkFlags.BAD_PIXELS);
        }
        Jets jets = measured.jets();
        WindowFeatures features = new WindowFeatures(jets);
        DeconvolvedNetwork.Answer answer = network.answer(features);
        double g1 = jets.rounded(answer.g1());
        double g2 = jets.rounded(answer.g2());
        if (!Double.isFinite(g1) || !Double.isFinite(g2)) {
            return Said.nothing(NetworkFlags.NOT_FINITE);
        }
        double error = answer.error() == null ? Double.NaN : answer.error().value();
        WindowFeatures.Size size = features.size(measured.scale());
        WindowFeatures.Detection detection = features.detection();
        ShapeEstimate estimate = ShapeEstimate.of(
                        new Shape(g1, g2, error, error, answer.error() == null ? Double.NaN : 0),
                        new Light(size.t(), size.tError(), size.flux(), size.fluxError(), detection.signal()))
                .at(measured.row(), measured.col());
        if (responds) {
            double[] one = jets.response(answer.g1());
            double[] two = jets.response(answer.g2());
            double[] weighted1 = jets.response(jets.times(answer.weight(), answer.g1()));
            double[] weighted2 = jets.response(jets.times(answer.weight(), answer.g2()));
            estimate = estimate.withResponse(new double[] {one[0], one[1], two[0], two[1]})
                    .withWeight(new ShapeEstimate.Weight(
                            answer.weight().value(),
                            new double[] {weighted1[0], weighted1[1], weighted2[0], weighted2[1]}));
        }
        return new Said(0, estimate, detection);
    }
}
