package org.shearnet.net.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds CUDA's libraries where they are installed: in the folders of {@value #OWN}, by the system's loader, in the toolkit's
 * folders, and among the packages of the Python that the path leads to (wheels {@code nvidia-*-cu12}, {@code nvidia-*} and those of
 * PyTorch).
 */
final class CudaLibraries {

    /** Names folders to be searched first, parted by colons. */
    static final String OWN = "SHEARNET_CUDA_PATH";

    /** Versions that are bound to, the newest first. */
    static final int[] VERSIONS = {13, 12};

    private final Map<String, String> environment;
    private final List<Path> roots;

    /**
     * Looks about.
     *
     * @param roots folders that hold {@code cuda*} folders, as /usr/local does
     */
    CudaLibraries(Map<String, String> environment, List<Path> roots) {
        this.environment = Map.copyOf(environment);
        this.roots = List.copyOf(roots);
    }

    /** Those of this machine. */
    static CudaLibraries ofMachine() {
        return new CudaLibraries(System.getenv(), List.of(Path.of("/usr/local"), Path.of("/opt")));
    }

    /** Opens the driver. */
    NativeCalls driver() {
        List<String> places = new ArrayList<>();
        own().forEach(folder -> places.add(folder.resolve("libcuda.so.1").toString()));
        places.add("libcuda.so.1");
        for (String folder : List.of(
                "/usr/local/nvidia/lib64",
                "/usr/lib/x86_64-linux-gnu",
                "/usr/lib64",
                "/usr/lib/aarch64-linux-gnu",
                "/usr/lib/wsl/lib")) {
            places.add(folder + "/libcuda.so.1");
        }
        NativeCalls found = first(places);
        if (found == null) {
            throw new DeviceException("no NVIDIA driver on this machine: libcuda.so.1 is not found");
        }
        return found;
    }

    /**
     * Opens a library.
     *
     * @param name without its beginning and end, e.g. nvrtc
     * @param newest largest version that the driver takes
     */
    NativeCalls library(String name, int newest) {
        for (int version : VERSIONS) {
            NativeCalls found = version > newest ? null : first(places("lib" + name + ".so." + version));
            if (found != null) {
                return found;
            }
        }
        throw new DeviceException("lib" + name + ".so." + newest + (newest > VERSIONS[1] ? " or ." + VERSIONS[1] : "")
                + " is not found; install the CUDA toolkit, or a Python package such as nvidia-"
                + name.replace("nvrtc", "cuda-nvrtc")
                + ", or name its folder in " + OWN);
    }

    /** Where a library may lie: files that exist, and its bare name for the loader. */
    List<String> places(String file) {
        List<String> places = new ArrayList<>();
        own().forEach(folder -> addExisting(places, folder.resolve(file)));
        places.add(file);
        folders().forEach(folder -> addExisting(places, folder.resolve(file)));
        return places;
    }

    private static void addExisting(List<String> places, Path file) {
        if (Files.exists(file)) {
            places.add(file.toString());
        }
    }

    private List<Path> own() {
        return paths(environment.getOrDefault(OWN, ""));
    }

    private static List<Path> paths(String list) {
        List<Path> paths = new ArrayList<>();
        for (String one : list.split(File.pathSeparator)) {
            if (!one.isEmpty()) {
                paths.add(Path.of(one));
            }
        }
        return paths;
    }

    /** All folders that may hold libraries. */
    Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        for (String name : List.of("CUDA_HOME", "CUDA_PATH")) {
            paths(environment.getOrDefault(name, "")).forEach(home -> addToolkit(folders, home));
        }
        for (Path root : roots) {
            children(root, "cuda*").forEach(home -> addToolkit(folders, home));
        }
        for (Path prefix : prefixes()) {
            folders.add(prefix.resolve("lib"));
            for (Path python : children(prefix.resolve("lib"), "python3*")) {
                for (String packages : List.of("site-packages", "dist-packages")) {
                    for (Path part : children(python.resolve(packages).resolve("nvidia"), "*")) {
                        folders.add(part.resolve("lib"));
                    }
                }
            }
        }
        return folders;
    }

    private static void addToolkit(Set<Path> folders, Path home) {
        folders.add(home.resolve("lib64"));
        folders.add(home.resolve("lib"));
        children(home.resolve("targets"), "*").forEach(target -> folders.add(target.resolve("lib")));
    }

    /** Where Python and its packages are installed. */
    private Set<Path> prefixes() {
        Set<Path> prefixes = new LinkedHashSet<>();
        for (String name : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            prefixes.addAll(paths(environment.getOrDefault(name, "")));
        }
        for (Path folder : paths(environment.getOrDefault("PATH", ""))) {
            Path python = folder.resolve("python3");
            if (Files.exists(python)) {
                addPrefix(prefixes, folder);
                try {
                    addPrefix(prefixes, python.toRealPath().getParent());
                } catch (IOException e) {
                    continue; // a link that leads nowhere has no packages
                }
            }
        }
        paths(environment.getOrDefault("HOME", "")).forEach(home -> prefixes.add(home.resolve(".local")));
        return prefixes;
    }

    private static void addPrefix(Set<Path> prefixes, Path programs) {
        if (programs != null && programs.getParent() != null) {
            prefixes.add(programs.getParent());
        }
    }

    private static List<Path> children(Path folder, String pattern) {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
                stream.forEach(children::add);
            } catch (IOException e) {
                return List.of(); // a folder that may not be read holds nothing for this user
            }
        }
        children.sort(null);
        return children;
    }

    private static NativeCalls first(List<String> places) {
        for (String place : places) {
            try {
                return NativeCalls.open(place);
            } catch (UnsatisfiedLinkError e) {
                continue; // the next place
            }
        }
        return null;
    }
}
