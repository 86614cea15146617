package org.shearnet.inspect;

/**
 * How well a reader gets g out of a layer's numbers.
 *
 * @param layer name of the vertex
 * @param reader linear or mlp
 * @param galaxies it was fitted on
 * @param numbers of the layer
 * @param read of them, after projection
 * @param rmse of a component of g on galaxies it never saw
 * @param rmseOfHalf the same for a reader fitted on half the galaxies
 * @param bits log2(standard deviation of g / rmse)
 * @param shuffledR2 what a reader fitted to shuffled labels explains: its distance from 0 is the method's own error
 */
public record Probe(
        String layer,
        String reader,
        int galaxies,
        int numbers,
        int read,
        double rmse,
        double rmseOfHalf,
        double bits,
        double shuffledR2) {

    /** A fall by more than this share from half the galaxies to all says that more of them would give more. */
    private static final double CONVERGED = 0.05;

    /** Whether more galaxies would hardly read more. */
    public boolean converged() {
        return rmse > (1 - CONVERGED) * rmseOfHalf;
    }
}
