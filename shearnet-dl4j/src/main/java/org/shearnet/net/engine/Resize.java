package org.shearnet.net.engine;

/** Maps of another size, each pixel taken from the nearest one. */
public record Resize(int batch, Shape input, int height, int width) implements Reference {

    @Override
    public int[] parameterSizes() {
        return new int[0];
    }

    @Override
    public int inputSize() {
        return batch * input.size();
    }

    @Override
    public int outputSize() {
        return batch * height * width * input.channels();
    }

    /** Index of the input element that output element i is a copy of. */
    private int source(int i) {
        int c = i % input.channels();
        int pixel = i / input.channels();
        int column = pixel % width * input.width() / width;
        int row = pixel / width % height * input.height() / height;
        int b = pixel / width / height;
        return ((b * input.height() + row) * input.width() + column) * input.channels() + c;
    }

    @Override
    public double[] forward(double[] x, double[][] parameters) {
        double[] y = new double[outputSize()];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[source(i)];
        }
        return y;
    }

    @Override
    public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
        for (int i = 0; i < dy.length; i++) {
            dx[source(i)] += dy[i];
        }
    }

    @Override
    public double[] tangent(double[] x, double[][] parameters, double[] dx) {
        return forward(dx, parameters);
    }
}
