package io.oneport.client.net;

import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/** One whole WebSocket message (RFC 6455, section 5.6). Immutable, as long as nobody writes to its bytes. */
public sealed interface SocketMessage {
    /** The length of the payload in bytes. */
    int length();

    /** A message of text, UTF-8 on the wire. */
    record Text(String text) implements SocketMessage {
        @Override
        public int length() {
            return ByteBufUtil.utf8Bytes(text);
        }
    }

    /** A message of bytes; not copied, so leave them as they are. */
    record Binary(byte[] bytes) implements SocketMessage {
        @Override
        public int length() {
            return bytes.length;
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
