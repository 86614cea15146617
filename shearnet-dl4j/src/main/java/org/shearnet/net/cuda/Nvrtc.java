package org.shearnet.net.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** CUDA's run-time compiler. */
final class Nvrtc {

    private final NativeCalls library;

    Nvrtc(NativeCalls library) {
        this.library = library;
    }

    /** Version, e.g. 13.0. */
    String version() {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        check(library.call("nvrtcVersion", major, minor), "version");
        return major.getValue() + "." + minor.getValue();
    }

    String file() {
        return library.file();
    }

    /**
     * Machine code of a program.
     *
     * @param capability of the device, e.g. 90 for 9.0
     */
    byte[] compile(String source, int capability) {
        PointerByReference program = new PointerByReference();
        check(
                library.call("nvrtcCreateProgram", program, source, "kernels.cu", 0, Pointer.NULL, Pointer.NULL),
                "create a program");
        String[] options = {"--gpu-architecture=sm_" + capability, "--std=c++17", "--fmad=true"};
        try {
            int code =
                    library.call("nvrtcCompileProgram", program.getValue(), options.length, new StringArray(options));
            if (code != 0) {
                throw new DeviceException("NVRTC " + version() + " cannot compile for sm_" + capability + ": "
                        + firstError(log(program.getValue()), code));
            }
            LongByReference size = new LongByReference();
            check(library.call("nvrtcGetCUBINSize", program.getValue(), size), "size of the code");
            Memory code2 = new Memory(Math.max(1, size.getValue()));
            check(library.call("nvrtcGetCUBIN", program.getValue(), code2), "fetch the code");
            return code2.getByteArray(0, Math.toIntExact(size.getValue()));
        } finally {
            library.call("nvrtcDestroyProgram", program);
        }
    }

    private String log(Pointer program) {
        LongByReference size = new LongByReference();
        if (library.call("nvrtcGetProgramLogSize", program, size) != 0 || size.getValue() < 1) {
            return "";
        }
        Memory log = new Memory(size.getValue());
        return library.call("nvrtcGetProgramLog", program, log) == 0 ? log.getString(0) : "";
    }

    private String firstError(String log, int code) {
        return log.lines()
                .filter(line -> line.contains("error"))
                .findFirst()
                .orElseGet(() -> library.text("nvrtcGetErrorString", code));
    }

    private void check(int code, String what) {
        if (code != 0) {
            throw new DeviceException(
                    "NVRTC cannot " + what + ": " + library.text("nvrtcGetErrorString", code) + " (" + file() + ")");
        }
    }
}
