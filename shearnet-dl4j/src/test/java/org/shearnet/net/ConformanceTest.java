package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.OneDnnEngine;
import org.shearnet.net.engine.OpsEngine;
import org.shearnet.net.engine.Reference;

class ConformanceTest {

    private static final double REFERENCE_VS_DIFFERENCES = 1e-7;

    @ParameterizedTest
    @MethodSource("engines")
    void everyEngineComputesWhatTheDefinitionSays(Engine engine) {
        Conformance.Report report = Conformance.run(engine);
        assertThat(report.cases()).hasSizeGreaterThan(60);
        assertThat(report.cases())
                .allSatisfy(c -> assertThat(c.error())
                        .as(engine.name() + ": " + c.name())
                        .isLessThanOrEqualTo(Conformance.TOLERANCE));
    }

    static Stream<Engine> engines() {
        Backend.enter();
        return OneDnnEngine.isAvailable() ? Stream.of(new OneDnnEngine(), new OpsEngine()) : Stream.of(new OpsEngine());
    }

    @Test
    void gradientsOfTheReferenceAreItsDerivatives() {
        Backend.enter();
        int number = 0;
        for (Conformance.Subject subject : Conformance.subjects(new OpsEngine())) {
            assertThat(directionalError(subject.reference(), number++))
                    .as(subject.name())
                    .isLessThan(REFERENCE_VS_DIFFERENCES);
        }
    }

    /** |(f(+h) - f(-h)) / 2h - gradient . direction| along one random direction, over the larger of slope and gradient. */
    private static double directionalError(Reference reference, int number) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(new long[] {number, 7});
        int[] sizes = reference.parameterSizes();
        double[] x = uniform(random, reference.inputSize());
        double[] vx = uniform(random, x.length);
        double[][] parameters = new double[sizes.length][];
        double[][] vp = new double[sizes.length][];
        double[][] gradients = new double[sizes.length][];
        for (int p = 0; p < sizes.length; p++) {
            parameters[p] = uniform(random, sizes[p]);
            vp[p] = uniform(random, sizes[p]);
            gradients[p] = new double[sizes[p]];
        }
        double[] dy = uniform(random, reference.outputSize());
        double[] dx = new double[x.length];
        reference.backward(x, parameters, dy, dx, gradients);
        double slope = dot(dx, vx);
        for (int p = 0; p < sizes.length; p++) {
            slope += dot(gradients[p], vp[p]);
        }
        double h = 1e-6;
        double up = dot(dy, reference.forward(moved(x, vx, h), moved(parameters, vp, h)));
        double down = dot(dy, reference.forward(moved(x, vx, -h), moved(parameters, vp, -h)));
        return Math.abs((up - down) / (2 * h) - slope) / Math.max(Math.sqrt(dot(dx, dx)), Math.abs(slope));
    }

    private static double[][] moved(double[][] a, double[][] v, double h) {
        double[][] b = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            b[i] = moved(a[i], v[i], h);
        }
        return b;
    }

    private static double[] moved(double[] a, double[] v, double h) {
        double[] b = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i] = a[i] + h * v[i];
        }
        return b;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] uniform(UniformRandomProvider random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = 2 * random.nextDouble() - 1;
        }
        return values;
    }
}
