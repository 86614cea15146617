package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Event files against the bytes that TensorBoard's own writer gives. */
class EventFileTest {

    /**
     * By tensorboard 2.21.0, protobuf 7.36.2: {@code RecordWriter.write} of {@code Event}s serialised by its own protocol, with
     * wall times 1.5 (the version), 2.5 (step 300, loss 0.25), 3 (an image of 2 x 4, "png") and 4 (the end of a session at 2).
     */
    private static final String GOLDEN =
            "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c"
                    + "1b000000000000001a0d9e1309000000000000044010ac022a0d0a0b0a046c6f7373150000803e205d3896"
                    + "1d00000000000000602fdf230900000000000008402a120a100a0178220b0802100418032203706e675bb23583"
                    + "4d000000000000003d63d4a60900000000000010402a420a400a1a5f68706172616d735f2f73657373696f6e5f656e645f696e666f"
                    + "42060801120212004a1a0a180a0768706172616d73120d220b080111000000000000004064c82841";

    @Test
    void everyByteIsAsTensorBoardWritesIt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] end = new EventFile.Message()
                .message(4, session -> session.whole(1, 1).number(2, 2.0))
                .toBytes();
        new EventFile(out)
                .begin(1.5)
                .scalar(2.5, 300, "loss", 0.25)
                .png(3, 0, "x", 4, 2, "png".getBytes(StandardCharsets.US_ASCII))
                .plugin(4, "_hparams_/session_end_info", "hparams", end);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(GOLDEN);
    }

    /** RFC 3720, appendix B.4: 32 bytes of zeros, and of ones; masked as TensorFlow's crc32c.h does. */
    @Test
    void theChecksumIsCastagnolis() {
        byte[] ones = new byte[32];
        java.util.Arrays.fill(ones, (byte) 0xff);
        assertThat(EventFile.maskedChecksum(new byte[32])).isEqualTo(masked(0x8a9136aa));
        assertThat(EventFile.maskedChecksum(ones)).isEqualTo(masked(0x62a8ab43));
    }

    private static int masked(int sum) {
        return ((sum >>> 15) | (sum << 17)) + 0xa282ead8;
    }

    @Test
    void longLengthsAndNegativeNumbersTakeTheirGroups() {
        byte[] message =
                new EventFile.Message().whole(1, -1).bytes(2, new byte[200]).toBytes();
        assertThat(HexFormat.of().formatHex(message, 0, 14)).isEqualTo("08ffffffffffffffffff0112c801");
        assertThat(message).hasSize(214);
    }
}
