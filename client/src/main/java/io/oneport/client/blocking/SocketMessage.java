package io.oneport.client.blocking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One whole WebSocket message (RFC 6455, section 5.6). Immutable, as long as nobody writes to its bytes. */
public sealed interface SocketMessage {
    /** The length of the payload in bytes. */
    int length();

    /** The payload; of a binary message not a copy, so leave it as it is. */
    byte[] payload();

    /** A message of text, UTF-8 on the wire. */
    record Text(String text) implements SocketMessage {
        @Override
        public int length() {
            int length = text.length();
            for (int i = 0; i < text.length(); i++) {
                char unit = text.charAt(i);
                // The two units of a pair are 4 bytes, so 1 more for each.
                length += unit < 0x80 ? 0 : unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2;
            }
            return length;
        }

        @Override
        public byte[] payload() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A message of bytes; not copied, so leave them as they are. */
    record Binary(byte[] bytes) implements SocketMessage {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public byte[] payload() {
            return bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
