package org.shearnet.net.layer;

import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;

/**
 * Which numbers {@link Dropout} drops in one pass. Every stamp and layer has a random stream of its own: neither the batch nor the
 * thread in which a stamp is computed changes its mask.
 *
 * @param seed of all streams
 * @param stamps a number for each stamp of the batch; stamps of the same number have the same mask. Not a copy
 * @param purpose what the masks are for; another purpose gives other masks
 */
public record Masks(long seed, long[] stamps, String purpose) {

    /**
     * What numbers are multiplied with: 0 with probability p, else 1 / (1 - p) (Srivastava et al. 2014, JMLR 15, 1929).
     *
     * @param layer number of the layer
     * @param rows of the batch, a whole multiple of the stamps: copies of a stamp stand behind one another and share its mask
     * @param width numbers in a row
     * @param rate p
     * @return [rows * width]
     */
    public float[] factors(int layer, int rows, int width, double rate) {
        if (rows % stamps.length != 0) {
            throw new IllegalArgumentException(rows + " rows for the masks of " + stamps.length + " stamps");
        }
        int copies = rows / stamps.length;
        float kept = (float) (1 / (1 - rate));
        float[] factors = new float[rows * width];
        RandomStreams streams = new RandomStreams(seed);
        String stream = purpose + ", layer " + layer;
        for (int n = 0; n < stamps.length; n++) {
            RandomStream random = streams.stream(stamps[n], stream);
            int first = n * copies * width;
            for (int i = 0; i < width; i++) {
                factors[first + i] = random.nextDouble() < rate ? 0 : kept;
            }
            for (int copy = 1; copy < copies; copy++) {
                System.arraycopy(factors, first, factors, first + copy * width, width);
            }
        }
        return factors;
    }
}
