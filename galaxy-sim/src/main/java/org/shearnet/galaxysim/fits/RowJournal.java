package org.shearnet.galaxysim.fits;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.FitsInputStream;

/**
 * Rows of a table as they come, in a file that a kill at any time leaves whole up to its last piece: a header of FITS with the columns
 * and with what the rows depend on, then for each piece its length (4 bytes), its check sum (CRC-32, 4 bytes) and its rows.
 */
public final class RowJournal implements AutoCloseable {

    private static final String NAME = "ROWS";
    private static final int HEAD = 2 * Integer.BYTES;

    private final Path path;
    private final Supplier<Map<String, String>> identity;
    private RandomAccessFile out;
    private TableRows form;
    private FitsHeader header;
    private long start;
    private long end;
    private long rows;

    /** What takes the pieces. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes a piece.
         *
         * @param piece the next rows
         * @throws IOException where it cannot be handed on
         */
        void take(FitsTable piece) throws IOException;
    }

    /**
     * Prepares a journal; its file is made with the first piece.
     *
     * @param path its file
     * @param identity by words, what the rows depend on; asked for with the first piece, or to go on
     */
    public RowJournal(Path path, Supplier<Map<String, String>> identity) {
        this.path = path;
        this.identity = identity;
    }

    /** {@return its file} */
    public Path path() {
        return path;
    }

    /** The keyword of a word. */
    private static String card(String word) {
        String key = "ID" + word.toUpperCase(Locale.ROOT);
        return key.substring(0, Math.min(key.length(), 8));
    }

    /** {@return whether an earlier process left one} */
    public boolean isThere() {
        return Files.exists(path);
    }

    /**
     * Goes on with what an earlier process left; what it had not finished is dropped.
     *
     * @throws BadDataException naming what has changed since
     * @throws IOException where it cannot be read, or another process has it
     */
    public void resume() throws IOException {
        open();
        if (out.length() < FitsStructure.BLOCK) {
            out.setLength(0); // killed before the first piece
            return;
        }
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(path.toFile()), 1 << 16))) {
            FitsInputStream fits = new FitsInputStream(in);
            Header cards = new Header(fits);
            start = cards.getSize();
            known(new FitsHeader(cards));
        } catch (RuntimeException e) { // the library's own is one
            throw new BadDataException(path + ": is damaged; remove it to measure anew", e);
        }
        identity.get().forEach((word, value) -> {
            String was = header.text(card(word));
            if (!FitsHeader.ascii(value).equals(was)) {
                throw new BadDataException(path + ": --resume: the " + word + " changed since: " + was + ", now "
                        + value + "; without --resume all is measured anew");
            }
        });
        end = start;
        walk(piece -> {});
        out.setLength(end);
        out.seek(end);
    }

    /** Takes the columns and the cards of the file's header. */
    private void known(FitsHeader cards) {
        header = new FitsHeader();
        header.addUserCards(cards);
        form = TableRows.of(cards, path.toString());
    }

    private void open() throws IOException {
        out = new RandomAccessFile(path.toFile(), "rw");
        FileLock lock;
        try {
            lock = out.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            return; // no locks on this disk
        }
        if (lock == null) {
            throw new FileSystemException(path + ": another process measures into it");
        }
    }

    /** Hands on every whole piece, and finds the end of the last and the number of rows. */
    private void walk(Taker taker) throws IOException {
        rows = 0;
        long at = start;
        try (FileInputStream file = new FileInputStream(path.toFile())) {
            file.getChannel().position(start);
            DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16));
            while (true) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 1 || length % form.width() != 0 || length > out.length() - at - HEAD) {
                    break;
                }
                byte[] bytes = new byte[length];
                in.readFully(bytes);
                if (sum(bytes) != sum) {
                    break;
                }
                FitsTable piece = form.decode(bytes);
                piece.header().addUserCards(header);
                taker.take(piece);
                rows += length / form.width();
                at += HEAD + length;
            }
        } catch (EOFException e) {
            end = at; // that was the last
            return;
        }
        end = at;
    }

    private static int sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** {@return rows that it has} */
    public long rows() {
        return rows;
    }

    /**
     * Appends a piece.
     *
     * @param piece the next rows, of the same columns
     * @throws IOException where it cannot be written
     */
    public void append(FitsTable piece) throws IOException {
        if (form == null) {
            begin(piece);
        }
        if (!piece.columns().equals(form.columns())) {
            throw new IllegalArgumentException("a piece of a table with other columns than the first");
        }
        byte[] bytes = form.encode(piece);
        out.write(ByteBuffer.allocate(HEAD + bytes.length)
                .putInt(bytes.length)
                .putInt(sum(bytes))
                .put(bytes)
                .array());
        end += HEAD + bytes.length;
        rows += piece.rows();
    }

    private void begin(FitsTable piece) throws IOException {
        if (out == null) {
            open();
            out.setLength(0);
        }
        FitsTable own = piece.take(new int[0]);
        own.header().addUserCards(piece.header());
        identity.get().forEach((word, value) -> own.header().set(card(word), value));
        FitsHeader cards;
        try {
            cards = new FitsHeader(FitsTableWriter.header(own, NAME, 0));
        } catch (FitsException e) {
            throw new IOException(e.getMessage(), e);
        }
        byte[] bytes = cards.bytes();
        known(cards);
        out.write(bytes);
        start = bytes.length;
        end = start;
    }

    /**
     * Hands on all pieces in order, with the cards of the first one's header.
     *
     * @param taker what takes them
     * @throws IOException where they cannot be read or handed on
     */
    public void read(Taker taker) throws IOException {
        if (form == null) {
            return;
        }
        walk(piece -> {
            identity.get().keySet().forEach(word -> piece.header().remove(card(word)));
            taker.take(piece);
        });
    }

    /**
     * Removes it, when its rows are elsewhere.
     *
     * @throws IOException where it cannot be removed
     */
    public void remove() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
