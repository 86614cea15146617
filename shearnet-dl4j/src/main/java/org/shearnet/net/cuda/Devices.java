package org.shearnet.net.cuda;

import java.nio.file.Path;

/** The device that this process computes networks on, chosen once. */
public final class Devices {

    /** Where native code is unpacked; compiled kernels are kept there, too. */
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private static Device chosen;

    private Devices() {}

    /**
     * Chooses the device of all networks from now on, in float32.
     *
     * @return what was chosen, and why where it was left to us
     */
    public static String choose(String word) {
        return choose(word, Precision.FLOAT32);
    }

    /**
     * Chooses the device of all networks from now on.
     *
     * @param word cpu, cuda, cuda:n, auto (cuda:0 where there is one), or host:FILE for the kernels on this processor
     * @param precision of its convolutions; the processor itself has float32 alone
     * @return what was chosen, and why where it was left to us
     * @throws IllegalArgumentException where the word is none of these
     * @throws DeviceException where there is no such device, or it cannot be used
     */
    public static synchronized String choose(String word, Precision precision) {
        if (word.equals("cpu") && precision != Precision.FLOAT32) {
            throw new IllegalArgumentException(
                    "the processor computes in float32 alone; " + precision.word() + " needs a GPU");
        }
        close();
        String reason = "";
        if (word.equals("auto")) {
            try {
                chosen = open("cuda", precision);
            } catch (DeviceException e) {
                reason = " (" + e.getMessage() + ")";
            }
        } else if (!word.equals("cpu")) {
            chosen = open(word, precision);
        }
        return (chosen == null ? "cpu" : chosen.name()) + reason;
    }

    /** Opens a device. */
    public static Device open(String word, Precision precision) {
        if (word.startsWith("host:")) {
            return new HostDevice(Path.of(word.substring("host:".length())), precision);
        }
        String number = word.equals("cuda") ? "0" : word.startsWith("cuda:") ? word.substring("cuda:".length()) : "";
        if (!number.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("expected cpu, cuda, cuda:N or auto, found '" + word + "'");
        }
        String cache = System.getProperty(CACHE);
        try {
            return new CudaDevice(
                    CudaLibraries.ofMachine(),
                    Integer.parseInt(number),
                    cache == null ? null : Path.of(cache),
                    precision);
        } catch (UnsatisfiedLinkError e) {
            throw new DeviceException("CUDA's libraries do not fit together: " + e.getMessage(), e);
        }
    }

    /** The device chosen; null where networks are computed on the processor itself. */
    public static synchronized Device chosen() {
        return chosen;
    }

    /** Gives the device back. */
    public static synchronized void close() {
        if (chosen != null) {
            chosen.close();
            chosen = null;
        }
    }
}
