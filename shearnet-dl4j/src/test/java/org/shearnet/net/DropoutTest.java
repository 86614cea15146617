package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;

class DropoutTest {

    private static final Shape STAMP = new Shape(6, 6, 1);

    private static final double P = 0.3;

    private static final int DRAWS = 2000;

    /** Of the variance over {@value #DRAWS} draws (per cent); measured 0.6 and 0.7. */
    private static final double VARIANCE_TOLERANCE = 5;

    private static NetworkSpec spec(String yaml) {
        Backend.enter();
        return NetworkSpec.parse(YamlReader.parse("network", yaml));
    }

    private static INDArray stamps(int count) {
        float[] pixels = new float[count * STAMP.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(1 + i % STAMP.size());
        }
        return Nd4j.createFromArray(pixels).reshape('c', count, STAMP.height(), STAMP.width(), 1);
    }

    private static float[] values(INDArray array) {
        return new FlatArray(array.dup('c')).toArray();
    }

    /** A linear unit over dropped numbers h has the variance p/(1-p) sum w^2 h^2 and the mean without dropout. */
    @Test
    void aLinearUnitScattersAsItShould() {
        NetworkSpec spec = spec("{architecture: mlp, dense: [40], outputs: [g1, g2], dropout: " + P + "}");
        Graph graph = Network.build(spec, STAMP, STAMP, 7);
        INDArray[] inputs = {stamps(DRAWS)};
        float[] hidden = graph.taps(inputs).get("dense1");
        float[] weights = values(graph.getLayer("dense2").getParam("W"));
        float[] plain = values(graph.predict(inputs));
        long[] ids = new long[DRAWS];
        Arrays.setAll(ids, i -> i);
        float[] dropped = values(graph.predict(inputs, new Masks(3, ids, "test")));
        for (int unit = 0; unit < 2; unit++) {
            double expected = 0;
            for (int k = 0; k < 40; k++) {
                double term = weights[unit * 40 + k] * hidden[k];
                expected += P / (1 - P) * term * term;
            }
            double mean = 0;
            double squares = 0;
            for (int n = 0; n < DRAWS; n++) {
                mean += dropped[2 * n + unit] / DRAWS;
                squares += Math.pow(dropped[2 * n + unit] - plain[unit], 2) / DRAWS;
            }
            assertThat(squares).isCloseTo(expected, withPercentage(VARIANCE_TOLERANCE));
            assertThat(mean).isCloseTo(plain[unit], offset(4 * Math.sqrt(expected / DRAWS)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"enhanced, channels: [4]", "moment-residual", "d4, channels: [2]", "deconvolved-moments"})
    void noneChangesNoBit(String architecture) {
        NetworkSpec none = spec("{architecture: " + architecture + ", dense: [8, 8]}");
        NetworkSpec zero = spec("{architecture: " + architecture + ", dense: [8, 8], dropout: 0}");
        NetworkSpec some = spec("{architecture: " + architecture + ", dense: [8, 8], dropout: 0.2}");
        assertThat(zero.toYaml()).isEqualTo(none.toYaml());
        Graph plain = Network.build(none, STAMP, STAMP, 5);
        Graph off = Network.build(zero, STAMP, STAMP, 5);
        Graph with = Network.build(some, STAMP, STAMP, 5);
        assertThat(off.getConfiguration().toJson())
                .isEqualTo(plain.getConfiguration().toJson());
        // networks of one seed begin with the same weights
        for (org.deeplearning4j.nn.api.Layer layer : plain.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            layer.paramTable()
                    .forEach((key, first) -> assertThat(
                                    values(with.getLayer(name).getParam(key)))
                            .as(name)
                            .isEqualTo(values(first)));
        }
        boolean branches = architecture.contains("moment");
        assertThat(Network.layers(some, STAMP, STAMP).size()
                        - Network.layers(none, STAMP, STAMP).size())
                .isEqualTo(branches ? 4 : 2);
    }

    /** What is dropped follows the stamp alone: not its neighbours in the batch. */
    @Test
    void masksFollowTheStamp() {
        NetworkSpec spec = spec("{architecture: mlp, dense: [9, 7], outputs: [g1, g2], dropout: 0.5}");
        Graph graph = Network.build(spec, STAMP, STAMP, 1);
        float[] three = values(graph.predict(new INDArray[] {stamps(3)}, new Masks(3, new long[] {4, 8, 6}, "a")));
        float[] one = values(graph.predict(new INDArray[] {stamps(1)}, new Masks(3, new long[] {8}, "a")));
        // the batch changes float32 sums in their last digit; masks it would change altogether
        assertThat(Arrays.copyOfRange(three, 2, 4)).containsExactly(one, offset(1e-6f));
        assertThat(Arrays.copyOfRange(three, 0, 2)).isNotEqualTo(one);
        float[] other = values(graph.predict(new INDArray[] {stamps(1)}, new Masks(3, new long[] {8}, "b")));
        assertThat(other).isNotEqualTo(one);
        float[] replica =
                values(graph.replica().predict(new INDArray[] {stamps(1)}, new Masks(3, new long[] {8}, "a")));
        assertThat(replica).isEqualTo(one);
    }

    /** Of the gradient against finite differences under the same masks, relative; measured 8e-6. */
    private static final double GRADIENT_TOLERANCE = 1e-4;

    @Test
    void theGradientIsThatOfTheDroppedNetwork() {
        NetworkSpec spec = spec("{architecture: mlp, dense: [6], activation: tanh, outputs: [g1, g2], dropout: 0.4}");
        Graph graph = Network.build(spec, STAMP, STAMP, 2);
        INDArray[] inputs = {stamps(4)};
        Masks masks = new Masks(11, new long[] {1, 2, 3, 4}, "test");
        graph.gradient(inputs, masks, y -> Nd4j.ones(y.shape()).castTo(y.dataType()));
        float[] gradient = values(graph.getFlattenedGradients());
        FlatArray memory = new FlatArray(graph.params());
        float[] weights = memory.toArray();
        double step = 1e-2;
        double largest = 0;
        for (float g : gradient) {
            largest = Math.max(largest, Math.abs(g));
        }
        for (int k = 0; k < weights.length; k += 11) {
            double[] sums = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = weights.clone();
                moved[k] += (float) (side == 0 ? -step : step);
                memory.write(0, moved, moved.length);
                for (float y : values(graph.predict(inputs, masks))) {
                    sums[side] += y;
                }
            }
            assertThat(gradient[k]).isCloseTo((float) ((sums[1] - sums[0]) / (2 * step)), offset((float)
                    (GRADIENT_TOLERANCE * largest)));
        }
        memory.write(0, weights, weights.length);
    }

    @TempDir
    private Path folder;

    @Test
    void theModelFileKeepsIt() {
        NetworkSpec spec = spec("{architecture: mlp, dense: [5], outputs: [g1, g2], dropout: 0.25}");
        Model model = new Model(
                spec,
                STAMP,
                STAMP,
                new Normalisation(
                        spec.imageScale(),
                        0,
                        1,
                        0,
                        1,
                        List.of(),
                        List.of(),
                        List.of(0.0, 0.0),
                        List.of(1.0, 1.0),
                        new Domain(1, 1e-3, 1e-3, 1, 1)),
                values(Network.build(spec, STAMP, STAMP, 1).params()),
                "gal: {}\n",
                Map.of());
        ModelFile.write(model, folder.resolve("model.zip"));
        assertThat(ModelFile.read(folder.resolve("model.zip")).spec().dropout()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropout: 1", "dropout: -0.1", "dropout: much", "dense: [], dropout: 0.1"})
    void whatCannotBeDroppedIsRefused(String keys) {
        assertThatThrownBy(() -> spec("{architecture: mlp, " + keys + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dropout");
    }
}
