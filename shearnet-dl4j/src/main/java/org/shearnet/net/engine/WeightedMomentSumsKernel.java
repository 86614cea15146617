package org.shearnet.net.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link WeightedMomentSums} in float arithmetic, channels innermost. For one thread. */
public final class WeightedMomentSumsKernel implements Kernel {

    /** A window below this counts as zero: products of such numbers would be too small for float arithmetic at full speed. */
    private static final float NOTHING = 1e-15f;

    private final WeightedMomentSums sums;
    private final float[][] polynomials;
    private final float[][] second;
    private final float[] windows;
    private double[][] latest = new double[0][];

    public WeightedMomentSumsKernel(WeightedMomentSums sums) {
        this.sums = sums;
        int pixels = sums.input().pixels();
        polynomials = new float[pixels][WeightedMomentSums.SUMS];
        second = new float[pixels][];
        for (int q = 0; q < pixels; q++) {
            double[] exact = sums.polynomials(q);
            for (int s = 0; s < exact.length; s++) {
                polynomials[q][s] = (float) exact[s];
            }
            double x = sums.x(q);
            double y = sums.y(q);
            second[q] = new float[] {(float) (x * x), (float) (x * y), (float) (y * y)};
        }
        windows = new float[sums.input().size()];
    }

    /** Draws the windows anew where their parameters have changed. */
    private double[][] windows(INDArray[] parameters) {
        double[][] now = ReferenceKernel.doubles(parameters);
        if (!Arrays.deepEquals(now, latest)) {
            double[] exact = sums.windows(now);
            for (int i = 0; i < exact.length; i++) {
                windows[i] = exact[i] < NOTHING ? 0 : (float) exact[i];
            }
            latest = now;
        }
        return now;
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        windows(parameters);
        float[] in = new FlatArray(x).toArray();
        int channels = sums.input().channels();
        int size = sums.input().size();
        float[] out = new float[sums.outputSize()];
        float[] seen = new float[channels];
        for (int b = 0; b < sums.batch(); b++) {
            for (int q = 0; q < polynomials.length; q++) {
                int from = b * size + q * channels;
                for (int c = 0; c < channels; c++) {
                    seen[c] = windows[q * channels + c] * in[from + c];
                }
                for (int s = 0; s < WeightedMomentSums.SUMS; s++) {
                    float p = polynomials[q][s];
                    int to = (b * WeightedMomentSums.SUMS + s) * channels;
                    for (int c = 0; c < channels; c++) {
                        out[to + c] += p * seen[c];
                    }
                }
            }
        }
        new FlatArray(y).write(0, out, out.length);
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        double[][] now = windows(parameters);
        float[] in = new FlatArray(x).toArray();
        float[] slope = new FlatArray(dy).toArray();
        int channels = sums.input().channels();
        float[] out = new float[sums.inputSize()];
        float[] back = new float[channels];
        double[][] moments = new double[channels][3];
        for (int b = 0; b < sums.batch(); b++) {
            for (int q = 0; q < polynomials.length; q++) {
                Arrays.fill(back, 0);
                for (int s = 0; s < WeightedMomentSums.SUMS; s++) {
                    float p = polynomials[q][s];
                    int from = (b * WeightedMomentSums.SUMS + s) * channels;
                    for (int c = 0; c < channels; c++) {
                        back[c] += p * slope[from + c];
                    }
                }
                int to = b * sums.input().size() + q * channels;
                float[] of = second[q];
                for (int c = 0; c < channels; c++) {
                    float d = windows[q * channels + c] * back[c];
                    out[to + c] = d;
                    float light = d * in[to + c];
                    moments[c][0] += of[0] * light;
                    moments[c][1] += of[1] * light;
                    moments[c][2] += of[2] * light;
                }
            }
        }
        double[][] sumsOfGradients = {new double[2 * channels], new double[channels]};
        sums.addSlopes(now, moments, sumsOfGradients);
        for (int p = 0; p < gradients.length; p++) {
            new FlatArray(gradients[p]).write(sumsOfGradients[p]);
        }
        if (dx != null) {
            new FlatArray(dx).write(0, out, out.length);
        }
    }
}
