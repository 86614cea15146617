package org.shearnet.net.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A GPU through CUDA's driver, NVRTC and cuBLAS. */
final class CudaDevice implements Device {

    private static final int NON_BLOCKING = 1;
    private static final int WITHOUT_TIMING = 2;
    private static final int PIECE = 256;
    private static final int WITH_TENSOR_CORES = 80; // for products of float32 operands
    private static final double MIB = 1024 * 1024;

    private final CudaDriver driver;
    private final Nvrtc compiler;
    private final Cublas cublas;
    private final Pointer[] streams = new Pointer[Queue.values().length];
    private final Pointer module;
    private final Map<String, Pointer> functions = new ConcurrentHashMap<>();
    private final int capability;
    private final Precision precision;

    /** An event of the driver. */
    private record Event(Pointer pointer) implements Mark {}

    CudaDevice(CudaLibraries libraries, int number, Path cache, Precision precision) {
        this.precision = precision;
        driver = new CudaDriver(libraries.driver(), number);
        capability = driver.capability();
        if (precision != Precision.FLOAT32 && capability < WITH_TENSOR_CORES) {
            throw new DeviceException(driver.deviceName() + " has no tensor cores for --precision " + precision.word()
                    + ", which came with compute capability 8.0");
        }
        int newest = driver.version() / 1000;
        compiler = new Nvrtc(libraries.library("nvrtc", newest));
        for (int q = 0; q < streams.length; q++) {
            PointerByReference made = new PointerByReference();
            driver.check("cuStreamCreate", made, NON_BLOCKING);
            streams[q] = made.getValue();
        }
        libraries.library("cublasLt", newest); // so that cuBLAS finds it wherever it lies
        cublas = new Cublas(libraries.library("cublas", newest), stream(Queue.COMPUTE));
        byte[] code = new KernelCache(cache).code(compiler, capability, precision);
        Memory image = new Memory(code.length);
        image.write(0, code, 0, code.length);
        PointerByReference made = new PointerByReference();
        driver.check("cuModuleLoadData", made, image);
        module = made.getValue();
    }

    private Pointer stream(Queue queue) {
        return streams[queue.ordinal()];
    }

    @Override
    public String name() {
        return driver.deviceName();
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public Map<String, String> facts() {
        driver.enter();
        long[] memory = driver.memory();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "device",
                name() + ", compute capability " + capability / 10 + "." + capability % 10 + ", "
                        + driver.multiprocessors() + " multiprocessors");
        facts.put(
                "device memory",
                String.format(java.util.Locale.ROOT, "%.0f MiB, %.0f free", memory[1] / MIB, memory[0] / MIB));
        facts.put("convolutions", precision.word());
        facts.put("driver", "for CUDA " + CudaDriver.text(driver.version()) + " (" + driver.file() + ")");
        facts.put("NVRTC", compiler.version() + " (" + compiler.file() + ")");
        facts.put("cuBLAS", cublas.version() + " (" + cublas.file() + ")");
        return facts;
    }

    @Override
    public int piece() {
        return PIECE;
    }

    @Override
    public long allocate(long bytes) {
        driver.enter();
        LongByReference made = new LongByReference();
        long[] memory = driver.memory();
        if (bytes > memory[0]) {
            throw new DeviceException(String.format(
                    java.util.Locale.ROOT,
                    "%s has %.0f MiB free, and %.0f MiB more are needed; take a smaller batch",
                    name(),
                    memory[0] / MIB,
                    bytes / MIB));
        }
        driver.check("cuMemAlloc_v2", made, bytes);
        driver.check("cuMemsetD8Async", made.getValue(), (byte) 0, bytes, stream(Queue.COMPUTE));
        driver.check("cuStreamSynchronize", stream(Queue.COMPUTE));
        return made.getValue();
    }

    @Override
    public void free(long address) {
        driver.enter();
        driver.check("cuMemFree_v2", address);
    }

    @Override
    public HostMemory pinned(long bytes) {
        driver.enter();
        PointerByReference made = new PointerByReference();
        driver.check("cuMemHostAlloc", made, bytes, 0);
        made.getValue().setMemory(0, bytes, (byte) 0);
        return new HostMemory(made.getValue(), bytes);
    }

    @Override
    public void release(HostMemory memory) {
        driver.enter();
        driver.check("cuMemFreeHost", memory.pointer());
    }

    @Override
    public void upload(Queue queue, HostMemory from, long to, long bytes) {
        driver.enter();
        driver.check("cuMemcpyHtoDAsync_v2", to, from.pointer(), bytes, stream(queue));
    }

    @Override
    public void download(Queue queue, long from, HostMemory to, long bytes) {
        driver.enter();
        driver.check("cuMemcpyDtoHAsync_v2", to.pointer(), from, bytes, stream(queue));
    }

    @Override
    public void copy(Queue queue, long from, long to, long bytes) {
        driver.enter();
        driver.check("cuMemcpyDtoDAsync_v2", to, from, bytes, stream(queue));
    }

    @Override
    public void launch(String kernel, int x, int y, int z, int threads, Arguments arguments) {
        driver.enter();
        driver.check(
                "cuLaunchKernel",
                functions.computeIfAbsent(kernel, this::function),
                x,
                y,
                z,
                threads,
                1,
                1,
                0,
                stream(Queue.COMPUTE),
                arguments.table(),
                Pointer.NULL);
    }

    private Pointer function(String kernel) {
        PointerByReference made = new PointerByReference();
        driver.check("cuModuleGetFunction", made, module, kernel);
        return made.getValue();
    }

    @Override
    public void multiply(Product product) {
        driver.enter();
        cublas.multiply(product);
    }

    @Override
    public Mark mark(Queue queue) {
        driver.enter();
        PointerByReference made = new PointerByReference();
        driver.check("cuEventCreate", made, WITHOUT_TIMING);
        driver.check("cuEventRecord", made.getValue(), stream(queue));
        return new Event(made.getValue());
    }

    @Override
    public void after(Queue queue, Mark mark) {
        driver.enter();
        driver.check("cuStreamWaitEvent", stream(queue), ((Event) mark).pointer(), 0);
    }

    @Override
    public void await(Mark mark) {
        driver.enter();
        driver.check("cuEventSynchronize", ((Event) mark).pointer());
    }

    @Override
    public void forget(Mark mark) {
        driver.enter();
        driver.check("cuEventDestroy_v2", ((Event) mark).pointer());
    }

    @Override
    public void finish(Queue queue) {
        driver.enter();
        driver.check("cuStreamSynchronize", stream(queue));
    }

    @Override
    public long freeBytes() {
        driver.enter();
        return driver.memory()[0];
    }

    @Override
    public void close() {
        driver.enter();
        cublas.close();
        driver.check("cuModuleUnload", module);
        for (Pointer stream : streams) {
            driver.check("cuStreamDestroy_v2", stream);
        }
    }
}
