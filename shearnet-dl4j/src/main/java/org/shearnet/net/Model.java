package org.shearnet.net;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shearnet.features.Label;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/**
 * A trained network with all that is needed to use it on stamps.
 *
 * @param stamp shape of the stamps it takes
 * @param psf shape of the PSF images it takes; of no meaning where it takes none
 * @param weights the graph's flat parameter array; not a copy
 * @param scene the YAML of the scene it was trained on
 * @param provenance how it was made: version, commit, seed, command ...
 */
public record Model(
        NetworkSpec spec,
        Shape stamp,
        Shape psf,
        Normalisation normalisation,
        float[] weights,
        String scene,
        Map<String, String> provenance) {

    public Model {
        provenance = Map.copyOf(new TreeMap<>(provenance));
    }

    /** The same network with other weights, which are not copied. */
    public Model with(float[] others) {
        return new Model(spec, stamp, psf, normalisation, others, scene, provenance);
    }

    /** What the predictions' columns are. */
    public List<Label> outputs() {
        return spec.outputs();
    }

    /** The graph with the model's weights. */
    public Graph graph() {
        Graph graph = Network.build(spec, stamp, psf, 0);
        FlatArray memory = new FlatArray(graph.params());
        if (memory.length() != weights.length) {
            throw new IllegalStateException(
                    "the graph has " + memory.length() + " parameters, the model " + weights.length);
        }
        memory.write(0, weights, weights.length);
        return graph;
    }

    /** Predictions of many stamps on that many threads; to be closed. */
    public Predictor predictor(int threads) {
        Backend.enter();
        return new Predictor(spec, normalisation, stamp, psf, graph(), Backend.workers(threads));
    }
}
