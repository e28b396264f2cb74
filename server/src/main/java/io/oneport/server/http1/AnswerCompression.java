package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Compression;
import io.oneport.server.api.Response;
import io.oneport.server.loop.WorkQueue;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which answers go out compressed. Stateless: any thread, but where it says otherwise. */
final class AnswerCompression {
    private AnswerCompression() {}

    /** Whether an answer comes in two codings, of which the request chooses. Its maker may have seen to that already. */
    static boolean concerns(Compression settings, Response answer) {
        return settings.on()
                && answer.body() != null
                && answer.body().length >= settings.minBytes()
                && isNegotiable(answer.headers());
    }

    /** The same for the head of an answer whose body follows in parts. */
    static boolean concernsParts(Compression settings, Response head) {
        return settings.on() && isNegotiable(head.headers());
    }

    private static boolean isNegotiable(Map<String, String> fields) {
        String type = fields.get("content-type");
        return type != null
                && !fields.containsKey("content-encoding")
                && !fields.getOrDefault("vary", "").contains("accept-encoding")
                && !forbids(fields.get("cache-control"))
                && Compression.shortens(type);
    }

    /**
     * Chooses the coding of a whole answer that {@linkplain #concerns comes in two}. On the socket's event loop.
     *
     * @param work the event loop's, where it is compressed if it has yet to be
     * @param later gets the answer in that case, on the event loop
     * @return the answer if it is ready, else null
     */
    static @Nullable Response choose(HttpRequest request, Response answer, WorkQueue work, Consumer<Response> later) {
        if (!isWanted(request)) {
            return answer.negotiated();
        }
        if (answer.gzip() != null) {
            return answer.gzip();
        }
        GzipEncoder encoder = GzipEncoder.take();
        if (encoder == null) {
            return answer.negotiated();
        }
        work.add(new WholeBodyGzip(
                Objects.requireNonNull(answer.body()),
                encoder,
                shorter -> later.accept(shorter == null ? answer.negotiated() : answer.gzip(shorter))));
        return null;
    }

    /** RFC 9111, section 5.2.2.6. */
    private static boolean forbids(@Nullable String cacheControl) {
        return cacheControl != null && cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
    }

    /**
     * Whether a request is answered in gzip. Not if it has a cookie: a page of another origin can have a browser send such a
     * request, and find out from the length of the answer what is secret in it (BREACH), if it can have something of its own
     * put beside the secret.
     */
    static boolean isWanted(HttpRequest request) {
        return !request.headers().contains(HttpHeaderNames.COOKIE)
                && request.headers().contains(HttpHeaderNames.ACCEPT_ENCODING)
                && Compression.prefersGzip(request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
    }
}
