package org.shearnet.hadoop;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * The whole name of a file that Hadoop knows, scheme, machine or bucket, and folders. Parts of it are names of this machine's kind, for a
 * name without its scheme belongs to no file system.
 */
final class HadoopPath implements Path {

    private final FileSystem files;
    private final org.apache.hadoop.fs.Path name;

    HadoopPath(FileSystem files, org.apache.hadoop.fs.Path name) {
        this.files = files;
        this.name = name;
    }

    /** As Hadoop has it. */
    org.apache.hadoop.fs.Path name() {
        return name;
    }

    private Path parts() {
        return Path.of(name.toUri().getPath());
    }

    private HadoopPath of(org.apache.hadoop.fs.Path other) {
        return new HadoopPath(files, other);
    }

    private HadoopPath at(Path parts) {
        URI uri = name.toUri();
        return of(new org.apache.hadoop.fs.Path(uri.getScheme(), uri.getAuthority(), parts.toString()));
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return true;
    }

    @Override
    public Path getRoot() {
        return at(parts().getRoot());
    }

    @Override
    public Path getFileName() {
        return parts().getFileName();
    }

    @Override
    public Path getParent() {
        return name.isRoot() ? null : of(name.getParent());
    }

    @Override
    public int getNameCount() {
        return parts().getNameCount();
    }

    @Override
    public Path getName(int index) {
        return parts().getName(index);
    }

    @Override
    public Path subpath(int from, int to) {
        return parts().subpath(from, to);
    }

    private boolean isBeside(Path other) {
        return other instanceof HadoopPath own && own.getRoot().equals(getRoot());
    }

    @Override
    public boolean startsWith(Path other) {
        return isBeside(other) && parts().startsWith(((HadoopPath) other).parts());
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof HadoopPath ? equals(other) : !other.isAbsolute() && parts().endsWith(other);
    }

    @Override
    public Path normalize() {
        return at(parts().normalize());
    }

    @Override
    public Path resolve(Path other) {
        return other.isAbsolute() ? other : at(parts().resolve(other.toString()));
    }

    @Override
    public Path relativize(Path other) {
        if (!isBeside(other)) {
            throw new IllegalArgumentException(other + " is on another file system than " + this);
        }
        return parts().relativize(((HadoopPath) other).parts());
    }

    @Override
    public URI toUri() {
        return name.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return this;
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("folders of Hadoop are not watched");
    }

    @Override
    public int compareTo(Path other) {
        return name.compareTo(((HadoopPath) other).name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HadoopPath own && own.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
