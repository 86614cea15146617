package org.shearnet.net.cuda;

import org.shearnet.net.engine.Attention;
import org.shearnet.net.engine.GroupNormalisation;
import org.shearnet.net.engine.MomentSums;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Resize;
import org.shearnet.net.engine.WeightedMomentSums;
import org.shearnet.net.layer.Combine;
import org.shearnet.net.layer.Dropout;
import org.shearnet.net.layer.EngineLayer;
import org.shearnet.net.layer.Flatten;
import org.shearnet.net.layer.Orbit;
import org.shearnet.net.layer.OrbitMean;

/** Which kernels compute a layer. */
final class Operations {

    private Operations() {}

    /** The kernels of a layer for so many rows of its input. */
    static Operation of(EngineLayer layer, int batch) {
        Reference reference = layer.reference(batch);
        if (reference != null) {
            return of(reference);
        }
        long size = (long) batch * layer.input().size();
        if (layer instanceof Dropout) {
            return new Rearrangements.Masking(size);
        } else if (layer instanceof Flatten) {
            return new Rearrangements.Same(size);
        } else if (layer instanceof Orbit) {
            return new Rearrangements.Orbits(batch, layer.input());
        } else if (layer instanceof OrbitMean mean) {
            return new Rearrangements.OrbitMeans(
                    layer.outputBatch(batch), layer.input().size(), mean.getG1(), mean.getG2());
        } else if (layer instanceof Combine sum) {
            return new Rearrangements.Combination(
                    batch,
                    layer.input().size(),
                    layer.output().size(),
                    sum.getShapes(),
                    sum.getOutputs(),
                    sum.getG1(),
                    sum.getG2(),
                    sum.isErrors());
        }
        throw new IllegalArgumentException(
                "no kernels for a layer " + layer.getClass().getSimpleName());
    }

    /** The kernels of an operation. */
    static Operation of(Reference reference) {
        if (reference instanceof Reference.Convolution convolution) {
            return new Convolutions(convolution.spec());
        } else if (reference instanceof Reference.Dense dense) {
            return new Dense(dense.spec());
        } else if (reference instanceof Reference.Pooling pooling) {
            return new Poolings(pooling.spec());
        } else if (reference instanceof GroupNormalisation norm) {
            return new Normalisations(norm);
        } else if (reference instanceof Attention attention) {
            return new Attentions(attention);
        } else if (reference instanceof MomentSums sums) {
            return new Sums(sums.batch(), sums.input(), null);
        } else if (reference instanceof WeightedMomentSums sums) {
            return new Sums(sums.batch(), sums.input(), sums);
        }
        return new Rearrangements.Resizing((Resize) reference);
    }
}
