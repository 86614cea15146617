package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowJournalTest {

    private static final Map<String, String> IDENTITY = Map.of("input", "a.fits of 7 bytes", "options", "--method x");

    @TempDir
    private Path folder;

    private static FitsTable rows(int from, int n) {
        return new FitsTable().add("id", "", LongStream.range(from, from + n).toArray());
    }

    private Path journal() throws IOException {
        Path file = folder.resolve("cat.fits.measured");
        Files.deleteIfExists(file);
        try (RowJournal journal = new RowJournal(file, () -> IDENTITY)) {
            journal.append(rows(0, 5));
            journal.append(rows(5, 3));
        }
        return file;
    }

    /** Bytes of the header and of the two pieces. */
    private static final int HEADER = 2880;

    private static final int FIRST = 8 + 5 * 8;

    @Test
    void whereverItIsCutItGoesOnBehindTheLastWholePiece() throws IOException {
        Path whole = journal();
        byte[] bytes = Files.readAllBytes(whole);
        assertThat(bytes).hasSize(HEADER + FIRST + 8 + 3 * 8);
        for (int length = 0; length <= bytes.length; length++) {
            try (RandomAccessFile cut = new RandomAccessFile(journal().toFile(), "rw")) {
                cut.setLength(length);
            }
            int kept = length < HEADER + FIRST ? 0 : length < bytes.length ? 5 : 8;
            try (RowJournal journal = new RowJournal(whole, () -> IDENTITY)) {
                journal.resume();
                assertThat(journal.rows()).as("cut to " + length).isEqualTo(kept);
                journal.append(rows(kept, 2));
                List<Long> ids = new ArrayList<>();
                journal.read(piece -> LongStream.of(piece.longs("id")).forEach(ids::add));
                assertThat(ids).isEqualTo(LongStream.range(0, kept + 2).boxed().toList());
            }
        }
    }

    @Test
    void aPieceWithAWrongBitAndAllBehindItAreMeasuredAgain() throws IOException {
        Path file = journal();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(HEADER + FIRST + 8 + 4);
            out.write(1);
        }
        try (RowJournal journal = new RowJournal(file, () -> IDENTITY)) {
            journal.resume();
            assertThat(journal.rows()).isEqualTo(5);
        }
    }

    @Test
    void whatChangedSinceIsNamed() throws IOException {
        Path file = journal();
        try (RowJournal journal =
                new RowJournal(file, () -> Map.of("input", "a.fits of 8 bytes", "options", "--method x"))) {
            assertThatThrownBy(journal::resume)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("the input changed since: a.fits of 7 bytes, now a.fits of 8 bytes");
        }
    }

    @Test
    void twoProcessesDoNotShareOne() throws IOException {
        Path file = journal();
        try (RowJournal one = new RowJournal(file, () -> IDENTITY);
                RowJournal other = new RowJournal(file, () -> IDENTITY)) {
            one.resume();
            assertThatThrownBy(other::resume).hasMessageContaining("another process measures into it");
        }
    }
}
