package org.shearnet.galaxysim.scene;

import java.util.List;
import java.util.function.Function;

/** A value that each galaxy gets by its own draw: a constant, or a rule of the configuration. */
@FunctionalInterface
interface Drawn<T> {

    /** Makes a value of two numbers. */
    @FunctionalInterface
    interface OfTwo<T> {
        T make(double a, double b);
    }

    T draw(Draw draw);

    /** Whether every draw gives the same. */
    default boolean isConstant() {
        return false;
    }

    /** The same value for every galaxy. */
    static <T> Drawn<T> constant(T value) {
        return rule(d -> value, true);
    }

    /** What is made of a value. */
    default <R> Drawn<R> map(Function<T, R> maker) {
        return rule(d -> maker.apply(draw(d)), isConstant());
    }

    /** What is made of two numbers. */
    static <T> Drawn<T> ofTwo(Drawn<Double> a, Drawn<Double> b, OfTwo<T> maker) {
        return rule(d -> maker.make(a.draw(d), b.draw(d)), a.isConstant() && b.isConstant());
    }

    /** A rule over numbers that is a constant where they all are. */
    static Drawn<Double> overAll(List<Drawn<Double>> inputs, Drawn<Double> rule) {
        return inputs.stream().allMatch(Drawn::isConstant) ? constant(rule.draw(Draw.ofConstants())) : rule;
    }

    private static <T> Drawn<T> rule(Drawn<T> rule, boolean isConstant) {
        return new Drawn<>() {
            @Override
            public T draw(Draw draw) {
                return rule.draw(draw);
            }

            @Override
            public boolean isConstant() {
                return isConstant;
            }
        };
    }
}
