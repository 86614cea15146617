package org.shearnet.features;

/**
 * Features of adaptive moments.
 *
 * @param moments of a stamp and its PSF
 * @param noiseSigma standard deviation of a pixel's noise
 */
public record AdaptiveFeatures(StampMoments moments, double noiseSigma) implements MeasuredFeatures {

    @Override
    public void invariants(double[] out) {
        MomentFeatures.invariants(moments, noiseSigma, out);
    }

    @Override
    public double[][] shapes() {
        double[][] shapes = new double[2][];
        MomentFeatures.shapes(moments, shapes);
        return shapes;
    }

    @Override
    public Anchor anchor(Label label, double mean, double spread, double pixelScale) {
        return MomentFeatures.anchor(moments, label, mean, spread, pixelScale);
    }
}
