package org.shearnet.cli;

/** The user stopped a run; the message says what was saved and how to go on. */
final class InterruptedRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InterruptedRunException(String message) {
        super(message);
    }
}
