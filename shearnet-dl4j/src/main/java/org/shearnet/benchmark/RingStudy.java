package org.shearnet.benchmark;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What matched pairs at one noise level say of an estimator.
 *
 * @param noiseSigma pixel noise of the rings (counts)
 * @param all over all rings
 * @param inStamp over the rings whose galaxy is well inside its stamp
 * @param bins over thirds of the rings by a property of the galaxy
 * @param broken over all rings where an assumption is broken, one entry a condition
 */
public record RingStudy(double noiseSigma, RingBias all, RingBias inStamp, List<Bin> bins, List<Broken> broken) {

    public RingStudy {
        bins = List.copyOf(bins);
        broken = List.copyOf(broken);
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

    /**
     * The same rings with an assumption broken.
     *
     * @param condition which one
     * @param bias what is found then
     * @param shift what has changed, ring by ring
     */
    public record Broken(Condition condition, RingBias bias, RingBias shift) {

        /** The largest change of m or c in units of what LSST accepts; NaN where too few rings are left. */
        public double severity() {
            double m = DoubleStream.of(shift.m1().value(), shift.m2().value())
                    .map(Math::abs)
                    .max()
                    .getAsDouble();
            double c = DoubleStream.of(shift.c1().value(), shift.c2().value())
                    .map(Math::abs)
                    .max()
                    .getAsDouble();
            return Math.max(m / Requirement.LSST.m(), c / Requirement.LSST.c());
        }
    }

    /** The broken assumption that changes m or c most; null where none was tried. */
    public Broken breaksFirst() {
        Broken worst = null;
        for (Broken one : broken) {
            if (Double.isFinite(one.severity()) && (worst == null || one.severity() > worst.severity())) {
                worst = one;
            }
        }
        return worst;
    }
}
