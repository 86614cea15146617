package org.shearnet.benchmark;

import java.util.List;
import java.util.Map;

/**
 * What matched pairs say of an estimator.
 *
 * @param noiseSigma pixel noise of the rings (counts)
 * @param all over all rings
 * @param bins over thirds of the rings by a property of the galaxy
 * @param conditions over all rings where the estimator is told something wrong
 */
public record RingStudy(double noiseSigma, RingBias all, List<Bin> bins, Map<Condition, RingBias> conditions) {

    /** No rings were run. */
    public static final RingStudy NONE = new RingStudy(Double.NaN, RingBias.NONE, List.of(), Map.of());

    public RingStudy {
        bins = List.copyOf(bins);
        conditions = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(conditions));
    }

    /**
     * A third of the rings.
     *
     * @param property what they are sorted by
     * @param low least value of the property
     * @param high largest value
     * @param bias of this third
     */
    public record Bin(String property, double low, double high, RingBias bias) {}
}
