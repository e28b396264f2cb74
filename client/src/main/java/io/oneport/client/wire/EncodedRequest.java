package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.client.net.Header;
import io.oneport.client.net.HttpRequests;
import io.oneport.client.net.Target;
import java.util.List;

/** A request's head, encoded once and written many times (RFC 9112, section 3). Immutable: any thread. */
public final class EncodedRequest {
    private final byte[] bytes;

    private EncodedRequest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A GET; the socket is meant to stay for the next one. */
    public static EncodedRequest get(Target server, String path, List<Header> headers) {
        return encoded(HttpMethod.GET, server, path, headers, -1);
    }

    /** A POST whose body, of this many bytes, is written behind it. */
    public static EncodedRequest post(Target server, String path, List<Header> headers, int bodyBytes) {
        return encoded(HttpMethod.POST, server, path, headers, bodyBytes);
    }

    private static EncodedRequest encoded(
            HttpMethod method, Target server, String path, List<Header> headers, int bodyBytes) {
        DefaultHttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, path);
        HttpHeaders fields = request.headers().set(HttpHeaderNames.HOST, server.authority());
        if (bodyBytes >= 0) {
            fields.set(HttpHeaderNames.CONTENT_LENGTH, bodyBytes);
        }
        HttpRequests.addAll(fields, headers);
        return of(request);
    }

    /** Any request without a body. */
    static EncodedRequest of(HttpRequest request) {
        EmbeddedChannel encoder = new EmbeddedChannel(new HttpRequestEncoder());
        encoder.writeOutbound(request);
        ByteBuf head = encoder.readOutbound();
        byte[] bytes = ByteBufUtil.getBytes(head);
        head.release();
        encoder.finishAndReleaseAll();
        return new EncodedRequest(bytes);
    }

    byte[] bytes() {
        return bytes;
    }
}
