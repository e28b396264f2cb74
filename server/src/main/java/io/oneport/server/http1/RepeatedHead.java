package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head of a connection's last request, byte for byte, and what it was decoded to: a peer that sends the same again,
 * as most do that send many, is served without decoding it again.
 *
 * <p>A head is decoded to the same request wherever its bytes come from, so this repeats what the decoder said and has no
 * rules of its own. It is kept for one connection only: comparing with what others sent would tell how far a guess is
 * right. Confined to the socket's event loop.
 */
final class RepeatedHead {
    /** Longer heads are decoded each time; an open connection must not cost much more than what it needs. */
    private static final int MAX_BYTES = 1 << 10;

    /** Its bytes by eights; the last eight may overlap those before. Its version and its end alone are ten. */
    private long[] words = {};

    private int length;
    private @Nullable FullHttpRequest request;

    /**
     * What these bytes begin with: a whole request with an empty body, the same object until another head is remembered. Null
     * if it is not the head that is remembered.
     */
    @Nullable
    FullHttpRequest at(ByteBuf in) {
        if (length == 0 || in.readableBytes() < length) {
            return null;
        }
        int start = in.readerIndex();
        int last = start + length - Long.BYTES;
        for (int i = 0, at = start; at < last; i++, at += Long.BYTES) {
            if (in.getLong(at) != words[i]) {
                return null;
            }
        }
        return in.getLong(last) == words[(length - 1) / Long.BYTES] ? request : null;
    }

    /** How long the remembered head is. */
    int length() {
        return length;
    }

    /**
     * Remembers a head in place of any other.
     *
     * @param in where it lies; it is copied
     * @param request what it was decoded to: without an error and without a body
     */
    void remember(ByteBuf in, int start, int length, HttpRequest request) {
        if (length > MAX_BYTES) {
            return;
        }
        int count = (length + Long.BYTES - 1) / Long.BYTES;
        if (words.length < count) {
            words = new long[count];
        }
        for (int i = 0; i < count; i++) {
            words[i] = in.getLong(start + Math.min(i * Long.BYTES, length - Long.BYTES));
        }
        this.length = length;
        this.request = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
    }
}
