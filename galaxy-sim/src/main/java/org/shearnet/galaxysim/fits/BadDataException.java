package org.shearnet.galaxysim.fits;

/** Input data that cannot be used; the message is one line that names file, HDU, row and what would be right. */
public final class BadDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A file that cannot be used.
     *
     * @param message what is wrong, where, and what would be right, in one line
     */
    public BadDataException(String message) {
        super(message);
    }

    /**
     * The same, with its cause.
     *
     * @param message what is wrong, where, and what would be right, in one line
     * @param cause what it follows from
     */
    public BadDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
