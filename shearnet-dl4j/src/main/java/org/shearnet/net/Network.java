package org.shearnet.net;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Computation;
import org.shearnet.net.layer.EngineLayer;

/** Builds the graph of a specification, gives it its first weights and lists its layers. */
public final class Network {

    /** Standard deviation of a normal deviate cut at two, which LeCun initialisation divides out. */
    private static final double TRUNCATED_NORMAL_SD = 0.87962566103423978;

    private Network() {}

    /**
     * The graph, its parameters drawn from the seed.
     *
     * @param psf shape of the PSF images; not looked at where the architecture takes none
     */
    public static Graph build(NetworkSpec spec, Shape stamp, Shape psf, long seed) {
        Graph graph = Graph.of(configuration(spec, stamp, psf));
        if (spec.dropout() == 0) {
            initialise(graph, seed);
            return graph;
        }
        // a stream follows a layer's place in the order of computation: the same weights with and without dropout
        Graph plain = build(spec.withDropout(0), stamp, psf, seed);
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            layer.paramTable()
                    .forEach((key, values) -> values.assign(plain.getLayer(name).getParam(key)));
        }
        return graph;
    }

    /**
     * The graph's configuration.
     *
     * @throws IllegalArgumentException where the specification does not fit the stamps
     */
    static ComputationGraphConfiguration configuration(NetworkSpec spec, Shape stamp, Shape psf) {
        try {
            GraphPlan plan = new GraphPlan(spec.frame(), stamp, psf);
            spec.architecture().build(plan);
            return plan.configuration();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + spec.architecture().name() + "' "
                            + spec.architecture().knobs() + " does not fit stamps of " + stamp.height() + " rows and "
                            + stamp.width() + " columns: " + e.getMessage(),
                    e);
        }
    }

    /** LeCun-normal weights (normal deviates cut at two, variance 1 / inputs) and zero biases. */
    private static void initialise(Graph graph, long seed) {
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            EngineLayer conf = (EngineLayer) layer.conf().getLayer();
            RandomStream random = new RandomStreams(seed).stream(layer.getIndex(), "first weights");
            for (var parameter : conf.parameters()) {
                INDArray values = layer.getParam(parameter.name());
                values.assign(org.nd4j.linalg.factory.Nd4j.createFromArray(first(parameter, random))
                        .reshape('c', parameter.shape()));
            }
        }
    }

    private static float[] first(Computation.Parameter parameter, RandomStream random) {
        float[] values = new float[Math.toIntExact(parameter.size())];
        java.util.Arrays.fill(values, parameter.start());
        if (parameter.fanIn() > 0) {
            double scale = 1 / (Math.sqrt(parameter.fanIn()) * TRUNCATED_NORMAL_SD);
            for (int i = 0; i < values.length; i++) {
                double deviate;
                do {
                    deviate = random.nextGaussian();
                } while (Math.abs(deviate) > 2);
                values[i] = (float) (scale * deviate);
            }
        }
        return values;
    }

    /** The graph of a specification as Deeplearning4j writes it; touches no native code. */
    public static String json(NetworkSpec spec, Shape stamp, Shape psf) {
        return configuration(spec, stamp, psf).toJson();
    }

    /** The layer table of a specification; touches no native code. */
    public static List<LayerRow> layers(NetworkSpec spec, Shape stamp, Shape psf) {
        ComputationGraphConfiguration configuration = configuration(spec, stamp, psf);
        return LayerTable.of(configuration);
    }

    /** Where the numbers of all vertices of a specification lie, inputs first; touches no native code. */
    public static List<LayerGeometry> geometry(NetworkSpec spec, Shape stamp, Shape psf) {
        return GeometryTable.of(configuration(spec, stamp, psf), spec, stamp, psf);
    }

    /** The layers of a specification's graph, with their input shapes. */
    static List<EngineLayer> engineLayers(NetworkSpec spec, Shape stamp, Shape psf) {
        return configuration(spec, stamp, psf).getVertices().values().stream()
                .filter(org.deeplearning4j.nn.conf.graph.LayerVertex.class::isInstance)
                .map(v -> (EngineLayer) ((org.deeplearning4j.nn.conf.graph.LayerVertex) v)
                        .getLayerConf()
                        .getLayer())
                .toList();
    }

    /** Number of trainable parameters. */
    public static long parameters(NetworkSpec spec, Shape stamp, Shape psf) {
        return layers(spec, stamp, psf).stream().mapToLong(LayerRow::parameters).sum();
    }
}
