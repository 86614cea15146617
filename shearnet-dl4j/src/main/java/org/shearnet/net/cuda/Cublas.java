package org.shearnet.net.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/** CUDA's matrix products, in float32 alone. */
final class Cublas implements AutoCloseable {

    /** No TF32 and no other shortcuts: CUBLAS_PEDANTIC_MATH. */
    private static final int PEDANTIC = 2;

    private final NativeCalls library;
    private final Pointer handle;
    private final Memory one = new Memory(Float.BYTES);
    private final Memory zero = new Memory(Float.BYTES);

    /** For the present context. */
    Cublas(NativeCalls library, Pointer stream) {
        this.library = library;
        PointerByReference made = new PointerByReference();
        check(library.call("cublasCreate_v2", made), "start");
        handle = made.getValue();
        check(library.call("cublasSetStream_v2", handle, stream), "take a stream");
        check(library.call("cublasSetMathMode", handle, PEDANTIC), "compute in float32");
        one.setFloat(0, 1);
        zero.setFloat(0, 0);
    }

    /** Version as a number, e.g. 130100. */
    int version() {
        IntByReference version = new IntByReference();
        check(library.call("cublasGetVersion_v2", handle, version), "tell its version");
        return version.getValue();
    }

    String file() {
        return library.file();
    }

    void multiply(Device.Product p) {
        check(
                library.call(
                        "cublasSgemm_v2",
                        handle,
                        p.transposeA() ? 1 : 0,
                        p.transposeB() ? 1 : 0,
                        p.m(),
                        p.n(),
                        p.k(),
                        one,
                        new Pointer(p.a()),
                        p.lda(),
                        new Pointer(p.b()),
                        p.ldb(),
                        zero,
                        new Pointer(p.c()),
                        p.ldc()),
                "multiply");
    }

    private void check(int code, String what) {
        if (code != 0) {
            throw new DeviceException("cuBLAS cannot " + what + ": status " + code + " (" + file() + ")");
        }
    }

    @Override
    public void close() {
        library.call("cublasDestroy_v2", handle);
    }
}
