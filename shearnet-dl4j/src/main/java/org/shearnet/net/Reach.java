package org.shearnet.net;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.net.LocalNetwork.Vertex;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.EngineLayer;

/**
 * First and last row and column of the stamp that each row and column of a vertex' maps depends on.
 *
 * @param firstRow by the map's row
 * @param lastRow by the map's row
 * @param firstColumn by the map's column
 * @param lastColumn by the map's column
 */
public record Reach(int[] firstRow, int[] lastRow, int[] firstColumn, int[] lastColumn) {

    /** Largest number of the stamp's rows or columns that one number depends on. */
    public int field() {
        int most = 0;
        for (int i = 0; i < firstRow.length; i++) {
            most = Math.max(most, lastRow[i] - firstRow[i] + 1);
        }
        for (int j = 0; j < firstColumn.length; j++) {
            most = Math.max(most, lastColumn[j] - firstColumn[j] + 1);
        }
        return most;
    }

    private static Reach each(Shape stamp) {
        int[] rows = java.util.stream.IntStream.range(0, stamp.height()).toArray();
        int[] columns = java.util.stream.IntStream.range(0, stamp.width()).toArray();
        return new Reach(rows, rows, columns, columns);
    }

    /** By vertex; those whose numbers may depend on all of the stamp, or on more than its maps, are not in it. */
    public static Map<String, Reach> of(LocalNetwork network) {
        Model model = network.model();
        Map<String, EngineLayer> layers = new LinkedHashMap<>();
        Network.engineLayers(model.spec(), model.stamp(), model.psf()).forEach(l -> layers.put(l.getLayerName(), l));
        Map<String, Reach> reaches = new LinkedHashMap<>();
        for (Vertex vertex : network.vertices()) {
            Reach reach = null;
            if (vertex.name().equals(GraphPlan.STAMP)) {
                reach = each(model.stamp());
            } else if (vertex.copies() == 1 && reaches.keySet().containsAll(vertex.below())) {
                EngineLayer layer = layers.get(vertex.name());
                reach = layer == null
                        ? union(vertex, reaches)
                        : through(layer, reaches.get(vertex.below().get(0)));
            }
            if (reach != null) {
                reaches.put(vertex.name(), reach);
            }
        }
        return reaches;
    }

    private static Reach union(Vertex vertex, Map<String, Reach> of) {
        Reach sum = null;
        for (String below : vertex.below()) {
            Reach other = of.get(below);
            sum = sum == null
                    ? other
                    : new Reach(
                            least(sum.firstRow, other.firstRow),
                            most(sum.lastRow, other.lastRow),
                            least(sum.firstColumn, other.firstColumn),
                            most(sum.lastColumn, other.lastColumn));
        }
        return vertex.kind().equals("answer") ? null : sum;
    }

    private static int[] least(int[] a, int[] b) {
        int[] out = a.clone();
        java.util.Arrays.setAll(out, i -> Math.min(a[i], b[i]));
        return out;
    }

    private static int[] most(int[] a, int[] b) {
        int[] out = a.clone();
        java.util.Arrays.setAll(out, i -> Math.max(a[i], b[i]));
        return out;
    }

    private static Reach through(EngineLayer layer, Reach below) {
        Shape in = layer.input();
        Shape out = layer.output();
        if (below == null || layer.reads(0, out.height(), in.height()) == null) {
            return null;
        }
        int[][] rows = spans(layer, out.height(), in.height(), below.firstRow, below.lastRow);
        int[][] columns = spans(layer, out.width(), in.width(), below.firstColumn, below.lastColumn);
        return new Reach(rows[0], rows[1], columns[0], columns[1]);
    }

    private static int[][] spans(EngineLayer layer, int outputs, int length, int[] first, int[] last) {
        int[][] spans = new int[2][outputs];
        for (int i = 0; i < outputs; i++) {
            int[] read = layer.reads(i, outputs, length);
            spans[0][i] = first[read[0]];
            spans[1][i] = last[read[1]];
        }
        return spans;
    }
}
