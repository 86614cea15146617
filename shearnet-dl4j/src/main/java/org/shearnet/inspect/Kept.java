package org.shearnet.inspect;

import org.shearnet.net.FloatFormat;

/**
 * The share of a galaxy's Fisher information that a layer keeps at a noise, the numbers of the layer rounded to a format, nuisance
 * parameters marginalised under the population's scatter.
 *
 * @param layer name of the vertex
 * @param galaxy index in the scene
 * @param noiseSigma of a pixel (counts)
 * @param exact whether it is this, or at least this
 * @param kept of g (both components together), x, y, g1, g2, size, flux
 * @param active numbers of the layer that move with the stamp
 * @param rank directions of the stamp they see, an estimate to 1 per cent where the layer is wide; 0 where it is not known
 */
public record Kept(
        String layer,
        long galaxy,
        double noiseSigma,
        FloatFormat format,
        boolean exact,
        double[] kept,
        int active,
        int rank) {

    /** Of g. */
    public double ofShear() {
        return kept[0];
    }

    /** The same with what a layer behind it keeps, where that is more. */
    Kept atLeast(Kept behind) {
        double[] most = kept.clone();
        for (int k = 0; k < most.length; k++) {
            most[k] = Math.max(most[k], behind.kept[k]);
        }
        return new Kept(layer, galaxy, noiseSigma, format, exact, most, active, rank);
    }
}
