package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A message that comes in fragments (RFC 6455, section 5.4). */
final class Fragments {
    private final boolean text;
    private final boolean compressed;
    private byte[] bytes = new byte[0];
    private int count;

    Fragments(boolean text, boolean compressed) {
        this.text = text;
        this.compressed = compressed;
    }

    /** Whether the message is to be inflated once it is whole. */
    boolean compressed() {
        return compressed;
    }

    boolean text() {
        return text;
    }

    /** Adds a fragment's payload; false if the message grows beyond what it may have. */
    boolean add(ByteBuf in, int at, int length, int maxBytes) {
        if (length > maxBytes - count) {
            return false;
        }
        if (count + length > bytes.length) {
            // Twice as long: else many small fragments would cost the square of their number.
            bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(count + length, 2L * bytes.length)));
        }
        in.getBytes(at, bytes, count, length);
        count += length;
        return true;
    }

    /** Longer than the message. */
    byte[] bytes() {
        return bytes;
    }

    /** How long the message is so far. */
    int length() {
        return count;
    }
}
