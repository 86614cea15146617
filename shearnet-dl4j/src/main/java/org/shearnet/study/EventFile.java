package org.shearnet.study;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard's: records of length, masked CRC-32C, an {@code Event} message, masked CRC-32C of that. Numbers of fields
 * are those of TensorBoard's {@code event.proto}, {@code summary.proto} and of its hparams plugin.
 *
 * <p>Implementation note: the few messages are written field by field, for the protocol's library would come with all of
 * TensorFlow's classes.
 */
final class EventFile {

    /** What is added to a rotated checksum, so that checksums of data that hold checksums are not weak. */
    private static final int MASK = 0xa282ead8;

    private static final int ROTATION = 15;

    private static final String VERSION = "brain.Event:2";

    private final OutputStream out;

    EventFile(OutputStream out) {
        this.out = out;
    }

    /** A message under construction. */
    static final class Message {

        private static final int VARINT = 0;
        private static final int FIXED64 = 1;
        private static final int BYTES = 2;
        private static final int FIXED32 = 5;
        private static final int CONTINUES = 0x80;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private Message key(int field, int kind) {
            return raw((long) field << 3 | kind);
        }

        /** A number in groups of seven bits, lowest first. */
        private Message raw(long value) {
            long rest = value;
            while ((rest & -CONTINUES) != 0) {
                bytes.write((int) (rest & (CONTINUES - 1)) | CONTINUES);
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        Message whole(int field, long value) {
            return key(field, VARINT).raw(value);
        }

        Message number(int field, double value) {
            key(field, FIXED64)
                    .bytes
                    .writeBytes(little(Long.BYTES).putDouble(value).array());
            return this;
        }

        Message number(int field, float value) {
            key(field, FIXED32)
                    .bytes
                    .writeBytes(little(Float.BYTES).putFloat(value).array());
            return this;
        }

        Message bytes(int field, byte[] value) {
            key(field, BYTES).raw(value.length).bytes.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Consumer<Message> content) {
            Message inner = new Message();
            content.accept(inner);
            return bytes(field, inner.toBytes());
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The checksum of a record. */
    static int maskedChecksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Integer.rotateRight((int) sum.getValue(), ROTATION) + MASK;
    }

    private void record(byte[] event) throws IOException {
        byte[] length = little(Long.BYTES).putLong(event.length).array();
        DataOutputStream data = new DataOutputStream(out);
        data.write(length);
        data.write(little(Integer.BYTES).putInt(maskedChecksum(length)).array());
        data.write(event);
        data.write(little(Integer.BYTES).putInt(maskedChecksum(event)).array());
        data.flush();
    }

    /** The first record of every file. */
    EventFile begin(double time) {
        return event(time, 0, event -> event.text(3, VERSION));
    }

    /** A number at a step. */
    EventFile scalar(double time, long step, String tag, double value) {
        return summary(time, step, one -> one.text(1, tag).number(2, (float) value));
    }

    /** A picture. */
    EventFile png(double time, long step, String tag, int width, int height, byte[] png) {
        return summary(
                time,
                step,
                one -> one.text(1, tag)
                        .message(
                                4,
                                image -> image.whole(1, height)
                                        .whole(2, width)
                                        .whole(3, 3)
                                        .bytes(4, png)));
    }

    /** What a plugin reads: metadata with its name and content, without a value of its own. */
    EventFile plugin(double time, String tag, String plugin, byte[] content) {
        return summary(
                time,
                0,
                one -> one.text(1, tag)
                        // an empty float tensor, without which the reader drops the summary
                        .message(8, tensor -> tensor.whole(1, 1).message(2, shape -> shape.message(2, none -> {})))
                        .message(
                                9,
                                metadata -> metadata.message(
                                        1, data -> data.text(1, plugin).bytes(2, content))));
    }

    private EventFile summary(double time, long step, Consumer<Message> value) {
        return event(time, step, event -> event.message(5, summary -> summary.message(1, value)));
    }

    private EventFile event(double time, long step, Consumer<Message> content) {
        Message event = new Message().number(1, time);
        if (step != 0) {
            event.whole(2, step);
        }
        content.accept(event);
        try {
            record(event.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
