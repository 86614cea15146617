package org.shearnet.net.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DerivativesTest {

    private static final Shape MAPS = new Shape(6, 5, 4);

    /** Measured at most 5e-15. */
    private static final double TRANSPOSED = 1e-12;

    /** Measured at most 5e-9: central differences at a step of 1e-5. */
    private static final double DIFFERENCE = 1e-7;

    /** Measured at most 2e-15: the same sums in another order. */
    private static final double SAME = 1e-12;

    static List<Reference> references() {
        return List.of(
                convolution(3, 1, 1, Padding.SAME, Activation.TANH),
                convolution(3, 2, 1, Padding.SAME, Activation.GELU),
                convolution(3, 1, 2, Padding.SAME, Activation.RELU),
                convolution(2, 2, 1, Padding.VALID, Activation.IDENTITY),
                new Reference.Dense(new DenseSpec(2, 7, 3, Activation.TANH)),
                new Reference.Dense(new DenseSpec(2, 7, 3, Activation.RELU)),
                pooling(PoolingSpec.Kind.AVERAGE, 2, 2, Padding.VALID),
                pooling(PoolingSpec.Kind.AVERAGE, 3, 2, Padding.SAME),
                pooling(PoolingSpec.Kind.MAXIMUM, 2, 2, Padding.VALID),
                pooling(PoolingSpec.Kind.MAXIMUM, 2, 1, Padding.SAME),
                new GroupNormalisation(2, MAPS, 2, Activation.GELU),
                new GroupNormalisation(2, MAPS, 4, Activation.RELU),
                new Attention(2, MAPS, 3),
                new MomentSums(2, MAPS),
                new WeightedMomentSums(2, MAPS),
                new Resize(2, MAPS, 13, 7));
    }

    private static Reference convolution(int k, int stride, int dilation, Padding padding, Activation activation) {
        return new Reference.Convolution(new ConvolutionSpec(2, MAPS, 3, k, stride, dilation, padding, activation));
    }

    private static Reference pooling(PoolingSpec.Kind kind, int window, int stride, Padding padding) {
        return new Reference.Pooling(new PoolingSpec(2, MAPS, kind, window, stride, padding));
    }

    private static DoubleLayer fast(Reference reference, double[][] parameters) {
        if (reference instanceof Reference.Convolution convolution) {
            return new DoubleConvolution(convolution.spec(), parameters);
        }
        if (reference instanceof Reference.Dense dense) {
            return new DoubleDense(dense.spec(), parameters);
        }
        return reference instanceof Reference.Pooling pooling
                ? new DoublePooling(pooling.spec())
                : DoubleLayer.of(reference, parameters);
    }

    @ParameterizedTest
    @MethodSource("references")
    void tangentAndCotangentAreTransposedAndTheDerivative(Reference reference) {
        SplittableRandom random = new SplittableRandom(11);
        double[][] parameters = new double[reference.parameterSizes().length][];
        for (int p = 0; p < parameters.length; p++) {
            parameters[p] = uniform(random, reference.parameterSizes()[p]);
        }
        double[] x = uniform(random, reference.inputSize());
        double[] v = uniform(random, reference.inputSize());
        double[] u = uniform(random, reference.outputSize());

        for (DoubleLayer layer : List.of(DoubleLayer.of(reference, parameters), fast(reference, parameters))) {
            Linearisation at = layer.at(x);
            double[] tangent = at.tangent(v);
            assertThat(dot(u, tangent)).isCloseTo(dot(at.cotangent(u), v), within(TRANSPOSED));
            close(at.value(), reference.forward(x, parameters), SAME);
            close(tangent, reference.tangent(x, parameters, v), SAME);
            double h = 1e-5;
            double[] up = reference.forward(along(x, v, h), parameters);
            double[] down = reference.forward(along(x, v, -h), parameters);
            for (int i = 0; i < up.length; i++) {
                assertThat(tangent[i]).isCloseTo((up[i] - down[i]) / (2 * h), within(DIFFERENCE));
            }
        }
    }

    @Test
    void sharesMoveBothWays() {
        LinearLayer layer = new LinearLayer(2, 3, new int[] {0, 1, 1}, new int[] {2, 0, 2}, new double[] {1, -1, 0.5});
        Linearisation at = layer.at(new double[] {3, 4});
        assertThat(at.value()).containsExactly(-4, 0, 5);
        assertThat(at.tangent(new double[] {1, 0})).containsExactly(0, 0, 1);
        assertThat(at.cotangent(new double[] {1, 1, 1})).containsExactly(1, -0.5);
    }

    private static void close(double[] a, double[] b, double tolerance) {
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], within(tolerance));
        }
    }

    private static double[] along(double[] x, double[] v, double h) {
        double[] out = x.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += h * v[i];
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] uniform(SplittableRandom random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }
}
