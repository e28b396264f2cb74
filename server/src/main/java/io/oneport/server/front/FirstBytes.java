package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a connection say about who speaks. The place to tell further protocols apart, such as a PROXY
 * header or HTTP/2 with prior knowledge, which is answered as HTTP/1.1 at present.
 */
public enum FirstBytes {
    /** HTTP/1.1, and all that is nothing else: it is the HTTP stage that says what is wrong with it. */
    HTTP,
    /** A TLS record with a handshake message: a ClientHello (RFC 8446, section 5.1). */
    TLS;

    private static final int TLS_HANDSHAKE = 22;
    private static final int TLS_MAJOR_VERSION = 3;

    /** Returns what the bytes begin, or null if more of them are needed to tell. Reads none of them. */
    static @Nullable FirstBytes of(ByteBuf in) {
        int begin = in.readerIndex();
        if (!in.isReadable()) {
            return null;
        }
        if (in.getUnsignedByte(begin) != TLS_HANDSHAKE) {
            return HTTP;
        }
        if (in.readableBytes() == 1) {
            return null;
        }
        return in.getUnsignedByte(begin + 1) == TLS_MAJOR_VERSION ? TLS : HTTP;
    }
}
