package org.shearnet.benchmark;

import java.util.function.Supplier;

/** Makes a value when it is first asked for, and keeps it. For one thread. */
final class Lazy<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private T value;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        if (value == null) {
            value = maker.get();
        }
        return value;
    }
}
