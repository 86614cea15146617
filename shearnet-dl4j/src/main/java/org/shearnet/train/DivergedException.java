package org.shearnet.train;

/** Training met a loss or gradient that is not finite; the last good checkpoint stands. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message one line */
    public DivergedException(String message) {
        super(message);
    }
}
