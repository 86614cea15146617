package org.shearnet.cli;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.fits.AnyFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Names of files as people give them. Those that begin as {@code hdfs://} are of other file systems: some options take them, where the
 * provider {@value #PROVIDER} is installed, and all others refuse them, for they would name a folder {@code hdfs:} here.
 */
final class FileName {

    /** Scheme of the provider that opens every name of another file system. */
    static final String PROVIDER = "hadoop";

    private static final Pattern ELSEWHERE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

    private static final String HERE_INSTEAD = "; mount it, or copy the file (hdfs dfs -get, aws s3 cp)";

    private FileName() {}

    /** Takes the names of an option wherever they lie. */
    static final class Anywhere implements ITypeConverter<Path> {
        @Override
        public Path convert(String name) {
            return told(FileName::of, name);
        }
    }

    /** Takes names of this machine's files alone, as options do that say nothing else. */
    static final class Here implements ITypeConverter<Path> {
        @Override
        public Path convert(String name) {
            return told(FileName::here, name);
        }
    }

    /** What is wrong with a name, in the class that options tell it by. */
    private static Path told(Function<String, Path> path, String name) {
        try {
            return path.apply(name);
        } catch (UsageException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static boolean isElsewhere(String name) {
        return ELSEWHERE.matcher(name).matches();
    }

    /**
     * A file of this machine.
     *
     * @throws UsageException where the name is one of another file system
     */
    static Path here(String name) {
        if (isElsewhere(name)) {
            throw new UsageException(name
                    + ": a name on another file system, and files of this machine's are taken here" + HERE_INSTEAD);
        }
        return Path.of(name);
    }

    /**
     * A file wherever it lies.
     *
     * @throws UsageException where the name is one of a file system that cannot be reached from this process
     */
    static Path of(String name) {
        if (!isElsewhere(name) || name.startsWith("file:")) {
            return here(name);
        }
        FileSystemProvider provider = FileSystemProvider.installedProviders().stream()
                .filter(one -> one.getScheme().equals(PROVIDER))
                .findFirst()
                .orElseThrow(() -> new UsageException(name
                        + ": a name on another file system, which --spark alone reads and writes, built with: mvn -Pspark"
                        + " -DskipTests package" + HERE_INSTEAD));
        try {
            return provider.getPath(URI.create(name));
        } catch (FileSystemNotFoundException | IllegalArgumentException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }

    /** A name as it is from any folder. */
    static String rooted(String name) {
        return isElsewhere(name) ? name : Path.of(name).toAbsolutePath().toString();
    }

    /** A file beside another; on another file system a name that no other process takes, for there are no locks. */
    static Path besideAlone(Path file, String ending) {
        String own = AnyFile.isHere(file)
                ? ""
                : "-" + java.util.UUID.randomUUID().toString().substring(0, 8);
        return file.resolveSibling(file.getFileName() + ending + own);
    }
}
