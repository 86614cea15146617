package org.shearnet.net.cuda;

/** A device that is not there, or does not do what it is told. The message is one line for the user. */
public final class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
