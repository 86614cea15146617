package org.shearnet.cli;

/** A command line that cannot be carried out; the message is one line. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
