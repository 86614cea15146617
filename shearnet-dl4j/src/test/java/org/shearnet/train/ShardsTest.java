package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.shearnet.data.Change;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampStatistics;
import org.shearnet.data.Symmetry;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Backend;
import org.shearnet.net.Graph;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.parallel.Workers;

class ShardsTest {

    private static final int BATCH = 8;
    private static final double SIGMA = 2e-3;

    /** The gradient of a batch under one noise level, and its loss as the last number. */
    private static double[] gradient(String options) {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.parse(
                YamlReader.parse("network", "architecture: mlp\ndense: [5]\noutputs: [g1, g2, flux]"));
        TrainOptions train = TrainOptions.parse(YamlReader.parse("train", "stamps: 64\nbatch: 8\n" + options));
        GaussianStamps source = new GaussianStamps(15);
        Normalisation normalisation =
                StampStatistics.measure(spec, source, i -> new StampBatch.Draw(i, 0, SIGMA, Symmetry.IDENTITY), 64);
        Graph graph = Network.build(spec, source.stamp(), source.psf(), 3);
        TaskWeights tasks = new TaskWeights(spec.outputs(), train.objective());
        Shards shards = new Shards(spec, train, normalisation, source, graph, tasks, BATCH);
        try (Workers workers = Backend.workers(1)) {
            double loss = shards.gradient(
                            workers, 0, i -> new StampBatch.Draw(i, 0, SIGMA, Symmetry.IDENTITY), i -> Change.NONE)
                    .stamps();
            double[] sum = new double[Math.toIntExact(graph.numParams()) + 1];
            for (FlatArray of : shards.gradients()) {
                float[] values = of.toArray();
                for (int i = 0; i < values.length; i++) {
                    sum[i] += values[i];
                }
            }
            sum[sum.length - 1] = loss;
            return sum;
        }
    }

    @Test
    void aStampAtThePivotCountsHalf() {
        double[] alike = gradient("noise_pivot: 0");
        double[] half = gradient("noise_pivot: 2.0e-3");
        double most = 0;
        for (int i = 0; i < alike.length; i++) {
            assertThat(half[i]).isCloseTo(0.5 * alike[i], offset(1e-6));
            most = Math.max(most, Math.abs(alike[i]));
        }
        assertThat(most).isGreaterThan(1e-2);
    }

    @Test
    void farBelowThePivotAllCountAlike() {
        double[] alike = gradient("noise_pivot: 0");
        double[] low = gradient("noise_pivot: 20");
        for (int i = 0; i < alike.length; i++) {
            assertThat(low[i]).isCloseTo(alike[i], offset(1e-6));
        }
    }
}
