package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The answer to a TLS client on a port without TLS, in its own protocol (RFC 8446, section 6). */
final class TlsAlert {
    /** A record of type alert, version 3.3, 2 bytes long: level fatal. */
    private static final byte[] FATAL = {21, 3, 3, 0, 2, 2};

    private static final byte HANDSHAKE_FAILURE = 40;
    private static final byte INTERNAL_ERROR = 80;

    private TlsAlert() {}

    /** No parameters of the client can be accepted. */
    static ByteBuf handshakeFailure() {
        return alert(HANDSHAKE_FAILURE);
    }

    /** The client did nothing wrong, and can't be served at present. */
    static ByteBuf internalError() {
        return alert(INTERNAL_ERROR);
    }

    private static ByteBuf alert(byte description) {
        return Unpooled.buffer(FATAL.length + 1).writeBytes(FATAL).writeByte(description);
    }
}
