package org.shearnet.galaxysim.profile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleFunction;

/**
 * Radial transforms that depend on one more parameter, tabulated at equidistant nodes of it and interpolated between them by
 * the polynomial through six: a new parameter costs a few microseconds, not a new integral.
 */
final class TableFamily {

    private static final int STENCIL = 6;
    private static final int MOST_KEPT = 256;

    private final double low;
    private final double step;
    private final AtomicReferenceArray<RadialTable> nodes;
    private final DoubleFunction<RadialTable> maker;
    private final Map<Double, RadialTable> kept = new ConcurrentHashMap<>();

    /**
     * @param low least parameter
     * @param high largest parameter
     * @param count number of nodes
     * @param maker makes the table of a node
     */
    TableFamily(double low, double high, int count, DoubleFunction<RadialTable> maker) {
        this.low = low;
        this.step = (high - low) / (count - 1);
        this.nodes = new AtomicReferenceArray<>(count);
        this.maker = maker;
    }

    /** The table at a parameter; those of the first parameters asked for are kept. */
    RadialTable at(double parameter) {
        RadialTable found = kept.get(parameter);
        if (found == null) {
            found = blend(parameter);
            if (kept.size() < MOST_KEPT) {
                kept.put(parameter, found);
            }
        }
        return found;
    }

    private RadialTable blend(double parameter) {
        double position = (parameter - low) / step;
        int first = (int) Math.max(0, Math.min(nodes.length() - STENCIL, Math.floor(position) - STENCIL / 2 + 1));
        RadialTable[] tables = new RadialTable[STENCIL];
        double[] weights = new double[STENCIL];
        for (int i = 0; i < STENCIL; i++) {
            tables[i] = node(first + i);
            double w = 1;
            for (int j = 0; j < STENCIL; j++) {
                if (j != i) {
                    w *= (position - first - j) / (i - j);
                }
            }
            weights[i] = w;
        }
        return RadialTable.blend(tables, weights);
    }

    private RadialTable node(int i) {
        RadialTable found = nodes.get(i);
        if (found == null) {
            found = maker.apply(low + i * step);
            nodes.set(i, found);
        }
        return found;
    }
}
