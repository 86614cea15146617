package org.shearnet.net.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Dropout;
import org.shearnet.net.layer.EngineLayer;

/** A graph's vertices in the order of computation, with all that a device must know of them. */
final class Vertices {

    /**
     * A vertex.
     *
     * @param rows of its output
     * @param shape of a row
     * @param below numbers of the vertices that it reads
     * @param operation its kernels; null of an input, a sum and a concatenation
     * @param parameters places of its parameter arrays in the flat array
     * @param dropout its configuration where it drops numbers, else null
     * @param factor of a sum, 0.5 for a mean; 0 of all others
     * @param learns whether a gradient at its output is of use
     */
    record Vertex(
            String name,
            int rows,
            Shape shape,
            List<Integer> below,
            Operation operation,
            long[] parameters,
            Dropout dropout,
            float factor,
            boolean learns) {

        long size() {
            return (long) rows * shape.size();
        }
    }

    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final int inputs;
    private final int output;

    /**
     * The vertices of a graph for so many stamps.
     *
     * @param shapes of one stamp's inputs
     */
    Vertices(ComputationGraph graph, List<Shape> shapes, int batch) {
        var configuration = graph.getConfiguration();
        for (String name : configuration.getNetworkInputs()) {
            Shape shape = shapes.get(vertices.size());
            add(new Vertex(name, batch, shape, List.of(), null, new long[0], null, 0, false));
        }
        inputs = vertices.size();
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            List<String> below = configuration.getVertexInputs().get(name);
            if (below != null && !below.isEmpty()) {
                add(vertex(graph, name, below.stream().map(numbers::get).toList()));
            }
        }
        output = numbers.get(configuration.getNetworkOutputs().get(0));
    }

    private void add(Vertex vertex) {
        numbers.put(vertex.name(), vertices.size());
        vertices.add(vertex);
    }

    private Vertex vertex(ComputationGraph graph, String name, List<Integer> below) {
        Vertex first = vertices.get(below.get(0));
        boolean learns = below.stream().anyMatch(b -> vertices.get(b).learns());
        Layer layer = graph.getLayer(name);
        if (layer != null) {
            EngineLayer conf = (EngineLayer) layer.conf().getLayer();
            return new Vertex(
                    name,
                    conf.outputBatch(first.rows()),
                    conf.output(),
                    below,
                    Operations.of(conf, first.rows()),
                    places(graph, layer, conf),
                    conf instanceof Dropout dropout ? dropout : null,
                    0,
                    learns || !conf.parameters().isEmpty());
        }
        var conf = graph.getConfiguration().getVertices().get(name);
        if (conf instanceof ElementWiseVertex sum && below.size() == 2) {
            float factor = sum.getOp() == ElementWiseVertex.Op.Add ? 1 : 0.5f;
            return new Vertex(name, first.rows(), first.shape(), below, null, new long[0], null, factor, learns);
        }
        if (conf instanceof MergeVertex) {
            int channels = below.stream()
                    .mapToInt(b -> vertices.get(b).shape().channels())
                    .sum();
            Shape shape = new Shape(first.shape().height(), first.shape().width(), channels);
            return new Vertex(name, first.rows(), shape, below, null, new long[0], null, 0, learns);
        }
        throw new IllegalArgumentException(
                "no kernels for a vertex " + conf.getClass().getSimpleName());
    }

    private static long[] places(ComputationGraph graph, Layer layer, EngineLayer conf) {
        long start = graph.params() == null ? 0 : graph.params().offset();
        long[] places = new long[conf.parameters().size()];
        for (int p = 0; p < places.length; p++) {
            INDArray values = layer.getParam(conf.parameters().get(p).name());
            places[p] = values.offset() - start;
            if (p > 0
                    && places[p] != places[p - 1] + conf.parameters().get(p - 1).size()) {
                throw new IllegalStateException("the parameters of a layer do not lie behind one another");
            }
        }
        return places;
    }

    List<Vertex> all() {
        return vertices;
    }

    Vertex get(int number) {
        return vertices.get(number);
    }

    /** How many inputs there are; they come first. */
    int inputs() {
        return inputs;
    }

    /** The number of the vertex that predicts. */
    int output() {
        return output;
    }
}
