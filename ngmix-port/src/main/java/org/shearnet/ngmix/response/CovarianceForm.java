package org.shearnet.ngmix.response;

import java.util.SortedMap;
import java.util.TreeMap;

/** A covariance of two {@link MomentForm}s of a noise, as a linear form of the numbers of a {@link NoiseTable}. */
final class CovarianceForm {

    private final int[] places;
    private final double[] factors;

    /** From the factor of each number, by its place. */
    CovarianceForm(SortedMap<Integer, Double> factorOf) {
        factorOf.values().removeIf(f -> f == 0);
        places = factorOf.keySet().stream().mapToInt(Integer::intValue).toArray();
        factors = factorOf.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Factor times the sum of this and another form. */
    CovarianceForm plus(CovarianceForm other, double factor) {
        SortedMap<Integer, Double> sum = new TreeMap<>();
        addTo(sum, factor);
        other.addTo(sum, factor);
        return new CovarianceForm(sum);
    }

    private void addTo(SortedMap<Integer, Double> factorOf, double factor) {
        for (int i = 0; i < places.length; i++) {
            factorOf.merge(places[i], factor * factors[i], Double::sum);
        }
    }

    double of(NoiseTable table) {
        double sum = 0;
        for (int i = 0; i < places.length; i++) {
            sum += factors[i] * table.number(places[i]);
        }
        return sum;
    }
}
