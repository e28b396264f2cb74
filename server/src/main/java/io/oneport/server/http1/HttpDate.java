package io.oneport.server.http1;

import io.netty.util.concurrent.FastThreadLocal;
import io.oneport.server.api.HttpTime;
import java.nio.charset.StandardCharsets;

/** The Date header (RFC 9110, section 6.6.1), encoded once a second for each thread. */
final class HttpDate {
    private static final FastThreadLocal<HttpDate> CURRENT = new FastThreadLocal<>() {
        @Override
        protected HttpDate initialValue() {
            return new HttpDate();
        }
    };

    private long second = -1;
    private byte[] lines = {};

    private HttpDate() {}

    /**
     * A second as a header field, and the empty line that ends a head: Date goes last. Not to be changed. Any thread;
     * cheapest on an event loop.
     *
     * @param nowMillis the time, in milliseconds since 1970
     */
    static byte[] lastLines(long nowMillis) {
        HttpDate date = CURRENT.get();
        long second = nowMillis / 1000;
        if (second != date.second) {
            date.second = second;
            String text = "date: " + HttpTime.text(second) + "\r\n\r\n";
            date.lines = text.getBytes(StandardCharsets.US_ASCII);
        }
        return date.lines;
    }
}
