package org.shearnet.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What readers get of g out of the layers of a network.
 *
 * @param noiseSigma pixel noise of the galaxies' stamps (counts)
 * @param probes of all layers and readers
 * @param bound Fisher bound of a component of g, root mean square over the galaxies
 * @param spread standard deviation of a component of g over the galaxies
 * @param own error of the network's own answer on the galaxies that the readers are tried on, root mean square of a component
 */
public record Usable(double noiseSigma, List<Probe> probes, double bound, double spread, double own) {

    public Usable {
        probes = List.copyOf(probes);
    }

    /** The bound in the unit of {@link Probe#bits}. */
    public double boundBits() {
        return Math.log(spread / bound) / Math.log(2);
    }

    /** The share of the information that the best reader of the trained network uses, by layer in the order of the graph. */
    public Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Probe probe : probes) {
            if (!probe.reader().startsWith(Probe.UNTRAINED)) {
                double share = Math.min(1, bound * bound / (probe.rmse() * probe.rmse()));
                shares.merge(probe.layer(), share, Math::max);
            }
        }
        return shares;
    }

    /** The errors of one reader, by layer in the order of the graph. */
    public Map<String, Probe> of(String reader) {
        Map<String, Probe> found = new LinkedHashMap<>();
        for (Probe probe : probes) {
            if (probe.reader().equals(reader)) {
                found.put(probe.layer(), probe);
            }
        }
        return found;
    }
}
