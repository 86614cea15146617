package org.shearnet.galaxysim.scene;

/** A value that each galaxy gets by its own draw: a constant, or a rule of the configuration. */
@FunctionalInterface
interface Drawn<T> {

    T draw(Draw draw);

    /** Whether every draw gives the same. */
    default boolean isConstant() {
        return false;
    }

    /** The same value for every galaxy. */
    static <T> Drawn<T> constant(T value) {
        return new Drawn<>() {
            @Override
            public T draw(Draw draw) {
                return value;
            }

            @Override
            public boolean isConstant() {
                return true;
            }
        };
    }
}
