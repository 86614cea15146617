package org.shearnet.estimate;

import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * Masks the pixels of an exposure that belong to other objects, and those nearer to a pixel of another object than to any of this
 * one ("uberseg", Jarvis et al. 2016, arXiv:1507.05603, section 6). Which pixel belongs to whom is read off the segmentation of the
 * object's first exposure, the coadd in files of the Dark Energy Survey, under the maps to the sky: exposures of their own number
 * their objects anew. At equal distance the first pixel of the other objects' and this one's counts, row by row.
 */
final class Uberseg {

    private Uberseg() {}

    /**
     * The weights under the mask.
     *
     * @param first exposure of the object, whose segmentation counts
     * @param number of the object in the segmentation
     * @return [side*side]; those of the file where the segmentation shows one object only, as the package meds has them
     */
    static double[] weights(MedsEpoch epoch, MedsEpoch first, long number) {
        int side = epoch.side();
        int[] segmentation = segmentation(epoch, first);
        double[] weight = epoch.weight().clone();
        int count = 0;
        int[] claimed = new int[segmentation.length];
        boolean others = false;
        for (int p = 0; p < segmentation.length; p++) {
            if (segmentation[p] != 0) {
                claimed[count++] = p;
                others |= segmentation[p] != segmentation[claimed[0]];
            }
        }
        if (!others) {
            return weight;
        }
        for (int p = 0; p < weight.length; p++) {
            int owner = segmentation[p];
            if (owner == 0) {
                long nearest = Long.MAX_VALUE;
                for (int k = 0; k < count; k++) {
                    long dy = claimed[k] / side - p / side;
                    long dx = claimed[k] % side - p % side;
                    long distance = dx * dx + dy * dy;
                    if (distance < nearest) {
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

    /** The first exposure's segmentation at the pixels of another: the nearest pixel, at the edge the last. */
    static int[] segmentation(MedsEpoch epoch, MedsEpoch first) {
        if (epoch == first || !epoch.hasMap() || !first.hasMap()) {
            return epoch.segmentation();
        }
        Jacobian to = EpochSky.of(first);
        Jacobian from = EpochSky.of(epoch);
        int side = epoch.side();
        int[] out = new int[side * side];
        for (int row = 0; row < side; row++) {
            for (int col = 0; col < side; col++) {
                double v = from.v(row, col);
                double u = from.u(row, col);
                int y = nearest(to.row(v, u), first.side());
                int x = nearest(to.col(v, u), first.side());
                out[row * side + col] = first.segmentation()[y * first.side() + x];
            }
        }
        return out;
    }

    private static int nearest(double at, int side) {
        return (int) Math.max(0, Math.min(side - 1, Math.rint(at)));
    }
}
