package org.shearnet.net.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Functions of a native library by name. */
final class NativeCalls {

    private final NativeLibrary library;
    private final Map<String, Function> functions = new ConcurrentHashMap<>();

    private NativeCalls(NativeLibrary library) {
        this.library = library;
    }

    /**
     * Opens a library.
     *
     * @param name a file, or what the system's loader finds
     * @throws UnsatisfiedLinkError where it cannot be opened
     */
    static NativeCalls open(String name) {
        return new NativeCalls(NativeLibrary.getInstance(name));
    }

    /** The file that was opened. */
    String file() {
        return library.getFile() == null ? library.getName() : library.getFile().getPath();
    }

    /** Calls a function that returns an integer. */
    int call(String name, Object... arguments) {
        return function(name).invokeInt(arguments);
    }

    /** Calls a function that returns nothing. */
    void run(String name, Object... arguments) {
        function(name).invokeVoid(arguments);
    }

    /** Calls a function that returns text. */
    String text(String name, Object... arguments) {
        Pointer text = function(name).invokePointer(arguments);
        return text == null ? "" : text.getString(0);
    }

    boolean has(String name) {
        try {
            function(name);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private Function function(String name) {
        return functions.computeIfAbsent(name, library::getFunction);
    }
}
