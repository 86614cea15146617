package org.shearnet.net.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link MomentSums} in float arithmetic, channels innermost. */
public final class MomentSumsKernel implements Kernel {

    private final int batch;
    private final Shape input;
    private final float[][] weights;

    public MomentSumsKernel(MomentSums sums) {
        batch = sums.batch();
        input = sums.input();
        weights = new float[input.pixels()][MomentSums.SUMS];
        for (int q = 0; q < weights.length; q++) {
            double[] exact = sums.weights(q);
            for (int s = 0; s < MomentSums.SUMS; s++) {
                weights[q][s] = (float) exact[s];
            }
        }
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        float[] in = new FlatArray(x).toArray();
        int channels = input.channels();
        float[] out = new float[batch * MomentSums.SUMS * channels];
        for (int b = 0; b < batch; b++) {
            for (int q = 0; q < weights.length; q++) {
                int from = b * input.size() + q * channels;
                for (int s = 0; s < MomentSums.SUMS; s++) {
                    float w = weights[q][s];
                    int to = (b * MomentSums.SUMS + s) * channels;
                    for (int c = 0; c < channels; c++) {
                        out[to + c] += w * in[from + c];
                    }
                }
            }
        }
        new FlatArray(y).write(0, out, out.length);
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        if (dx == null) {
            return;
        }
        float[] in = new FlatArray(dy).toArray();
        int channels = input.channels();
        float[] out = new float[batch * input.size()];
        for (int b = 0; b < batch; b++) {
            for (int q = 0; q < weights.length; q++) {
                int to = b * input.size() + q * channels;
                for (int s = 0; s < MomentSums.SUMS; s++) {
                    float w = weights[q][s];
                    int from = (b * MomentSums.SUMS + s) * channels;
                    for (int c = 0; c < channels; c++) {
                        out[to + c] += w * in[from + c];
                    }
                }
            }
        }
        new FlatArray(dx).write(0, out, out.length);
    }
}
