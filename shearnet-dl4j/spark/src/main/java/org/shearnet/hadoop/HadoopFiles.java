package org.shearnet.hadoop;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Files of every file system that Hadoop knows, behind Java's own classes: files are read by ranges, written whole, renamed, listed and
 * deleted. Hadoop's settings are those of the class path (core-site.xml) and of {@code spark.hadoop.*}.
 *
 * <p>Longer than other classes: what Java asks of a provider is one class.
 */
public final class HadoopFiles extends FileSystemProvider {

    private static final int BUFFER = 1 << 16;

    private final FileSystem tree = new HadoopTree(this);
    private Configuration settings;

    /** What Java asks of a file. */
    private record Attributes(FileStatus status) implements BasicFileAttributes {

        @Override
        public java.nio.file.attribute.FileTime lastModifiedTime() {
            return java.nio.file.attribute.FileTime.fromMillis(status.getModificationTime());
        }

        @Override
        public java.nio.file.attribute.FileTime lastAccessTime() {
            return lastModifiedTime();
        }

        @Override
        public java.nio.file.attribute.FileTime creationTime() {
            return lastModifiedTime();
        }

        @Override
        public boolean isRegularFile() {
            return status.isFile();
        }

        @Override
        public boolean isDirectory() {
            return status.isDirectory();
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public long size() {
            return status.getLen();
        }

        @Override
        public Object fileKey() {
            return null;
        }
    }

    /** Work on a file system. */
    @FunctionalInterface
    private interface Work<T> {
        T on(org.apache.hadoop.fs.FileSystem files, org.apache.hadoop.fs.Path name) throws IOException;
    }

    @Override
    public String getScheme() {
        return "hadoop";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("is open from the first name on");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return tree;
    }

    /**
     * {@return the path of a whole name}
     *
     * @param uri with the scheme of a file system
     * @throws FileSystemNotFoundException in one line, where Hadoop has no class for the scheme
     */
    @Override
    public Path getPath(URI uri) {
        String scheme = uri.getScheme();
        try {
            org.apache.hadoop.fs.FileSystem.getFileSystemClass(scheme, settings());
        } catch (UnsupportedFileSystemException e) {
            throw new FileSystemNotFoundException("Hadoop knows no file system '" + scheme + "'; a setting fs." + scheme
                    + ".impl names its class (docs/scaling.md)");
        } catch (IOException | RuntimeException e) { // Hadoop wraps a missing class in one
            throw new FileSystemNotFoundException("the class of the file system '" + scheme
                    + "' is not on the class path (" + words(e) + "); docs/scaling.md says how its jars are added");
        }
        return new HadoopPath(tree, new org.apache.hadoop.fs.Path(uri));
    }

    private synchronized Configuration settings() {
        if (settings == null) {
            SparkEnv env = SparkEnv.get();
            settings = SparkHadoopUtil.get().newConfiguration(env == null ? new SparkConf() : env.conf());
        }
        return settings;
    }

    private static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException) {
            return "no machine of that name: " + root.getMessage();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.strip().lines().findFirst().orElse("");
    }

    /** Does it, failures in Java's own classes. */
    private <T> T on(Path path, Work<T> work) throws IOException {
        org.apache.hadoop.fs.Path name = ((HadoopPath) path).name();
        try {
            return work.on(name.getFileSystem(settings()), name);
        } catch (FileNotFoundException e) {
            throw (IOException) new NoSuchFileException(path.toString()).initCause(e);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw (IOException) new FileAlreadyExistsException(path.toString()).initCause(e);
        } catch (AccessControlException e) {
            throw (IOException) new AccessDeniedException(path.toString()).initCause(e);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // a machine of no address is one
            throw new IOException(path + ": " + words(e), e);
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (options.stream().anyMatch(option -> option != StandardOpenOption.READ)) {
            throw new UnsupportedOperationException("files of Hadoop are written from their beginning to their end");
        }
        return on(path, (files, name) -> {
            FileStatus status = files.getFileStatus(name);
            if (status.isDirectory()) {
                throw new FileSystemException(path.toString(), null, "a folder");
            }
            return new RangeChannel(
                    org.apache.hadoop.util.functional.FutureIO.awaitFuture(files.openFile(name)
                            .withFileStatus(status)
                            .opt("fs.option.openfile.read.policy", "random")
                            .build()),
                    status.getLen());
        });
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        return on(path, (files, name) -> files.open(name));
    }

    /** Writes a file that is not there yet. */
    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        return on(path, (files, name) -> new BufferedOutputStream(files.create(name, false), BUFFER));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> found = new ArrayList<>();
        for (FileStatus status : on(folder, org.apache.hadoop.fs.FileSystem::listStatus)) {
            Path path = new HadoopPath(tree, status.getPath());
            if (filter.accept(path)) {
                found.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {
                // the list is whole
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        on(folder, (files, name) -> files.mkdirs(name));
    }

    @Override
    public void delete(Path path) throws IOException {
        on(path, (files, name) -> {
            files.getFileStatus(name); // which says where there is none
            if (!files.delete(name, false)) {
                throw new FileSystemException(path.toString(), null, "cannot be deleted");
            }
            return null;
        });
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("files of Hadoop are not copied");
    }

    /** Renames within a file system. */
    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        boolean replaces = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
        on(source, (files, from) -> {
            org.apache.hadoop.fs.Path to = ((HadoopPath) target).name();
            try {
                FileContext.getFileContext(files.getUri(), settings())
                        .rename(from, to, replaces ? Options.Rename.OVERWRITE : Options.Rename.NONE);
            } catch (UnsupportedFileSystemException e) { // knows this one way to rename
                rename(files, from, to, replaces);
            }
            return null;
        });
    }

    private static void rename(
            org.apache.hadoop.fs.FileSystem files,
            org.apache.hadoop.fs.Path from,
            org.apache.hadoop.fs.Path to,
            boolean replaces)
            throws IOException {
        if (files.exists(to)) {
            if (!replaces) {
                throw new FileAlreadyExistsException(to.toString());
            }
            files.delete(to, false);
        }
        if (!files.rename(from, to)) {
            throw new FileSystemException(from.toString(), to.toString(), "cannot be renamed");
        }
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
        return path.equals(other);
    }

    @Override
    public boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("no sizes of disks");
    }

    /** A file system that does not answer is no file that is missing, which is what Java makes of an IOException here. */
    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        try {
            on(path, (files, name) -> {
                if (List.of(modes).contains(AccessMode.WRITE)) {
                    files.access(name, FsAction.WRITE);
                } else {
                    files.getFileStatus(name);
                }
                return null;
            });
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return type.cast(on(path, (files, name) -> new Attributes(files.getFileStatus(name))));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
        throw new UnsupportedOperationException("attributes are read by their class");
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("attributes are Hadoop's");
    }
}
