package org.shearnet.net;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.features.MeasuredFeatures;
import org.shearnet.features.StampMoments;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/**
 * The input arrays of a fixed number of stamps, made once and filled again and again, and the units in which the network
 * predictions them. For one thread.
 */
public final class Inputs {

    private final NetworkSpec spec;
    private final Normalisation normalisation;
    private final AuxiliaryFeatures auxiliaryFeatures;
    private final List<Block> blocks = new ArrayList<>();
    private final Block stamps;
    private final Block psfs;
    private final Block sides;
    private final Block noiseFree;
    private final Block withNoise;
    private final Block basis;
    private final MeasuredFeatures.Anchor[][] anchors;
    private final StampMoments[] moments;

    /** One input of the graph. */
    private static final class Block {
        private final int size;
        private final float[] values;
        private final INDArray array;
        private final FlatArray memory;

        Block(long[] shape) {
            array = Nd4j.create(DataType.FLOAT, shape);
            memory = new FlatArray(array);
            values = new float[Math.toIntExact(array.length())];
            size = values.length / (int) shape[0];
        }
    }

    /** @param count stamps, the first dimension of every array */
    public Inputs(NetworkSpec spec, Normalisation normalisation, Shape stamp, Shape psf, int count) {
        this.spec = spec;
        this.normalisation = normalisation;
        auxiliaryFeatures = new AuxiliaryFeatures(spec, stamp, psf);
        // in the order of the graph's inputs
        stamps = block(spec.seesStamp(), count, stamp.height(), stamp.width(), 1);
        psfs = block(spec.seesPsf(), count, psf.height(), psf.width(), 1);
        sides = block(spec.auxiliaryFeatures() > 0, count, spec.auxiliaryFeatures());
        noiseFree =
                block(spec.corrects(), count, spec.corrects() ? spec.features().noiseFree() : 0);
        withNoise =
                block(spec.corrects(), count, spec.corrects() ? spec.features().withNoise() : 0);
        basis = block(spec.corrects(), count, spec.corrects() ? spec.features().basis(spec.outputs()) : 0);
        anchors = new MeasuredFeatures.Anchor[count][spec.outputs().size()];
        moments = new StampMoments[count];
        for (MeasuredFeatures.Anchor[] row : anchors) {
            for (int k = 0; k < row.length; k++) {
                row[k] = new MeasuredFeatures.Anchor(
                        normalisation.labelMean().get(k),
                        normalisation.labelSd().get(k));
            }
        }
    }

    /** Shapes of one stamp's inputs, in the order of the graph's. */
    public static List<Shape> shapes(NetworkSpec spec, Shape stamp, Shape psf) {
        List<Shape> shapes = new ArrayList<>();
        if (spec.seesStamp()) {
            shapes.add(stamp);
        }
        if (spec.seesPsf()) {
            shapes.add(psf);
        }
        if (spec.auxiliaryFeatures() > 0) {
            shapes.add(Shape.vector(spec.auxiliaryFeatures()));
        }
        if (spec.corrects()) {
            shapes.add(Shape.vector(spec.features().noiseFree()));
            shapes.add(Shape.vector(spec.features().withNoise()));
            shapes.add(Shape.vector(spec.features().basis(spec.outputs())));
        }
        return shapes;
    }

    private Block block(boolean present, long... shape) {
        if (!present) {
            return null;
        }
        Block block = new Block(shape);
        blocks.add(block);
        return block;
    }

    /**
     * Puts a stamp at a place.
     *
     * @param pixels [ny * nx]
     * @param psf PSF image; not looked at where the network takes none
     * @param noiseSigma standard deviation of a pixel's noise; not looked at where the network takes none
     */
    public void set(int place, double[] pixels, double[] psf, double noiseSigma) {
        set(place, pixels, psf, noiseSigma, 1, auxiliaryFeatures.measure(pixels, psf, noiseSigma));
    }

    /**
     * Puts a stamp of other counts at a place.
     *
     * @param psf PSF image of the network's size; not looked at where the graph sees none
     * @param of the stamp's moments in its own counts
     * @param fluxUnit what its counts are multiplied with
     */
    void set(int place, double[] pixels, double[] psf, double noiseSigma, StampMoments of, double fluxUnit) {
        set(place, pixels, psf, noiseSigma, fluxUnit, auxiliaryFeatures.measure(pixels, of, noiseSigma, fluxUnit));
    }

    private void set(int place, double[] pixels, double[] psf, double noiseSigma, double fluxUnit, double[] numbers) {
        if (stamps != null) {
            normalisation.image(pixels, noiseSigma, fluxUnit, stamps.values, place * stamps.size);
        }
        if (psfs != null) {
            normalisation.psf(psf, psfs.values, place * psfs.size);
        }
        moments[place] = auxiliaryFeatures.moments();
        int next = 0;
        for (Block block : new Block[] {sides, noiseFree, withNoise}) {
            for (int k = 0; block != null && k < block.size; k++, next++) {
                block.values[place * block.size + k] = normalisation.side(next, numbers[next]);
            }
        }
        if (spec.corrects()) {
            MeasuredFeatures features = auxiliaryFeatures.corrected();
            for (int k = 0; k < anchors[place].length; k++) {
                anchors[place][k] = normalisation.anchor(spec, k, features);
            }
            double[] numbersOfBasis = features.basis(spec.outputs(), anchors[place]);
            for (int k = 0; k < basis.size; k++) {
                basis.values[place * basis.size + k] = (float) numbersOfBasis[k];
            }
        }
    }

    /** Takes a stamp's place as {@link #row} gave it. */
    public void set(int place, Row row) {
        int next = 0;
        for (Block block : blocks) {
            System.arraycopy(row.values, next, block.values, place * block.size, block.size);
            next += block.size;
        }
        for (int k = 0; k < anchors[place].length; k++) {
            anchors[place][k] = new MeasuredFeatures.Anchor(row.base[k], row.unit[k]);
        }
    }

    /** All that is kept of a stamp, to be put back later. */
    public Row row(int place) {
        float[] values = new float[blocks.stream().mapToInt(b -> b.size).sum()];
        int next = 0;
        for (Block block : blocks) {
            System.arraycopy(block.values, place * block.size, values, next, block.size);
            next += block.size;
        }
        int labels = anchors[place].length;
        Row row = new Row(values, new double[labels], new double[labels]);
        for (int k = 0; k < labels; k++) {
            row.base[k] = anchors[place][k].base();
            row.unit[k] = anchors[place][k].unit();
        }
        return row;
    }

    /** What the network sees of one stamp and the units of its prediction; arrays are not copied. */
    public static final class Row {
        private final float[] values;
        private final double[] base;
        private final double[] unit;

        private Row(float[] values, double[] base, double[] unit) {
            this.values = values;
            this.base = base;
            this.unit = unit;
        }
    }

    /** A label of the stamp at a place as the network predicts it. */
    public double label(int place, int k, double physical) {
        return (physical - anchors[place][k].base()) / anchors[place][k].unit();
    }

    /** The physical label of a prediction for the stamp at a place. */
    public double physical(int place, int k, double prediction) {
        return anchors[place][k].base() + anchors[place][k].unit() * prediction;
    }

    /** One unit of a prediction, in the label's own. */
    public double unit(int place, int k) {
        return anchors[place][k].unit();
    }

    /** The moments of the stamp at a place, or null where the network uses none. */
    StampMoments moments(int place) {
        return moments[place];
    }

    /** The numbers of an input, in the order of the graph's inputs; not a copy. */
    public float[] values(int input) {
        return blocks.get(input).values;
    }

    /** The arrays in the order of the graph's inputs; overwritten by the next call. */
    public INDArray[] arrays() {
        INDArray[] arrays = new INDArray[blocks.size()];
        for (int b = 0; b < arrays.length; b++) {
            Block block = blocks.get(b);
            block.memory.write(0, block.values, block.values.length);
            arrays[b] = block.array;
        }
        return arrays;
    }
}
