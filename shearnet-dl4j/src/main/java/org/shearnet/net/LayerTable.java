package org.shearnet.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.shearnet.net.layer.EngineLayer;

/** Follows a graph from its inputs and notes what each layer sees and costs. */
final class LayerTable {

    /** Stamp pixels between two neighbouring numbers of a layer, and the pixels one of them depends on. */
    private record View(int step, int field) {
        View wider(View other) {
            return new View(Math.max(step, other.step), Math.max(field, other.field));
        }
    }

    private LayerTable() {}

    static List<LayerRow> of(ComputationGraphConfiguration configuration) {
        Map<String, View> views = new HashMap<>();
        configuration.getNetworkInputs().forEach(name -> views.put(name, new View(1, 1)));
        List<LayerRow> rows = new ArrayList<>();
        List<String> waiting = new ArrayList<>(configuration.getVertices().keySet());
        while (!waiting.isEmpty()) {
            String name = waiting.stream()
                    .filter(v -> views.keySet()
                            .containsAll(configuration.getVertexInputs().get(v)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the graph has a cycle"));
            waiting.remove(name);
            View below = configuration.getVertexInputs().get(name).stream()
                    .map(views::get)
                    .reduce(View::wider)
                    .orElseThrow();
            if (configuration.getVertices().get(name) instanceof LayerVertex vertex
                    && vertex.getLayerConf().getLayer() instanceof EngineLayer layer) {
                View view =
                        new View(below.step() * layer.stride(), below.field() + (layer.extent() - 1) * below.step());
                views.put(name, view);
                long parameters =
                        layer.parameters().stream().mapToLong(p -> p.size()).sum();
                rows.add(new LayerRow(name, layer.output(), view.step(), view.field(), parameters, layer.flops()));
            } else {
                views.put(name, below);
            }
        }
        return List.copyOf(rows);
    }
}
