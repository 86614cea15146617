package org.shearnet.net;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.layer.Dropout;
import org.shearnet.net.layer.Masks;

/**
 * A computation graph whose loss stands outside it: {@link #gradient} runs one forward and one backward pass for a
 * gradient given at the output. Replicas share their parameters, and each may run in a thread of its own.
 */
public final class Graph extends ComputationGraph {

    private static final long serialVersionUID = 1;

    private Graph(ComputationGraphConfiguration configuration) {
        super(configuration);
    }

    /** A graph with its parameters all zero. */
    public static Graph of(ComputationGraphConfiguration configuration) {
        Graph graph = new Graph(configuration);
        graph.init();
        graph.initGradientsView();
        return graph;
    }

    /** Another graph over the same parameters, with gradients of its own. */
    public Graph replica() {
        ComputationGraphConfiguration copy = getConfiguration().clone();
        // MergeVertex.clone() forgets the axis, and a copy would join maps along their rows
        getConfiguration().getVertices().forEach((name, vertex) -> {
            if (vertex instanceof MergeVertex merge) {
                ((MergeVertex) copy.getVertices().get(name)).setMergeAxis(merge.getMergeAxis());
            }
        });
        Graph graph = new Graph(copy);
        graph.init(params(), false);
        graph.initGradientsView();
        return graph;
    }

    /**
     * Sets {@link #getFlattenedGradients()}.
     *
     * @param inputs C-contiguous float arrays in the order of the graph's inputs
     * @param loss gives the gradient of the loss at the output, from the output
     */
    public void gradient(INDArray[] inputs, UnaryOperator<INDArray> loss) {
        gradient(inputs, null, loss);
    }

    /**
     * The same with dropout.
     *
     * @param masks what is dropped; null for nothing
     */
    public void gradient(INDArray[] inputs, Masks masks, UnaryOperator<INDArray> loss) {
        draw(masks);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
                .with(ArrayType.ACTIVATIONS, WS_ALL_LAYERS_ACT, WS_ALL_LAYERS_ACT_CONFIG)
                .with(ArrayType.INPUT, WS_ALL_LAYERS_ACT, WS_ALL_LAYERS_ACT_CONFIG)
                .with(ArrayType.FF_WORKING_MEM, WS_LAYER_WORKING_MEM, WS_LAYER_WORKING_MEM_CONFIG)
                .with(ArrayType.BP_WORKING_MEM, WS_LAYER_WORKING_MEM, WS_LAYER_WORKING_MEM_CONFIG)
                .build();
        MemoryWorkspace activations = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS);
        try {
            INDArray prediction = ffToLayerActivationsInWS(
                            true, -1, null, FwdPassType.STANDARD, false, inputs, null, null, false)
                    .get(getConfiguration().getNetworkOutputs().get(0));
            calcBackpropGradients(true, false, loss.apply(prediction));
        } finally {
            activations.close();
        }
    }

    private void draw(Masks masks) {
        for (Layer layer : getLayers()) {
            if (layer.conf().getLayer() instanceof Dropout dropout) {
                dropout.draw(masks);
            }
        }
    }

    /** The graph's predictions, [batch][outputs], outside of any workspace; nothing is dropped. */
    public INDArray predict(INDArray[] inputs) {
        return predict(inputs, null);
    }

    /** The same, numbers dropped; null for none. */
    public INDArray predict(INDArray[] inputs, Masks masks) {
        draw(masks);
        return output(false, inputs)[0];
    }

    /**
     * The outputs of every vertex, the inputs as well, by name in the order of computation, each [batch * its size]; outside of any
     * workspace. Graphs that copy stamps have more rows between the copying and the averaging.
     */
    public Map<String, float[]> taps(INDArray[] inputs) {
        draw(null);
        setInputs(inputs);
        Map<String, INDArray> all = feedForward(inputs, false);
        Map<String, float[]> taps = new LinkedHashMap<>();
        for (int vertex : topologicalSortOrder()) {
            String name = getVertices()[vertex].getVertexName();
            try (INDArray copy = all.get(name).dup('c')) {
                taps.put(name, new FlatArray(copy).toArray());
            }
        }
        all.forEach((name, output) -> {
            // megabytes a stamp that would else wait for a collection
            if (!getConfiguration().getNetworkInputs().contains(name) && output.closeable()) {
                output.close();
            }
        });
        return taps;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(getConfiguration().getNetworkInputs().toArray());
    }
}
