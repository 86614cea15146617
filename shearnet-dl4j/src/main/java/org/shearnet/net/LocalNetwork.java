package org.shearnet.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Linearisation;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.EngineLayer;

/**
 * A network in double precision, with the derivatives of every vertex by the pixels of a stamp: forward (tangents) and backward
 * (cotangents). Slower than the engine by an order of magnitude; for looking inside, not for measuring galaxies. Any number of
 * threads may use it.
 *
 * <p>Longer than other classes: values, tangents and cotangents follow one graph.
 */
public final class LocalNetwork {

    /** Name of the last vertex: the physical labels. */
    public static final String ANSWER = "answer";

    private final Model model;
    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<String, Vertex> byName = new LinkedHashMap<>();
    private final Map<String, DoubleLayer> layers = new LinkedHashMap<>();

    /**
     * A vertex of the graph.
     *
     * @param name as the graph has it; the inputs first, {@link #ANSWER} last
     * @param kind input, the layer's class in lower case, add, average, merge, answer
     * @param shape of one copy's output
     * @param copies how many the graph makes of a stamp there: 8 within {@code d4}, else 1
     * @param below names of what it reads
     */
    public record Vertex(String name, String kind, Shape shape, int copies, List<String> below) {

        /** Numbers in its output. */
        public int size() {
            return copies * shape.size();
        }
    }

    private LocalNetwork(Model model) {
        this.model = model;
    }

    /** A model's network. */
    public static LocalNetwork of(Model model) {
        if (model.spec().deconvolves()) {
            throw new IllegalArgumentException("moments before the PSF have no derivatives by the pixels here");
        }
        Backend.enter();
        Graph graph = model.graph();
        LocalNetwork network = new LocalNetwork(model);
        var configuration = graph.getConfiguration();
        for (String input : configuration.getNetworkInputs()) {
            network.add(new Vertex(input, "input", network.inputShape(input), 1, List.of()));
        }
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            List<String> below = configuration.getVertexInputs().get(name);
            if (below != null && !below.isEmpty()) {
                network.add(graph, name, below);
            }
        }
        int labels = model.spec().outputs().size();
        network.add(new Vertex(ANSWER, "answer", Shape.vector(labels), 1, configuration.getNetworkOutputs()));
        return network;
    }

    private Shape inputShape(String input) {
        return switch (input) {
            case GraphPlan.STAMP -> model.stamp();
            case GraphPlan.PSF -> model.psf();
            case GraphPlan.SIDE -> Shape.vector(model.spec().auxiliaryFeatures());
            case GraphPlan.MOMENTS -> Shape.vector(model.spec().features().noiseFree());
            case GraphPlan.NOISE -> Shape.vector(model.spec().features().withNoise());
            default -> Shape.vector(model.spec().features().basis(model.spec().outputs()));
        };
    }

    private void add(Vertex vertex) {
        vertices.add(vertex);
        byName.put(vertex.name(), vertex);
    }

    private void add(Graph graph, String name, List<String> below) {
        Vertex first = byName.get(below.get(0));
        Layer layer = graph.getLayer(name);
        if (layer == null) {
            boolean sum = graph.getConfiguration().getVertices().get(name) instanceof ElementWiseVertex;
            if (sum) {
                ElementWiseVertex vertex = (ElementWiseVertex)
                        graph.getConfiguration().getVertices().get(name);
                String kind = vertex.getOp() == ElementWiseVertex.Op.Add ? "add" : "average";
                add(new Vertex(name, kind, first.shape(), first.copies(), below));
                return;
            }
            int channels = below.stream()
                    .mapToInt(b -> byName.get(b).shape().channels())
                    .sum();
            Shape shape = new Shape(first.shape().height(), first.shape().width(), channels);
            add(new Vertex(name, "merge", shape, first.copies(), below));
            return;
        }
        EngineLayer conf = (EngineLayer) layer.conf().getLayer();
        List<double[]> parameters = new ArrayList<>();
        for (var parameter : conf.parameters()) {
            parameters.add(doubles(layer.getParam(parameter.name())));
        }
        layers.put(name, conf.inDouble(first.copies(), parameters.toArray(double[][]::new)));
        String kind = conf.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        add(new Vertex(name, kind, conf.output(), conf.outputBatch(first.copies()), below));
    }

    private static double[] doubles(INDArray array) {
        float[] values = new FlatArray(array).toArray();
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    public Model model() {
        return model;
    }

    /** All vertices in the order of computation: the inputs first, {@link #ANSWER} last. */
    public List<Vertex> vertices() {
        return List.copyOf(vertices);
    }

    /** The vertex of a name. */
    public Vertex vertex(String name) {
        Vertex vertex = byName.get(name);
        if (vertex == null) {
            throw new IllegalArgumentException("no layer '" + name + "': " + byName.keySet());
        }
        return vertex;
    }

    /** What a vertex' numbers become before they go on, e.g. rounded; may change the array in place. */
    @FunctionalInterface
    public interface Arithmetic {
        void round(double[] values);
    }

    /**
     * The network at a stamp.
     *
     * @param pixels [ny * nx] in counts
     * @param psf PSF image of the network's size; not looked at where it takes none
     * @param noiseSigma what the network is told of a pixel's noise
     */
    public Point at(double[] pixels, double[] psf, double noiseSigma) {
        return at(pixels, psf, noiseSigma, values -> {});
    }

    /** The same, every vertex' output rounded. */
    public Point at(double[] pixels, double[] psf, double noiseSigma, Arithmetic arithmetic) {
        return new Point(new SeenStamp(model, pixels, psf, noiseSigma), arithmetic);
    }

    /** All vertices at one stamp, and their derivatives there. */
    public final class Point {

        private final SeenStamp seen;
        private final Map<String, double[]> values = new LinkedHashMap<>();
        private final Map<String, Linearisation> linear = new LinkedHashMap<>();

        private Point(SeenStamp seen, Arithmetic arithmetic) {
            this.seen = seen;
            for (Vertex vertex : vertices) {
                double[] value = switch (vertex.kind()) {
                    case "input" -> seen.value(vertex.name()).clone();
                    case "answer" -> seen.labels(values.get(vertex.below().get(0)));
                    case "merge", "add", "average" -> joined(vertex, values);
                    default -> {
                        Linearisation layer = layers.get(vertex.name())
                                .at(values.get(vertex.below().get(0)));
                        linear.put(vertex.name(), layer);
                        yield layer.value().clone();
                    }
                };
                arithmetic.round(value);
                values.put(vertex.name(), value);
            }
        }

        /** A vertex' output, [copies][height][width][channels]. Not a copy. */
        public double[] value(String vertex) {
            return values.get(vertex(vertex).name());
        }

        /** Changes of the outputs of all vertices for a change of the pixels. */
        public Map<String, double[]> tangents(double[] dPixels) {
            return tangents(dPixels, ANSWER);
        }

        /** The same, up to a vertex. */
        public Map<String, double[]> tangents(double[] dPixels, String last) {
            return tangents(last, input -> seen.tangent(input, dPixels), dPixels);
        }

        /** Changes of all vertices, up to one, for a change of the scaled stamp alone, all other inputs as they are. */
        public Map<String, double[]> stampTangents(double[] dStamp, String last) {
            return tangents(
                    last,
                    input -> input.equals(GraphPlan.STAMP) ? dStamp : new double[seen.value(input).length],
                    new double[dStamp.length]);
        }

        /** How the inputs follow from the pixels. */
        public StampScaling scaling() {
            return seen.scaling();
        }

        private Map<String, double[]> tangents(String last, UnaryInput input, double[] dPixels) {
            Map<String, double[]> d = new LinkedHashMap<>();
            for (Vertex vertex : vertices) {
                String below = vertex.below().isEmpty() ? null : vertex.below().get(0);
                d.put(
                        vertex.name(),
                        switch (vertex.kind()) {
                            case "input" -> input.tangent(vertex.name());
                            case "answer" -> seen.labelTangent(values.get(below), d.get(below), dPixels);
                            case "merge", "add", "average" -> joined(vertex, d);
                            default -> linear.get(vertex.name()).tangent(d.get(below));
                        });
                if (vertex.name().equals(last)) {
                    break;
                }
            }
            return d;
        }

        /** The gradient by the pixels for a gradient at a vertex. */
        public double[] cotangent(String from, double[] dy) {
            Map<String, double[]> d = new LinkedHashMap<>();
            d.put(vertex(from).name(), dy);
            double[] dPixels = new double[model.stamp().size()];
            for (int v = vertices.indexOf(vertex(from)); v >= 0; v--) {
                Vertex vertex = vertices.get(v);
                double[] here = d.remove(vertex.name());
                if (here == null) {
                    continue;
                }
                String below = vertex.below().isEmpty() ? null : vertex.below().get(0);
                switch (vertex.kind()) {
                    case "input" -> seen.cotangent(vertex.name(), here, dPixels);
                    case "answer" -> collect(d, below, seen.labelCotangent(values.get(below), here, dPixels));
                    case "merge", "add", "average" -> parted(vertex, here, d);
                    default -> collect(d, below, linear.get(vertex.name()).cotangent(here));
                }
            }
            return dPixels;
        }
    }

    private interface UnaryInput {
        double[] tangent(String input);
    }

    private double[] joined(Vertex vertex, Map<String, double[]> of) {
        double[] out = new double[vertex.size()];
        if (!vertex.kind().equals("merge")) {
            double share =
                    vertex.kind().equals("add") ? 1 : 1.0 / vertex.below().size();
            for (String below : vertex.below()) {
                double[] values = of.get(below);
                for (int i = 0; i < out.length; i++) {
                    out[i] += share * values[i];
                }
            }
            return out;
        }
        int width = vertex.shape().channels();
        int first = 0;
        for (String below : vertex.below()) {
            int own = byName.get(below).shape().channels();
            for (int q = 0; q < out.length / width; q++) {
                System.arraycopy(of.get(below), q * own, out, q * width + first, own);
            }
            first += own;
        }
        return out;
    }

    private void parted(Vertex vertex, double[] dy, Map<String, double[]> d) {
        double share = vertex.kind().equals("average") ? 1.0 / vertex.below().size() : 1;
        int width = vertex.shape().channels();
        int first = 0;
        for (String below : vertex.below()) {
            double[] part = new double[byName.get(below).size()];
            if (vertex.kind().equals("merge")) {
                int own = byName.get(below).shape().channels();
                for (int q = 0; q < dy.length / width; q++) {
                    System.arraycopy(dy, q * width + first, part, q * own, own);
                }
                first += own;
            } else {
                for (int i = 0; i < part.length; i++) {
                    part[i] = share * dy[i];
                }
            }
            collect(d, below, part);
        }
    }

    private static void collect(Map<String, double[]> d, String at, double[] values) {
        double[] sum = d.get(at);
        if (sum == null) {
            d.put(at, values.clone());
            return;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }
}
