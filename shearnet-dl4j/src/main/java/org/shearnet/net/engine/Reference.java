package org.shearnet.net.engine;

/**
 * The layers written out in plain double arithmetic, straight from their definitions. Slow; every engine is held to it,
 * and its gradients to finite differences.
 */
public sealed interface Reference
        permits Reference.Convolution,
                Reference.Dense,
                Reference.Pooling,
                GroupNormalisation,
                Attention,
                MomentSums,
                WeightedMomentSums,
                Resize {

    /** Lengths of the parameter arrays. */
    int[] parameterSizes();

    int inputSize();

    int outputSize();

    /** The output for a batch, C-contiguous with channels last. */
    double[] forward(double[] x, double[][] parameters);

    /** Adds the gradients at input and parameters, given the one at the output, to arrays that start at zero. */
    void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients);

    /** The change of the output for a change of the input at x. */
    double[] tangent(double[] x, double[][] parameters, double[] dx);

    /** Convolution with bias and activation. */
    record Convolution(ConvolutionSpec spec) implements Reference {

        /** Is called with the indices of input, weight and output elements that belong together. */
        private interface Visitor {
            void visit(int x, int w, int y);
        }

        @Override
        public int[] parameterSizes() {
            return new int[] {spec.kernel() * spec.kernel() * spec.input().channels() * spec.outputs(), spec.outputs()};
        }

        @Override
        public int inputSize() {
            return spec.batch() * spec.input().size();
        }

        @Override
        public int outputSize() {
            return spec.batch() * spec.output().size();
        }

        private void forEach(Visitor visitor) {
            Shape in = spec.input();
            Shape out = spec.output();
            int top = spec.padding().before(in.height(), spec.extent(), spec.stride());
            int left = spec.padding().before(in.width(), spec.extent(), spec.stride());
            for (int n = 0; n < spec.batch(); n++) {
                for (int i = 0; i < out.height(); i++) {
                    for (int j = 0; j < out.width(); j++) {
                        for (int p = 0; p < spec.kernel(); p++) {
                            for (int q = 0; q < spec.kernel(); q++) {
                                int row = i * spec.stride() - top + p * spec.dilation();
                                int column = j * spec.stride() - left + q * spec.dilation();
                                if (row < 0 || row >= in.height() || column < 0 || column >= in.width()) {
                                    continue;
                                }
                                int x = ((n * in.height() + row) * in.width() + column) * in.channels();
                                int y = ((n * out.height() + i) * out.width() + j) * out.channels();
                                int w = (p * spec.kernel() + q) * in.channels() * out.channels();
                                for (int c = 0; c < in.channels(); c++) {
                                    for (int o = 0; o < out.channels(); o++) {
                                        visitor.visit(x + c, w + c * out.channels() + o, y + o);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }

        private double[] beforeActivation(double[] x, double[][] parameters) {
            double[] z = biases(parameters[1], outputSize());
            forEach((a, w, b) -> z[b] += x[a] * parameters[0][w]);
            return z;
        }

        @Override
        public double[] forward(double[] x, double[][] parameters) {
            return activated(spec.activation(), beforeActivation(x, parameters));
        }

        @Override
        public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
            double[] dz = timesDerivative(spec.activation(), beforeActivation(x, parameters), dy);
            forEach((a, w, b) -> {
                dx[a] += dz[b] * parameters[0][w];
                gradients[0][w] += dz[b] * x[a];
            });
            addBiasGradient(dz, gradients[1]);
        }

        @Override
        public double[] tangent(double[] x, double[][] parameters, double[] dx) {
            double[] dz = new double[outputSize()];
            forEach((a, w, b) -> dz[b] += dx[a] * parameters[0][w]);
            return timesDerivative(spec.activation(), beforeActivation(x, parameters), dz);
        }
    }

    /** Fully connected layer with bias and activation. */
    record Dense(DenseSpec spec) implements Reference {

        @Override
        public int[] parameterSizes() {
            return new int[] {spec.inputs() * spec.outputs(), spec.outputs()};
        }

        @Override
        public int inputSize() {
            return spec.batch() * spec.inputs();
        }

        @Override
        public int outputSize() {
            return spec.batch() * spec.outputs();
        }

        private double[] beforeActivation(double[] x, double[][] parameters) {
            double[] z = biases(parameters[1], outputSize());
            for (int n = 0; n < spec.batch(); n++) {
                for (int i = 0; i < spec.inputs(); i++) {
                    for (int o = 0; o < spec.outputs(); o++) {
                        z[n * spec.outputs() + o] += x[n * spec.inputs() + i] * parameters[0][o * spec.inputs() + i];
                    }
                }
            }
            return z;
        }

        @Override
        public double[] forward(double[] x, double[][] parameters) {
            return activated(spec.activation(), beforeActivation(x, parameters));
        }

        @Override
        public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
            double[] dz = timesDerivative(spec.activation(), beforeActivation(x, parameters), dy);
            for (int n = 0; n < spec.batch(); n++) {
                for (int i = 0; i < spec.inputs(); i++) {
                    for (int o = 0; o < spec.outputs(); o++) {
                        double d = dz[n * spec.outputs() + o];
                        dx[n * spec.inputs() + i] += d * parameters[0][o * spec.inputs() + i];
                        gradients[0][o * spec.inputs() + i] += d * x[n * spec.inputs() + i];
                    }
                }
            }
            addBiasGradient(dz, gradients[1]);
        }

        @Override
        public double[] tangent(double[] x, double[][] parameters, double[] dx) {
            double[][] withoutBias = {parameters[0], new double[parameters[1].length]};
            double[] dz = beforeActivation(dx, withoutBias);
            return timesDerivative(spec.activation(), beforeActivation(x, parameters), dz);
        }
    }

    /** Average or maximum pooling. */
    record Pooling(PoolingSpec spec) implements Reference {

        @Override
        public int[] parameterSizes() {
            return new int[0];
        }

        @Override
        public int inputSize() {
            return spec.batch() * spec.input().size();
        }

        @Override
        public int outputSize() {
            return spec.batch() * spec.output().size();
        }

        @Override
        public double[] forward(double[] x, double[][] parameters) {
            double[] y = new double[outputSize()];
            for (int b = 0; b < y.length; b++) {
                int[] window = window(b);
                if (spec.kind() == PoolingSpec.Kind.MAXIMUM) {
                    y[b] = x[winner(x, window)];
                } else {
                    for (int a : window) {
                        y[b] += x[a] / window.length;
                    }
                }
            }
            return y;
        }

        @Override
        public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
            for (int b = 0; b < dy.length; b++) {
                int[] window = window(b);
                if (spec.kind() == PoolingSpec.Kind.MAXIMUM) {
                    dx[winner(x, window)] += dy[b];
                } else {
                    for (int a : window) {
                        dx[a] += dy[b] / window.length;
                    }
                }
            }
        }

        @Override
        public double[] tangent(double[] x, double[][] parameters, double[] dx) {
            double[] dy = new double[outputSize()];
            for (int b = 0; b < dy.length; b++) {
                int[] window = window(b);
                if (spec.kind() == PoolingSpec.Kind.MAXIMUM) {
                    dy[b] = dx[winner(x, window)];
                } else {
                    for (int a : window) {
                        dy[b] += dx[a] / window.length;
                    }
                }
            }
            return dy;
        }

        static int winner(double[] x, int[] window) {
            int best = window[0];
            for (int a : window) {
                best = x[a] > x[best] ? a : best;
            }
            return best;
        }

        /** Indices of the input elements below output element b. */
        int[] window(int b) {
            Shape in = spec.input();
            Shape out = spec.output();
            int channel = b % out.channels();
            int j = b / out.channels() % out.width();
            int i = b / out.channels() / out.width() % out.height();
            int n = b / out.size();
            int top = i * spec.stride() - spec.padding().before(in.height(), spec.window(), spec.stride());
            int left = j * spec.stride() - spec.padding().before(in.width(), spec.window(), spec.stride());
            return java.util.stream.IntStream.range(0, spec.window() * spec.window())
                    .filter(k -> {
                        int row = top + k / spec.window();
                        int column = left + k % spec.window();
                        return row >= 0 && row < in.height() && column >= 0 && column < in.width();
                    })
                    .map(k -> ((n * in.height() + top + k / spec.window()) * in.width() + left + k % spec.window())
                                    * in.channels()
                            + channel)
                    .toArray();
        }
    }

    private static double[] biases(double[] bias, int size) {
        double[] z = new double[size];
        for (int b = 0; b < size; b++) {
            z[b] = bias[b % bias.length];
        }
        return z;
    }

    private static double[] activated(Activation activation, double[] z) {
        double[] y = new double[z.length];
        for (int b = 0; b < z.length; b++) {
            y[b] = activation.value(z[b]);
        }
        return y;
    }

    private static double[] timesDerivative(Activation activation, double[] z, double[] dy) {
        double[] dz = new double[z.length];
        for (int b = 0; b < z.length; b++) {
            dz[b] = dy[b] * activation.derivative(z[b]);
        }
        return dz;
    }

    private static void addBiasGradient(double[] dz, double[] gradient) {
        for (int b = 0; b < dz.length; b++) {
            gradient[b % gradient.length] += dz[b];
        }
    }
}
