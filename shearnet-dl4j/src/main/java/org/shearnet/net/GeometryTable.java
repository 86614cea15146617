package org.shearnet.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.shearnet.net.LayerGeometry.Axis;
import org.shearnet.net.engine.Padding;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.Dense;
import org.shearnet.net.layer.EngineLayer;
import org.shearnet.net.layer.Moments;
import org.shearnet.net.layer.Pooling;
import org.shearnet.net.layer.Resizing;
import org.shearnet.net.layer.WeightedMoments;

/**
 * Follows a graph from the stamp and notes where each layer's numbers lie: out = floor((in + p - e)/s) + 1, e = (k - 1) d + 1; j' =
 * j s; r' = r + (e - 1) j; start' = start + ((e - 1)/2 - p_before) j (Araujo et al. 2019, Distill, doi:10.23915/distill.00021).
 */
final class GeometryTable {

    private static final double SAME_PLACE = 1e-9;

    private final Map<String, LayerGeometry> rows = new LinkedHashMap<>();

    private GeometryTable() {}

    /** All vertices, inputs first, in the order of computation. */
    static List<LayerGeometry> of(
            ComputationGraphConfiguration configuration, NetworkSpec spec, Shape stamp, Shape psf) {
        GeometryTable table = new GeometryTable();
        for (String input : configuration.getNetworkInputs()) {
            table.input(input, input(input, spec, stamp, psf));
        }
        List<String> waiting = new ArrayList<>(configuration.getVertices().keySet());
        while (!waiting.isEmpty()) {
            String name = waiting.stream()
                    .filter(v -> table.rows
                            .keySet()
                            .containsAll(configuration.getVertexInputs().get(v)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the graph has a cycle"));
            waiting.remove(name);
            table.add(
                    name,
                    configuration.getVertices().get(name),
                    configuration.getVertexInputs().get(name));
        }
        return List.copyOf(table.rows.values());
    }

    private static Shape input(String name, NetworkSpec spec, Shape stamp, Shape psf) {
        return switch (name) {
            case GraphPlan.STAMP -> stamp;
            case GraphPlan.PSF -> psf;
            case GraphPlan.SIDE -> Shape.vector(spec.auxiliaryFeatures());
            case GraphPlan.MOMENTS -> Shape.vector(spec.features().noiseFree());
            case GraphPlan.NOISE -> Shape.vector(spec.features().withNoise());
            default -> Shape.vector(spec.features().basis(spec.outputs()));
        };
    }

    private void input(String name, Shape shape) {
        Axis axis = new Axis(1, 1, 0, 0, 0);
        rows.put(name, new LayerGeometry(name, "input", List.of(), shape, 1, 1, 1, "", axis, axis, true, 0, 0));
    }

    private void add(String name, GraphVertex vertex, List<String> below) {
        if (vertex instanceof LayerVertex layered && layered.getLayerConf().getLayer() instanceof EngineLayer layer) {
            rows.put(name, layer(name, layer, below));
        } else {
            rows.put(name, joint(name, vertex, below));
        }
    }

    private LayerGeometry layer(String name, EngineLayer layer, List<String> below) {
        LayerGeometry under = rows.get(below.get(0));
        Shape in = layer.input();
        int kernel = 1;
        int dilation = 1;
        Padding padding = null;
        if (layer instanceof Convolution convolution) {
            kernel = convolution.getKernel();
            dilation = convolution.getDilation();
            padding = convolution.getPadding();
        } else if (layer instanceof Pooling pooling) {
            kernel = pooling.getWindow();
            padding = pooling.getPadding();
        }
        long parameters = layer.parameters().stream().mapToLong(p -> p.size()).sum();
        Shape out = layer.output();
        return new LayerGeometry(
                name,
                layer.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                below,
                out,
                kernel,
                layer.stride(),
                dilation,
                padding == null ? "" : padding.name().toLowerCase(Locale.ROOT),
                axis(layer, padding, under.columns(), in.width(), out.width(), out.isVector()),
                axis(layer, padding, under.rows(), in.height(), out.height(), out.isVector()),
                true,
                parameters,
                layer.flops());
    }

    private static Axis axis(EngineLayer layer, Padding padding, Axis under, int in, int out, boolean vector) {
        if (padding != null) {
            int extent = layer.extent();
            int stride = layer.stride();
            int before = padding.before(in, extent, stride);
            int padded = in + before + Math.max(0, padding.after(in, extent, stride));
            return placed(
                    under,
                    under.jump() * stride,
                    under.field() + (int) Math.round((extent - 1) * under.jump()),
                    under.start() + ((extent - 1) / 2.0 - before) * under.jump(),
                    Math.max(0, padded - ((out - 1) * stride + extent)),
                    in,
                    out);
        }
        if (layer instanceof Resizing) {
            return resized(under, in, out);
        }
        boolean sums = layer instanceof Dense || layer instanceof Moments || layer instanceof WeightedMoments || vector;
        int field = under.field() + (sums ? (int) Math.round((in - 1) * under.jump()) : 0);
        return new Axis(under.jump(), field, under.start(), vector ? 0 : under.gridOffset(), 0);
    }

    /** Nearest pixels: the jump shrinks, and the mean place of all copies stays the mean of what they copy. */
    private static Axis resized(Axis under, int in, int out) {
        double mean = 0;
        for (int i = 0; i < out; i++) {
            mean += (double) (i * in / out) / out;
        }
        double jump = under.jump() * in / out;
        double start = under.start() + mean * under.jump() - (out - 1) / 2.0 * jump;
        return placed(under, jump, under.field(), start, 0, in, out);
    }

    private static Axis placed(Axis under, double jump, int field, double start, int dropped, int in, int out) {
        double centreOfStamp = under.start() + (in - 1) / 2.0 * under.jump() - under.gridOffset();
        return new Axis(jump, field, start, start + (out - 1) / 2.0 * jump - centreOfStamp, dropped);
    }

    private LayerGeometry joint(String name, GraphVertex vertex, List<String> below) {
        LayerGeometry first = rows.get(below.get(0));
        boolean sums = vertex instanceof ElementWiseVertex;
        int channels = sums
                ? first.output().channels()
                : below.stream().mapToInt(b -> rows.get(b).output().channels()).sum();
        boolean aligned = true;
        Axis columns = first.columns();
        Axis lines = first.rows();
        for (String other : below) {
            LayerGeometry next = rows.get(other);
            aligned &= !first.hasMaps() || same(first.columns(), next.columns()) && same(first.rows(), next.rows());
            columns = wider(columns, next.columns());
            lines = wider(lines, next.rows());
        }
        String kind =
                !sums ? "merge" : ((ElementWiseVertex) vertex).getOp().name().toLowerCase(Locale.ROOT);
        Shape shape = new Shape(first.output().height(), first.output().width(), channels);
        long flops = sums ? (long) (below.size() - 1) * shape.size() : 0;
        return new LayerGeometry(name, kind, below, shape, 1, 1, 1, "", columns, lines, aligned, 0, flops);
    }

    private static boolean same(Axis a, Axis b) {
        return Math.abs(a.jump() - b.jump()) < SAME_PLACE && Math.abs(a.start() - b.start()) < SAME_PLACE;
    }

    private static Axis wider(Axis a, Axis b) {
        return b.field() > a.field() ? new Axis(a.jump(), b.field(), a.start(), a.gridOffset(), a.dropped()) : a;
    }
}
