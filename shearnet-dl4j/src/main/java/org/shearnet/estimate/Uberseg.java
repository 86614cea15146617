package org.shearnet.estimate;

import org.shearnet.galaxysim.fits.MedsEpoch;

/**
 * Masks the pixels of an exposure that belong to other objects, and those nearer to a pixel of another object than to any of this
 * one ("uberseg", Jarvis et al. 2016, arXiv:1507.05603, section 6).
 */
final class Uberseg {

    private Uberseg() {}

    /**
     * The weights under the mask.
     *
     * @param number of the object in the segmentation
     * @return [side*side]; those of the file where the segmentation shows no other object
     */
    static double[] weights(MedsEpoch epoch, long number) {
        int side = epoch.side();
        int[] segmentation = epoch.segmentation();
        double[] weight = epoch.weight().clone();
        int count = 0;
        int[] claimed = new int[segmentation.length];
        boolean others = false;
        for (int p = 0; p < segmentation.length; p++) {
            if (segmentation[p] > 0) {
                claimed[count++] = p;
                others |= segmentation[p] != number;
            }
        }
        if (!others) {
            return weight;
        }
        for (int p = 0; p < weight.length; p++) {
            int owner = segmentation[p];
            if (owner <= 0) {
                long nearest = Long.MAX_VALUE;
                for (int k = 0; k < count; k++) {
                    long dy = claimed[k] / side - p / side;
                    long dx = claimed[k] % side - p % side;
                    long distance = dx * dx + dy * dy;
                    // at equal distance the pixel stays the object's
                    if (distance < nearest || distance == nearest && segmentation[claimed[k]] == number) {
                        nearest = distance;
                        owner = segmentation[claimed[k]];
                    }
                }
            }
            if (owner != number) {
                weight[p] = 0;
            }
        }
        return weight;
    }
}
