package org.shearnet.net.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernels compiled for this processor by {@code scripts/host-kernels}, one block after another: hundreds of times slower than
 * a GPU, with the same source. For tests.
 */
final class HostDevice implements Device {

    private static final int ALIGNMENT = 256;
    private static final int PIECE = 8;

    private final NativeCalls library;
    private final Precision precision;
    /** Addresses handed out, and what was allocated for each. */
    private final Map<Long, Long> rooms = new ConcurrentHashMap<>();

    private record Passed() implements Mark {}

    private static final Mark PASSED = new Passed();

    HostDevice(Path file, Precision precision) {
        this.precision = precision;
        if (!Files.isRegularFile(file)) {
            throw new DeviceException(
                    "host:" + file + ": no such library; compile it with scripts/host-kernels " + file);
        }
        try {
            library = NativeCalls.open(file.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError e) {
            throw new DeviceException("host:" + file + ": cannot be loaded: " + e.getMessage(), e);
        }
        if (!library.has("shim_launch")) {
            throw new DeviceException("host:" + file + ": is not what scripts/host-kernels compiles");
        }
    }

    @Override
    public String name() {
        return "this processor in a GPU's place";
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("device", name(), "kernels", library.file(), "convolutions", precision.word());
    }

    @Override
    public int piece() {
        return PIECE;
    }

    @Override
    public long allocate(long bytes) {
        long base = Native.malloc(bytes + ALIGNMENT);
        if (base == 0) {
            throw new DeviceException("no room for " + bytes + " bytes");
        }
        long address = (base + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
        new Pointer(address).setMemory(0, bytes, (byte) 0);
        rooms.put(address, base);
        return address;
    }

    @Override
    public void free(long address) {
        Native.free(rooms.remove(address));
    }

    @Override
    public HostMemory pinned(long bytes) {
        return new HostMemory(new Pointer(allocate(bytes)), bytes);
    }

    @Override
    public void release(HostMemory memory) {
        free(com.sun.jna.Pointer.nativeValue(memory.pointer()));
    }

    @Override
    public void upload(Queue queue, HostMemory from, long to, long bytes) {
        move(from.pointer(), new Pointer(to), bytes);
    }

    @Override
    public void download(Queue queue, long from, HostMemory to, long bytes) {
        move(new Pointer(from), to.pointer(), bytes);
    }

    @Override
    public void copy(Queue queue, long from, long to, long bytes) {
        move(new Pointer(from), new Pointer(to), bytes);
    }

    private static void move(Pointer from, Pointer to, long bytes) {
        to.getByteBuffer(0, bytes).put(from.getByteBuffer(0, bytes));
    }

    @Override
    public synchronized void launch(String kernel, int x, int y, int z, int threads, Arguments arguments) {
        int code = library.call("shim_launch", kernel, x, y, z, threads, arguments.table());
        if (code != 0) {
            throw new DeviceException("kernel " + kernel + (code == 1 ? ": no such" : ": cannot be run"));
        }
    }

    @Override
    public synchronized void multiply(Product p) {
        library.run(
                "shim_gemm",
                p.transposeA() ? 1 : 0,
                p.transposeB() ? 1 : 0,
                p.m(),
                p.n(),
                p.k(),
                new Pointer(p.a()),
                p.lda(),
                new Pointer(p.b()),
                p.ldb(),
                new Pointer(p.c()),
                p.ldc());
    }

    @Override
    public Mark mark(Queue queue) {
        return PASSED;
    }

    @Override
    public void after(Queue queue, Mark mark) {
        // all that was given is done
    }

    @Override
    public void await(Mark mark) {
        // all that was given is done
    }

    @Override
    public void forget(Mark mark) {
        // there is but one
    }

    @Override
    public void finish(Queue queue) {
        // all that was given is done
    }

    @Override
    public long freeBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public void close() {
        rooms.values().forEach(Native::free);
        rooms.clear();
    }
}
