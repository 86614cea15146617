package org.shearnet.errorbars;

/** The central intervals that belong to an error bar. */
@FunctionalInterface
public interface Intervals {

    /** Those of a normal distribution. */
    Intervals NORMAL = (component, pull) -> Normals.within(pull);

    /**
     * The level of the narrowest interval that holds a difference; one of a higher level contains it.
     *
     * @param component 0 for g1, 1 for g2
     * @param pull its modulus over the stated error
     * @return from 0 to 1
     */
    double level(int component, double pull);
}
