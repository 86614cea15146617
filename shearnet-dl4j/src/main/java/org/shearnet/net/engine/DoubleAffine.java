package org.shearnet.net.engine;

/** An affine map under a pointwise activation, in double precision: what convolution and fully connected layer are. */
abstract class DoubleAffine implements DoubleLayer {

    private final Activation activation;
    private final double[] bias;

    DoubleAffine(Activation activation, double[] bias) {
        this.activation = activation;
        this.bias = bias;
    }

    /** The map without its bias. */
    abstract double[] apply(double[] x);

    /** Its transpose. */
    abstract double[] transposed(double[] y);

    @Override
    public Linearisation at(double[] x) {
        double[] value = apply(x);
        double[] slope = new double[value.length];
        for (int i = 0; i < value.length; i++) {
            double z = value[i] + bias[i % bias.length];
            value[i] = activation.value(z);
            slope[i] = activation.derivative(z);
        }
        return new Linearisation() {
            @Override
            public double[] value() {
                return value;
            }

            @Override
            public double[] tangent(double[] dx) {
                return times(apply(dx));
            }

            @Override
            public double[] cotangent(double[] dy) {
                return transposed(times(dy.clone()));
            }

            private double[] times(double[] d) {
                for (int i = 0; i < d.length; i++) {
                    d[i] *= slope[i];
                }
                return d;
            }
        };
    }
}
