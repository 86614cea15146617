package org.shearnet.inspect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Reach;

/**
 * Jacobian of maps by the scaled stamp, where each number depends on a small square of it: found for all pixels of a lattice at
 * once, a square apart, so that as many tangents do as a square has pixels (Curtis, Powell and Reid 1974).
 */
final class LocalJacobian {

    private final int width;
    private final int pixels;
    private final int field;
    private final int[] firstRow;
    private final int[] firstColumn;
    private final double[][] squares;

    private LocalJacobian(int width, int pixels, int field, int[] firstRow, int[] firstColumn, int numbers) {
        this.width = width;
        this.pixels = pixels;
        this.field = field;
        this.firstRow = firstRow;
        this.firstColumn = firstColumn;
        squares = new double[numbers][field * field];
    }

    /** The Jacobians of vertices at a stamp. */
    static Map<String, LocalJacobian> of(LocalNetwork.Point point, LocalNetwork network, List<String> vertices) {
        Map<String, LocalJacobian> all = new LinkedHashMap<>();
        if (vertices.isEmpty()) {
            return all;
        }
        Map<String, Reach> reaches = Reach.of(network);
        int height = network.model().stamp().height();
        int width = network.model().stamp().width();
        int spacing = 0;
        String last = null;
        for (LocalNetwork.Vertex vertex : network.vertices()) {
            if (vertices.contains(vertex.name())) {
                Reach reach = reaches.get(vertex.name());
                int channels = vertex.shape().channels();
                int[] rows = new int[vertex.size()];
                int[] columns = new int[vertex.size()];
                Arrays.setAll(
                        rows,
                        i -> reach.firstRow()[i / channels / vertex.shape().width()]);
                Arrays.setAll(
                        columns,
                        i -> reach.firstColumn()[i / channels % vertex.shape().width()]);
                all.put(
                        vertex.name(),
                        new LocalJacobian(width, height * width, reach.field(), rows, columns, vertex.size()));
                spacing = Math.max(spacing, reach.field());
                last = vertex.name();
            }
        }
        double[] lattice = new double[height * width];
        for (int colour = 0; colour < spacing * spacing; colour++) {
            int row = colour / spacing;
            int column = colour % spacing;
            for (int p = 0; p < lattice.length; p++) {
                lattice[p] = p / width % spacing == row && p % width % spacing == column ? 1 : 0;
            }
            Map<String, double[]> tangents = point.stampTangents(lattice, last);
            for (Map.Entry<String, LocalJacobian> one : all.entrySet()) {
                one.getValue().take(tangents.get(one.getKey()), row, column, spacing);
            }
        }
        return all;
    }

    private void take(double[] tangent, int row, int column, int spacing) {
        for (int i = 0; i < tangent.length; i++) {
            int down = Math.floorMod(row - firstRow[i], spacing);
            int right = Math.floorMod(column - firstColumn[i], spacing);
            if (tangent[i] != 0 && down < field && right < field) {
                squares[i][down * field + right] = tangent[i];
            }
        }
    }

    int numbers() {
        return squares.length;
    }

    /** Whether a number moves with the stamp. */
    boolean isLive(int i) {
        for (double v : squares[i]) {
            if (v != 0) {
                return true;
            }
        }
        return false;
    }

    /** The change of each number for a change of the scaled stamp. */
    double[] times(double[] stamp) {
        double[] change = new double[squares.length];
        for (int i = 0; i < change.length; i++) {
            for (int k = 0; k < squares[i].length; k++) {
                if (squares[i][k] != 0) {
                    int p = (firstRow[i] + k / field) * width + firstColumn[i] + k % field;
                    change[i] += squares[i][k] * stamp[p];
                }
            }
        }
        return change;
    }

    /** Sum of the squares of a row. */
    double norm2(int i) {
        return EnvelopeCholesky.dot(squares[i], 0, squares[i], 0, squares[i].length);
    }

    /** The same after division by the flux: of the row less its mean over the profile, or as it is for null. */
    double norm2(int i, double[] profile) {
        if (profile == null) {
            return norm2(i);
        }
        double mean = 0;
        double sum = 0;
        for (int k = 0; k < field * field; k++) {
            if (squares[i][k] != 0) {
                mean += squares[i][k] * profile[(firstRow[i] + k / field) * width + firstColumn[i] + k % field];
                sum += squares[i][k];
            }
        }
        return norm2(i) - 2 * mean * sum + mean * mean * pixels;
    }

    /** The first pixel of each row of J^T J that is not zero by the layer's reach. */
    void envelope(int[] first) {
        for (int i = 0; i < squares.length; i++) {
            int start = firstRow[i] * width + firstColumn[i];
            for (int k = 0; k < field * field; k++) {
                int p = (firstRow[i] + k / field) * width + firstColumn[i] + k % field;
                if (squares[i][k] != 0) {
                    first[p] = Math.min(first[p], start);
                }
            }
        }
    }

    /** Adds J^T diag(weights) J to a matrix below its diagonal. */
    void addTo(double[][] rows, int[] first, double[] weights) {
        int[] at = new int[field * field];
        double[] value = new double[field * field];
        for (int i = 0; i < squares.length; i++) {
            int n = 0;
            for (int k = 0; k < value.length; k++) {
                if (squares[i][k] != 0) {
                    at[n] = (firstRow[i] + k / field) * width + firstColumn[i] + k % field;
                    value[n++] = squares[i][k];
                }
            }
            for (int a = 0; a < n && weights[i] != 0; a++) {
                double w = weights[i] * value[a];
                double[] row = rows[at[a]];
                int start = first[at[a]];
                for (int b = 0; b <= a; b++) {
                    row[at[b] - start] += w * value[b];
                }
            }
        }
    }
}
