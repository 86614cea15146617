package org.shearnet.galaxysim.fits;

/** Input data that cannot be used; the message is one line that names file, HDU, row and what would be right. */
public final class BadDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BadDataException(String message) {
        super(message);
    }

    public BadDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
