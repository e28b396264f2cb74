package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Principal;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.log.access.AccessEntry;
import io.oneport.server.log.access.AccessLogBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leaves one connection's requests to be logged. A stream and a WebSocket are logged when they end, since only then it is
 * known what they came to. Confined to the socket's event loop.
 */
final class RequestLog {
    private final Connection socket;
    private final AccessLogBuffer log;
    private long begunNanos = System.nanoTime();
    private Principal principal = Principal.ANONYMOUS;

    private RequestLog(Connection socket, AccessLogBuffer log) {
        this.socket = socket;
        this.log = log;
    }

    /** The log of a connection; null if requests are not logged. */
    static @Nullable RequestLog of(Connection socket) {
        AccessLogBuffer log = socket.accessLog();
        return log == null ? null : new RequestLog(socket, log);
    }

    /** The first byte of a request is here. */
    void begun() {
        begunNanos = System.nanoTime();
        principal = Principal.ANONYMOUS;
    }

    /** Sets on whose behalf the current request is made. */
    void onBehalfOf(Principal principal) {
        this.principal = principal;
    }

    /**
     * A request has its answer.
     *
     * @param request null if it could not be read
     * @param bodyBytes what was written of the answer's body
     * @param whole whether that is all of it
     */
    void answered(@Nullable HttpRequest request, int status, long bodyBytes, boolean whole) {
        if (log.wants(status)) {
            log.add(entry(request, status, bodyBytes, whole ? null : reason()));
        }
    }

    /** The connection becomes a stream or a WebSocket, whose end is the end of this request. */
    void endsWithConnection(@Nullable HttpRequest request, int status) {
        if (!log.wants(status)) {
            return;
        }
        AccessEntry begun = entry(request, status, 0, null); // the head itself is not kept for as long
        long before = socket.bytesOut();
        long since = begunNanos;
        socket.channel().closeFuture().addListener(closed -> {
            long sent = Math.max(0, socket.bytesOut() - socket.unsentBytes() - before);
            log.add(begun.ended(System.nanoTime() - since, sent, reason()));
        });
    }

    private String reason() {
        Closing closing = socket.closing();
        return closing == null ? "closed by the peer" : closing.reason();
    }

    private AccessEntry entry(@Nullable HttpRequest answered, int status, long bodyBytes, @Nullable String ended) {
        HttpRequest request = answered == null || isPlaceholder(answered) ? null : answered;
        HttpRequest fields = log.format().hasFields() ? request : null;
        String ownId = request != null && log.format().hasIds() ? RequestId.given(request) : null;
        long nanos = System.nanoTime() - begunNanos;
        return new AccessEntry(
                System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(nanos),
                nanos,
                socket.clientAddress(),
                principal.known() ? principal.name() : null,
                request == null ? null : request.method().name(),
                request == null ? null : log.withoutSecrets(request.uri()),
                request == null ? null : request.protocolVersion().text(),
                status,
                bodyBytes,
                secretless(field(fields, HttpHeaderNames.REFERER)),
                field(fields, HttpHeaderNames.USER_AGENT),
                ownId != null ? ownId : RequestId.START,
                ownId != null ? -1 : socket.requests(),
                socket.id(),
                ended);
    }

    /** What Netty's decoder makes of a request line that it can't read. */
    private static boolean isPlaceholder(HttpRequest request) {
        return request.decoderResult().isFailure() && request.uri().equals("/bad-request");
    }

    private @Nullable String secretless(@Nullable String referer) {
        return referer == null ? null : log.withoutSecrets(referer);
    }

    private static @Nullable String field(@Nullable HttpRequest request, CharSequence name) {
        return request == null ? null : request.headers().get(name);
    }
}
