package io.oneport.client.net;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Builds plain requests, and what all its requests share. Stateless: any thread. */
public final class HttpRequests {
    private HttpRequests() {}

    /** A GET without a body (RFC 9110, section 9.3.1); with {@code keepAlive} the socket is meant to stay. */
    public static FullHttpRequest get(Target target, String path, boolean keepAlive, List<Header> headers) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        request.headers()
                .set(HttpHeaderNames.HOST, target.authority())
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        addAll(request.headers(), headers);
        return request;
    }

    /** A POST with its body, of known length (RFC 9110, section 9.3.3). The socket isn't needed after it. */
    static FullHttpRequest post(Target target, String path, List<Header> headers, byte[] body) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, target.authority())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        addAll(request.headers(), headers);
        return request;
    }

    /** Adds a user's fields. Host replaces ours, since a request has exactly one (RFC 9112, section 3.2). */
    public static void addAll(HttpHeaders fields, List<Header> headers) {
        for (Header header : headers) {
            if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(header.name())) {
                fields.set(header.name(), header.value());
            } else {
                fields.add(header.name(), header.value());
            }
        }
    }
}
