package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request expects before it sends its body (RFC 9110, section 10.1.1): a list, of which one thing is known. Stateless: any thread. */
final class Expectations {
    private Expectations() {}

    /** An expectation that is not known here; null if there is none. HTTP/1.0 has no expectations. */
    static @Nullable String unknown(HttpRequest request) {
        for (String expectation : all(request)) {
            if (!HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
                return expectation;
            }
        }
        return null;
    }

    /** Whether the peer waits for leave to send the body. */
    static boolean hasContinue(HttpRequest request) {
        return all(request).stream().anyMatch(HttpHeaderValues.CONTINUE::contentEqualsIgnoreCase);
    }

    private static List<String> all(HttpRequest request) {
        if (!request.headers().contains(HttpHeaderNames.EXPECT)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return List.of();
        }
        return request.headers().getAll(HttpHeaderNames.EXPECT).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(expectation -> !expectation.isEmpty())
                .toList();
    }
}
