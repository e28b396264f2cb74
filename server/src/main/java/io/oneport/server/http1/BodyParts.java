package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Decoded parts of one body, in order. */
final class BodyParts {
    /** Larger ones are not worth a copy. */
    private static final int MAX_BYTES_EACH = 256;

    private BodyParts() {}

    /** Whether the last part is the end of the body, or the failure that ends it. */
    static boolean ended(List<Object> parts) {
        return !parts.isEmpty() && parts.get(parts.size() - 1) instanceof LastHttpContent;
    }

    /** Makes one part of all that come before the end, if they are small. */
    static void join(List<Object> parts) {
        int count = parts.size() - (ended(parts) ? 1 : 0);
        if (count < 2) {
            return;
        }
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += ((HttpContent) parts.get(i)).content().readableBytes();
        }
        if (bytes > count * MAX_BYTES_EACH) {
            return;
        }
        ByteBuf all = Unpooled.buffer(bytes, bytes);
        for (int i = 0; i < count; i++) {
            HttpContent part = (HttpContent) parts.get(i);
            all.writeBytes(part.content());
            part.release();
        }
        Object last = parts.get(parts.size() - 1);
        boolean ended = count < parts.size();
        parts.clear();
        parts.add(new DefaultHttpContent(all));
        if (ended) {
            parts.add(last);
        }
    }
}
