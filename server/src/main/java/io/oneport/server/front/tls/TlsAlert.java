package io.oneport.server.front.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The fatal alerts that the server sends by itself, before a TLS engine is there (RFC 8446, section 6). */
public final class TlsAlert {
    /** A record of type alert, version 3.3, 2 bytes long: level fatal. */
    private static final byte[] FATAL = {21, 3, 3, 0, 2, 2};

    private static final byte HANDSHAKE_FAILURE = 40;
    private static final byte DECODE_ERROR = 50;
    private static final byte INTERNAL_ERROR = 80;
    private static final byte NO_APPLICATION_PROTOCOL = 120;

    private TlsAlert() {}

    /** No parameters of the client can be accepted. */
    public static ByteBuf handshakeFailure() {
        return alert(HANDSHAKE_FAILURE);
    }

    /** A message is longer than it may be, or broken. */
    static ByteBuf decodeError() {
        return alert(DECODE_ERROR);
    }

    /** The client did nothing wrong, and can't be served at present. */
    public static ByteBuf internalError() {
        return alert(INTERNAL_ERROR);
    }

    /** The client offers only protocols that are not spoken here (RFC 7301, section 3.2). */
    static ByteBuf noApplicationProtocol() {
        return alert(NO_APPLICATION_PROTOCOL);
    }

    private static ByteBuf alert(byte description) {
        return Unpooled.buffer(FATAL.length + 1).writeBytes(FATAL).writeByte(description);
    }
}
