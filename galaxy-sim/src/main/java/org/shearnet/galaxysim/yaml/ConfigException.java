package org.shearnet.galaxysim.yaml;

/** A configuration that cannot be used; the message is one line that names file, line, YAML path and the remedy. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A wrong configuration.
     *
     * @param message what is wrong, where, and what would be right, in one line
     */
    public ConfigException(String message) {
        super(message);
    }

    /**
     * The same, with its cause.
     *
     * @param message what is wrong, where, and what would be right, in one line
     * @param cause what it follows from
     */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
