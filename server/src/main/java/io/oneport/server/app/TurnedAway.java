package io.oneport.server.app;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Status;
import io.oneport.server.front.FrontAnswers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What peers are answered that are turned away. Written without the HTTP stage: no request is read from a socket that is one
 * too many.
 */
final class TurnedAway {
    private TurnedAway() {}

    /**
     * The answers.
     *
     * @param maxSockets how many sockets there may be
     * @param forOperators whether it is operators who connect
     */
    static FrontAnswers answers(int maxSockets, boolean forOperators) {
        return new FrontAnswers(
                forOperators ? tooManyOperators() : tooMany(maxSockets),
                tooManyOfAddress(),
                shortOfMemory(),
                TurnedAway::badRequest);
    }

    private static byte[] tooMany(int maxSockets) {
        return last(
                Status.SERVICE_UNAVAILABLE,
                "Connection limit reached (max-sockets: " + maxSockets + ").",
                "Retry-After: 5\r\n");
    }

    private static byte[] tooManyOperators() {
        return last(
                Status.SERVICE_UNAVAILABLE, "Too many open sockets of operators on admin-port.", "Retry-After: 5\r\n");
    }

    private static byte[] tooManyOfAddress() {
        return last(
                Status.TOO_MANY_REQUESTS,
                "Too many open sockets of this address (max-sockets-per-address).",
                "Retry-After: 5\r\n");
    }

    private static byte[] shortOfMemory() {
        return last(Status.SERVICE_UNAVAILABLE, "The server is short of memory (memory-limit).", "Retry-After: 5\r\n");
    }

    private static byte[] badRequest(String reason) {
        return last(Status.BAD_REQUEST, reason + ".", "");
    }

    private static byte[] last(Status status, String detail, String fields) {
        byte[] body = Objects.requireNonNull(Problem.of(status, detail).body());
        String head = "HTTP/1.1 " + status + "\r\n" + fields + "Connection: close\r\n"
                + "Content-Type: application/problem+json\r\nContent-Length: " + body.length + "\r\n\r\n";
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body));
    }
}
