package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.yaml.Keys;

/** All the flux in one point: a star. It has no surface brightness to ask for. */
public final class Delta extends RadialProfile {

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType("DeltaFunction", "a star", Keys.none(), n -> new Delta(1));

    /**
     * A point of light.
     *
     * @param flux total flux (counts)
     */
    public Delta(double flux) {
        super(flux);
    }

    @Override
    public double halfLightRadius() {
        return 0;
    }

    @Override
    public Delta withFlux(double flux) {
        return new Delta(flux);
    }

    @Override
    protected double unitK(double ksq) {
        return 1;
    }

    @Override
    public void multiplyByK(double[] ksq, double[] out, int n) {
        // the transform is 1 everywhere
    }

    @Override
    protected double unitX(double r) {
        return r == 0 ? Double.POSITIVE_INFINITY : 0;
    }

    @Override
    public boolean hasXValue() {
        return false;
    }

    @Override
    protected double unitExtent(double surfaceBrightness) {
        return 0;
    }

    @Override
    public double maxK(double threshold) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public boolean hasPoints() {
        return true;
    }

    @Override
    public double meanSquareRadius() {
        return 0;
    }

    @Override
    public String toString() {
        return "Delta(flux=" + flux() + ")";
    }
}
