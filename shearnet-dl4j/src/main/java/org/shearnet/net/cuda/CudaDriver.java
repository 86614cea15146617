package org.shearnet.net.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** CUDA's driver, with a context of its own device that every calling thread enters. */
final class CudaDriver {

    /** The oldest driver that is bound to: CUDA 12.0. */
    static final int OLDEST = 12000;

    private static final int MAJOR = 75; // attributes of a device
    private static final int MINOR = 76;
    private static final int MULTIPROCESSORS = 16;
    private static final int NAME_ROOM = 256;

    private final NativeCalls library;
    private final int version;
    private final int device;
    private final Pointer context;
    private final ThreadLocal<Boolean> entered = ThreadLocal.withInitial(() -> false);

    /** Opens a device by its number. */
    CudaDriver(NativeCalls library, int number) {
        this.library = library;
        check("cuInit", 0);
        IntByReference given = new IntByReference();
        check("cuDriverGetVersion", given);
        version = given.getValue();
        if (version < OLDEST) {
            throw new DeviceException(
                    "the NVIDIA driver is too old: it is for CUDA " + text(version) + ", and 12.0 is the least");
        }
        check("cuDeviceGetCount", given);
        int count = given.getValue();
        if (number >= count) {
            throw new DeviceException("cuda:" + number + ": no such GPU; this machine has " + count
                    + (count == 0 ? "" : ", numbered from 0"));
        }
        check("cuDeviceGet", given, number);
        device = given.getValue();
        PointerByReference made = new PointerByReference();
        check("cuDevicePrimaryCtxRetain", made, device);
        context = made.getValue();
        enter();
    }

    /** Makes the device that of the calling thread. */
    void enter() {
        if (!entered.get()) {
            check("cuCtxSetCurrent", context);
            entered.set(true);
        }
    }

    /** CUDA's version as it is written. */
    static String text(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** The newest CUDA that the driver takes, e.g. 13000. */
    int version() {
        return version;
    }

    String file() {
        return library.file();
    }

    String deviceName() {
        byte[] name = new byte[NAME_ROOM];
        check("cuDeviceGetName", name, name.length, device);
        return com.sun.jna.Native.toString(name);
    }

    /** Compute capability, e.g. 90 for 9.0. */
    int capability() {
        return 10 * attribute(MAJOR) + attribute(MINOR);
    }

    int multiprocessors() {
        return attribute(MULTIPROCESSORS);
    }

    private int attribute(int number) {
        IntByReference value = new IntByReference();
        check("cuDeviceGetAttribute", value, number, device);
        return value.getValue();
    }

    /** Free bytes, then all. */
    long[] memory() {
        LongByReference free = new LongByReference();
        LongByReference all = new LongByReference();
        check("cuMemGetInfo_v2", free, all);
        return new long[] {free.getValue(), all.getValue()};
    }

    /** Calls a function of the driver. */
    void check(String function, Object... arguments) {
        int code = library.call(function, arguments);
        if (code != 0) {
            PointerByReference name = new PointerByReference();
            String word = library.call("cuGetErrorName", code, name) == 0
                    ? name.getValue().getString(0)
                    : "error " + code;
            throw new DeviceException("the NVIDIA driver refuses " + function + ": " + word);
        }
    }
}
