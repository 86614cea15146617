package org.shearnet.galaxysim.render;

/** An object that would need a larger Fourier transform than the accuracy settings allow. */
public final class FftLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A stamp that asks for too large a transform.
     *
     * @param message what is wrong, where, and what would be right, in one line
     */
    public FftLimitException(String message) {
        super(message);
    }
}
