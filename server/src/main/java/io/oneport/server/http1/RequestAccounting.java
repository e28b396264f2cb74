package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Principal;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.CountedMethods;
import org.jspecify.annotations.Nullable;

/**
 * Counts, times and logs one connection's requests and their answers. Confined to the socket's event loop.
 *
 * <p>The answers of one read leave together: one look at the clock does for all of them.
 */
final class RequestAccounting {
    private final Connection socket;
    /** Null if requests are not logged. */
    private final @Nullable RequestLog log;
    /** When the head of the current request was read. */
    private long readNanos;
    /** Answers of the current turn, whose time is yet to be noted. */
    private int untimed;

    RequestAccounting(Connection socket) {
        this.socket = socket;
        this.log = RequestLog.of(socket);
    }

    /** The first byte of a request is here. */
    void begun() {
        if (log != null) {
            log.begun();
        }
    }

    /** The head of a request is here. */
    void headRead() {
        if (untimed == 0) { // else it came with the same read as those
            readNanos = System.nanoTime();
        }
        socket.countRequest();
    }

    /** Sets on whose behalf the current request is made. */
    void onBehalfOf(Principal principal) {
        if (log != null) {
            log.onBehalfOf(principal);
        }
    }

    /**
     * A request has its whole answer. {@link #noteTimes} must follow when the answer has left.
     *
     * @param request null if it could not be read
     * @param bodyBytes what was written of the answer's body
     */
    void answered(@Nullable HttpRequest request, int status, long bodyBytes) {
        untimed++;
        count(request, status, bodyBytes);
    }

    /** A request is refused before its head has come whole, so that there is nothing to time; else the same. */
    void refusedInHead(@Nullable HttpRequest request, int status, long bodyBytes) {
        socket.countAnswerTime(0, 1);
        count(request, status, bodyBytes);
    }

    private void count(@Nullable HttpRequest request, int status, long bodyBytes) {
        countAnswer(request, status);
        if (log != null) {
            log.answered(request, status, bodyBytes, true);
        }
    }

    /** The socket has closed before the whole body of an answer was written. */
    void cutShort(@Nullable HttpRequest request, int status, long bodyBytes) {
        if (log != null) {
            log.answered(request, status, bodyBytes, false);
        }
    }

    /** The head of an answer is written that only the connection's end will end: it becomes a stream or a WebSocket. */
    void endsWithConnection(@Nullable HttpRequest request, int status) {
        untimed++;
        countAnswer(request, status);
        if (log != null) {
            log.endsWithConnection(request, status);
        }
    }

    private void countAnswer(@Nullable HttpRequest request, int status) {
        int method = request == null
                ? CountedMethods.unknown()
                : CountedMethods.method(request.method().name());
        socket.countAnswer(method, status);
    }

    /** How many answers were written since {@link #noteTimes} was called last, as it is when a turn ends. */
    int answersOfTurn() {
        return untimed;
    }

    /** Notes how long the answers took that were written since the last call. */
    void noteTimes() {
        if (untimed > 0) {
            socket.countAnswerTime(System.nanoTime() - readNanos, untimed);
            untimed = 0;
        }
    }
}
