package org.shearnet.galaxysim.yaml;

/** A configuration that cannot be used; the message is one line that names file, line, YAML path and the remedy. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
