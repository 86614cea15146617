package org.shearnet.galaxysim.render;

/** An object that would need a larger Fourier transform than the accuracy settings allow. */
public final class FftLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FftLimitException(String message) {
        super(message);
    }
}
