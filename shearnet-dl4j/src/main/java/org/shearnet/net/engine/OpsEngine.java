package org.shearnet.net.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** ND4J's own operations: slower than {@link OneDnnEngine}. */
public final class OpsEngine implements Engine {

    public OpsEngine() {
        Nd4j.getEnvironment().allowHelpers(false); // ND4J's own path to oneDNN refuses dilated convolutions
    }

    @Override
    public String name() {
        return "ND4J operations";
    }

    @Override
    public Kernel convolution(ConvolutionSpec spec) {
        return new Convolution(spec);
    }

    @Override
    public Kernel pooling(PoolingSpec spec) {
        return new Pooling(spec);
    }

    @Override
    public Kernel dense(DenseSpec spec) {
        return new Dense(spec);
    }

    /** Keeps the value before the activation. */
    private static final class Ending {
        private final Activation activation;
        private INDArray before;

        Ending(Activation activation) {
            this.activation = activation;
        }

        void forward(INDArray y) {
            before = activation.needsPreActivation() ? y.dup('c') : null;
            switch (activation) {
                case IDENTITY -> {}
                case RELU -> Transforms.relu(y, false);
                case TANH -> Transforms.tanh(y, false);
                case GELU -> y.muli(normal(before));
            }
        }

        void backward(INDArray y, INDArray dy) {
            switch (activation) {
                case IDENTITY -> {}
                case RELU -> dy.muli(y.gt(0).castTo(dy.dataType()));
                case TANH -> dy.muli(y.mul(y).rsubi(1));
                case GELU -> {
                    INDArray density =
                            Transforms.exp(before.mul(before).muli(-0.5), false).divi(Math.sqrt(2 * Math.PI));
                    dy.muli(normal(before).addi(density.muli(before)));
                }
            }
        }

        /** The normal distribution function. */
        private static INDArray normal(INDArray z) {
            return Nd4j.math().erf(z.div(Math.sqrt(2))).addi(1).muli(0.5);
        }
    }

    private static final class Convolution implements Kernel {
        private final int[] arguments;
        private final Ending ending;

        Convolution(ConvolutionSpec spec) {
            int same = spec.padding() == Padding.SAME ? 1 : 0;
            // kernel, stride, padding, dilation, same, channels last, weights [height][width][in][out]
            arguments = new int[] {
                spec.kernel(),
                spec.kernel(),
                spec.stride(),
                spec.stride(),
                0,
                0,
                spec.dilation(),
                spec.dilation(),
                same,
                1,
                0
            };
            ending = new Ending(spec.activation());
        }

        @Override
        public void forward(INDArray x, INDArray[] parameters, INDArray y) {
            Nd4j.exec(DynamicCustomOp.builder("conv2d")
                    .addInputs(x, parameters[0], parameters[1])
                    .addOutputs(y)
                    .addIntegerArguments(arguments)
                    .build());
            ending.forward(y);
        }

        @Override
        public void backward(
                INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
            ending.backward(y, dy);
            INDArray inputGradient = dx != null ? dx : Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
            Nd4j.exec(DynamicCustomOp.builder("conv2d_bp")
                    .addInputs(x, parameters[0], parameters[1], dy)
                    .addOutputs(inputGradient, gradients[0], gradients[1])
                    .addIntegerArguments(arguments)
                    .build());
        }
    }

    private static final class Pooling implements Kernel {
        private final String name;
        private final int[] arguments;

        Pooling(PoolingSpec spec) {
            name = spec.kind() == PoolingSpec.Kind.MAXIMUM ? "maxpool2d" : "avgpool2d";
            int same = spec.padding() == Padding.SAME ? 1 : 0;
            // window, stride, padding, dilation, same, zeros not counted, channels last
            arguments = new int[] {spec.window(), spec.window(), spec.stride(), spec.stride(), 0, 0, 1, 1, same, 0, 1};
        }

        @Override
        public void forward(INDArray x, INDArray[] parameters, INDArray y) {
            Nd4j.exec(DynamicCustomOp.builder(name)
                    .addInputs(x)
                    .addOutputs(y)
                    .addIntegerArguments(arguments)
                    .build());
        }

        @Override
        public void backward(
                INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
            if (dx != null) {
                dx.assign(0);
                Nd4j.exec(DynamicCustomOp.builder(name + "_bp")
                        .addInputs(x, dy)
                        .addOutputs(dx)
                        .addIntegerArguments(arguments)
                        .build());
            }
        }
    }

    private static final class Dense implements Kernel {
        private final DenseSpec spec;
        private final Ending ending;

        Dense(DenseSpec spec) {
            this.spec = spec;
            ending = new Ending(spec.activation());
        }

        @Override
        public void forward(INDArray x, INDArray[] parameters, INDArray y) {
            y.assign(matrix(x).mmul(parameters[0].transpose()).addiRowVector(parameters[1]));
            ending.forward(y);
        }

        @Override
        public void backward(
                INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
            ending.backward(y, dy);
            gradients[0].assign(dy.transpose().mmul(matrix(x)));
            gradients[1].assign(dy.sum(0));
            if (dx != null) {
                dx.assign(dy.mmul(parameters[0]).reshape('c', dx.shape()));
            }
        }

        private INDArray matrix(INDArray x) {
            return x.reshape('c', spec.batch(), spec.inputs());
        }
    }
}
