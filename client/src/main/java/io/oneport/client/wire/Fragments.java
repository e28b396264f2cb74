package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A message that comes in fragments (RFC 6455, section 5.4). */
final class Fragments {
    private final boolean text;
    private final boolean compressed;
    private byte[] bytes = new byte[0];

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
        if (length > maxBytes - bytes.length) {
            return false;
        }
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, before + length);
        in.getBytes(at, bytes, before, length);
        return true;
    }

    byte[] bytes() {
        return bytes;
    }
}
