package io.oneport.client.wire;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.client.net.Header;
import io.oneport.client.net.Target;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request, or its head, encoded once and written as often as needed (RFC 9112, section 3). Immutable: any thread. */
public final class EncodedRequest {
    /** The empty line. */
    private static final int END_OF_HEAD_BYTES = 2;

    private final byte[] bytes;

    private EncodedRequest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A GET; the socket is meant to stay for the next one, unless a field says otherwise. */
    public static EncodedRequest get(Target server, String path, List<Header> headers) {
        return of(request(HttpMethod.GET, server, path, headers));
    }

    /** A POST, for {@link HttpWire#post}, which adds the length and the body. */
    public static EncodedRequest post(Target server, String path, List<Header> headers) {
        byte[] whole = of(request(HttpMethod.POST, server, path, headers)).bytes;
        return new EncodedRequest(Arrays.copyOf(whole, whole.length - END_OF_HEAD_BYTES));
    }

    /**
     * Any request, with its body.
     *
     * @param body {@code null} for none
     * @param headers more fields; their values are without line breaks
     */
    public static EncodedRequest of(
            String method, Target server, String path, List<Header> headers, byte @Nullable [] body) {
        HttpRequest request = request(HttpMethod.valueOf(method), server, path, headers);
        if (body == null) {
            return of(request);
        }
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        byte[] head = of(request).bytes;
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return new EncodedRequest(whole);
    }

    private static HttpRequest request(HttpMethod method, Target server, String path, List<Header> headers) {
        DefaultHttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, path);
        request.headers().set(HttpHeaderNames.HOST, server.authority());
        Header.addAll(request.headers(), headers);
        return request;
    }

    /**
     * Any request without a body. By hand, since Netty's encoder wants a channel of its own, which for each of many
     * handshakes at once costs more than the handshake.
     */
    static EncodedRequest of(HttpRequest request) {
        StringBuilder head = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(request.uri())
                .append(' ')
                .append(request.protocolVersion())
                .append("\r\n");
        request.headers()
                .forEach(field -> head.append(field.getKey())
                        .append(": ")
                        .append(field.getValue())
                        .append("\r\n"));
        return new EncodedRequest(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    byte[] bytes() {
        return bytes;
    }
}
