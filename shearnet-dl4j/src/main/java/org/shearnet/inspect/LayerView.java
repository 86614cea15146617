package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.shearnet.net.LocalNetwork;

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
            case SEARCH -> searched.at(sigma, KeptStudy.rounding(point.value(layer), format));
            case ROWS -> NumberInformation.of(rows, KeptStudy.rounding(rowValues, format), sigma, tangents);
            case MAPS -> {
                List<LocalJacobian> jacobians =
                        part.maps().stream().map(maps::get).toList();
                List<double[]> rounding = part.maps().stream()
                        .map(v -> KeptStudy.rounding(point.value(v), format))
                        .toList();
                yield MapInformation.of(
                        jacobians,
                        rounding,
                        point.scaling(),
                        rows,
                        KeptStudy.rounding(rowValues, format),
                        sigma,
                        tangents);
            }
            case NONE -> throw new IllegalStateException(layer + " does not see the stamp");
        };
    }

    /** Standard deviation of each number at noise 1, or null where it would take too long. */
    double[] noise() {
        if (part.way() == LayerParts.Way.ROWS) {
            return Arrays.stream(rows)
                    .mapToDouble(r -> Math.sqrt(EnvelopeCholesky.dot(r, 0, r, 0, r.length)))
                    .toArray();
        }
        return null;
    }
}
