package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.StampScaling;

/** One layer at one stamp: its information at any noise and in any format. For one thread. */
final class LayerView {

    private final LocalNetwork network;
    private final LayerParts.Part part;
    private final String layer;
    private final double[][] tangents;
    private final Map<String, LocalJacobian> maps;
    private final int steps;
    private LocalNetwork.Point point;
    private double[][] rows;
    private double[] rowValues;
    private SearchedInformation searched;

    LayerView(
            LocalNetwork network,
            LayerParts.Part part,
            String layer,
            double[][] tangents,
            Map<String, LocalJacobian> maps,
            int steps) {
        this.network = network;
        this.part = part;
        this.layer = layer;
        this.tangents = tangents;
        this.maps = maps;
        this.steps = steps;
    }

    /** Takes the network at a stamp; derivatives are found anew only where it tells the network another noise. */
    void look(LocalNetwork.Point at) {
        boolean same = point != null && !network.model().spec().seesNoise();
        point = at;
        if (same) {
            return;
        }
        if (part.way() == LayerParts.Way.SEARCH) {
            searched = new SearchedInformation(point, layer, tangents, steps);
            return;
        }
        List<double[]> all = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (String vertex : part.rows()) {
            int size = network.vertex(vertex).size();
            for (int i = 0; i < size; i++) {
                double[] u = new double[size];
                u[i] = 1;
                all.add(point.cotangent(vertex, u));
                values.add(point.value(vertex)[i]);
            }
        }
        rows = all.toArray(double[][]::new);
        rowValues = values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    Information at(double sigma, FloatFormat format) {
        return switch (part.way()) {
            case SEARCH -> searched.at(sigma, rounding(point.value(layer), format));
            case ROWS -> NumberInformation.of(rows, rounding(rowValues, format), sigma, tangents);
            case MAPS -> {
                List<LocalJacobian> jacobians =
                        part.maps().stream().map(maps::get).toList();
                List<double[]> rounding = part.maps().stream()
                        .map(v -> rounding(point.value(v), format))
                        .toList();
                yield MapInformation.of(
                        jacobians, rounding, point.scaling(), rows, rounding(rowValues, format), sigma, tangents);
            }
            case NONE -> throw new IllegalStateException(layer + " does not see the stamp");
        };
    }

    /** Weights of the numbers of a narrow layer in their best linear combinations, [6][numbers]. */
    double[][] best(double sigma, FloatFormat format) {
        return NumberInformation.best(rows, rounding(rowValues, format), sigma, tangents);
    }

    /** Variance of each number at a pixel noise of 1, sum of the squares of its row of J; null where it is not known. */
    double[] variance() {
        return switch (part.way()) {
            case ROWS ->
                Arrays.stream(rows)
                        .mapToDouble(r -> EnvelopeCholesky.dot(r, 0, r, 0, r.length))
                        .toArray();
            case MAPS -> mapVariance(layer);
            case SEARCH, NONE -> null;
        };
    }

    /** That of maps; those joined are joined alike. */
    private double[] mapVariance(String vertex) {
        StampScaling scaling = point.scaling();
        LocalJacobian map = maps.get(vertex);
        if (map != null) {
            double[] variance = new double[map.numbers()];
            Arrays.setAll(variance, i -> scaling.factor() * scaling.factor() * map.norm2(i, scaling.profile()));
            return variance;
        }
        LocalNetwork.Vertex joined = network.vertex(vertex);
        double[] all = new double[joined.size()];
        int next = 0;
        for (String below : joined.below()) {
            int size = network.vertex(below).size();
            if (part.rows().contains(below)) {
                for (int i = 0; i < size; i++) {
                    double[] u = new double[size];
                    u[i] = 1;
                    double[] row = point.cotangent(below, u);
                    all[next + i] = EnvelopeCholesky.dot(row, 0, row, 0, row.length);
                }
            } else if (maps.containsKey(below) || !network.vertex(below).kind().equals("input") && joinedHere(below)) {
                System.arraycopy(mapVariance(below), 0, all, next, size);
            }
            next += size;
        }
        return all;
    }

    private boolean joinedHere(String vertex) {
        return network.vertex(vertex).below().stream().anyMatch(maps::containsKey);
    }

    static double[] rounding(double[] values, FloatFormat format) {
        return Arrays.stream(values).map(format::roundingVariance).toArray();
    }
}
