package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;

class CheckpointTest {

    @TempDir
    private Path folder;

    private static Checkpoint of(int length) {
        float[][] arrays = new float[4][length];
        for (int k = 0; k < arrays.length; k++) {
            for (int i = 0; i < length; i++) {
                arrays[k][i] = k + 1e-3f * i;
            }
        }
        return new Checkpoint("print", 3, 7, new Checkpoint.Progress(11, 1.5, 2.5, 0.25, 0.125, 2, 60.5), arrays);
    }

    /** Below, at and above the pieces in which a file is written, 16,384 numbers. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 16_385, 50_000})
    void whatIsWrittenIsReadBack(int length) throws IOException {
        Path file = folder.resolve("last.ckpt");
        Checkpoint written = of(length);
        written.write(file);
        assertThat(Files.size(file)).isEqualTo(4 * 4 * length + Files.size(empty()));
        Checkpoint read = Checkpoint.read(file);
        assertThat(read.fingerprint()).isEqualTo("print");
        assertThat(read.progress()).isEqualTo(written.progress());
        assertThat(read.arrays()).isDeepEqualTo(written.arrays());
    }

    private Path empty() throws IOException {
        Path file = folder.resolve("empty.ckpt");
        of(0).write(file);
        return file;
    }

    @Test
    void aByteMoreOrLessOrAnotherIsSeen() throws IOException {
        Path file = folder.resolve("last.ckpt");
        of(20_000).write(file);
        byte[] whole = Files.readAllBytes(file);
        byte[] altered = whole.clone();
        altered[200_000]++;
        for (byte[] damaged : new byte[][] {
            Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length + 1), altered, new byte[10]
        }) {
            Files.write(file, damaged);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("check sum");
        }
    }

    @Test
    void anArrayLongerThanItsFileIsRefused() throws Exception {
        Path file = empty();
        byte[] bytes = Files.readAllBytes(file);
        // the last array's length, before the check sum
        bytes[bytes.length - 32 - 4] = 0x7f;
        byte[] sum = Sha256.digest().digest(Arrays.copyOf(bytes, bytes.length - 32));
        System.arraycopy(sum, 0, bytes, bytes.length - 32, 32);
        Files.write(file, bytes);
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("array 3 of 2130706432 numbers");
    }
}
