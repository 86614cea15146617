package org.shearnet.inspect;

/**
 * How well a reader gets g out of a layer's numbers.
 *
 * @param layer name of the vertex
 * @param reader linear or mlp; behind {@value #UNTRAINED} of a network with random weights
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

    /** Ridge regression. */
    public static final String LINEAR = "linear";

    /** Two hidden layers of 96 units. */
    public static final String MLP = "mlp";

    /** How readers of a network with random weights begin. */
    public static final String UNTRAINED = "untrained ";

    /** The same under another reader's name. */
    Probe by(String name) {
        return new Probe(layer, name, galaxies, numbers, read, rmse, rmseOfHalf, bits, shuffledR2);
    }

    /** Whether more galaxies would hardly read more. */
    public boolean converged() {
        return rmse > (1 - CONVERGED) * rmseOfHalf;
    }
}
