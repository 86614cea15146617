package org.shearnet.net;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/** The input arrays of a fixed number of stamps, made once and filled again and again. For one thread. */
public final class Inputs {

    private final NetworkSpec spec;
    private final Normalisation normalisation;
    private final int stampSize;
    private final int psfSize;
    private final float[] stamps;
    private final float[] psfs;
    private final float[] sides;
    private final INDArray[] arrays;
    private final FlatArray[] memories;

    /** @param count stamps, the first dimension of every array */
    public Inputs(NetworkSpec spec, Normalisation normalisation, Shape stamp, Shape psf, int count) {
        this.spec = spec;
        this.normalisation = normalisation;
        stampSize = stamp.size();
        psfSize = spec.takesPsf() ? psf.size() : 0;
        stamps = new float[count * stampSize];
        psfs = new float[count * psfSize];
        sides = new float[count * spec.inputs().size()];
        List<INDArray> made = new ArrayList<>();
        made.add(Nd4j.create(DataType.FLOAT, count, stamp.height(), stamp.width(), 1));
        if (psfSize > 0) {
            made.add(Nd4j.create(DataType.FLOAT, count, psf.height(), psf.width(), 1));
        }
        if (sides.length > 0) {
            made.add(Nd4j.create(DataType.FLOAT, count, spec.inputs().size()));
        }
        arrays = made.toArray(new INDArray[0]);
        memories = made.stream().map(FlatArray::new).toArray(FlatArray[]::new);
    }

    /**
     * Puts a stamp at a place.
     *
     * @param pixels [ny * nx]
     * @param psf PSF image; not looked at where the network takes none
     * @param noiseSigma standard deviation of a pixel's noise; not looked at where the network takes none
     */
    public void set(int place, double[] pixels, double[] psf, double noiseSigma) {
        normalisation.image(pixels, stamps, place * stampSize);
        if (psfSize > 0) {
            normalisation.psf(psf, psfs, place * psfSize);
        }
        for (int k = 0; k < spec.inputs().size(); k++) {
            sides[place * spec.inputs().size() + k] =
                    normalisation.side(k, spec.inputs().get(k), pixels, noiseSigma);
        }
    }

    /** The arrays in the order of the graph's inputs; overwritten by the next call. */
    public INDArray[] arrays() {
        int next = 0;
        memories[next++].write(0, stamps, stamps.length);
        if (psfSize > 0) {
            memories[next++].write(0, psfs, psfs.length);
        }
        if (sides.length > 0) {
            memories[next].write(0, sides, sides.length);
        }
        return arrays;
    }
}
