package io.oneport.server.observe;

import io.oneport.server.connection.TurnedAway;
import java.util.List;

/** How often something was refused, by what it was and why. Confined to one event loop. */
public final class Refusals {
    private static final List<String> HTTP_REASONS = List.of(
            "bad-request",
            "no-token",
            "forbidden",
            "not-found",
            "not-supported",
            "timeout",
            "conflict",
            "too-large",
            "rate-limit",
            "unavailable",
            "error");

    private static final List<String> CLOSE_REASONS =
            List.of("protocol-error", "bad-text", "policy", "too-large", "error", "unavailable", "other");

    private static final List<String> TLS_REASONS = List.of("tls-empty-records");

    private final long[] sockets = new long[TurnedAway.values().length];
    private final long[] requests = new long[HTTP_REASONS.size()];
    private final long[] handshakes = new long[HTTP_REASONS.size()];
    private final long[] webSockets = new long[CLOSE_REASONS.size()];
    private final long[] tls = new long[TLS_REASONS.size()];

    /** Takes one figure after the other. */
    public interface RefusalVisitor {
        /**
         * Takes a figure.
         *
         * @param what {@code socket}, {@code request}, {@code handshake}, {@code websocket} or {@code tls}
         * @param reason in a word or two
         */
        void refused(String what, String reason, long times);
    }

    void socket(TurnedAway reason) {
        sockets[reason.ordinal()]++;
    }

    /** Counts the answer to a request, if it is a refusal. */
    void request(int status) {
        if (status >= 400) {
            requests[reason(status)]++;
        }
    }

    void handshake(int status) {
        handshakes[reason(status)]++;
    }

    /** Counts a Close frame of the server's, if it says that something is wrong (RFC 6455, section 7.4.1). */
    void webSocket(int code) {
        if (code > 1001) {
            webSockets[
                    switch (code) {
                        case 1002, 1003 -> 0;
                        case 1007 -> 1;
                        case 1008 -> 2;
                        case 1009 -> 3;
                        case 1011 -> 4;
                        case 1013 -> 5;
                        default -> 6;
                    }]++;
        }
    }

    /** Counts a TLS connection that is closed for its records without data. */
    void emptyRecords() {
        tls[0]++;
    }

    private static int reason(int status) {
        return switch (status) {
            case 401 -> 1;
            case 403, 421 -> 2;
            case 404, 410 -> 3;
            case 405, 406, 415, 417, 426, 501, 505 -> 4;
            case 408 -> 5;
            case 409 -> 6;
            case 413, 414, 431 -> 7;
            case 429 -> 8;
            case 503 -> 9;
            default -> status < 500 ? 0 : 10;
        };
    }

    void add(Refusals other) {
        add(sockets, other.sockets);
        add(requests, other.requests);
        add(handshakes, other.handshakes);
        add(webSockets, other.webSockets);
        add(tls, other.tls);
    }

    private static void add(long[] to, long[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** Shows all figures, always in the same order. */
    public void forEach(RefusalVisitor visitor) {
        for (TurnedAway reason : TurnedAway.values()) {
            visitor.refused("socket", reason.text(), sockets[reason.ordinal()]);
        }
        show("request", HTTP_REASONS, requests, visitor);
        show("handshake", HTTP_REASONS, handshakes, visitor);
        show("websocket", CLOSE_REASONS, webSockets, visitor);
        show("tls", TLS_REASONS, tls, visitor);
    }

    /** One of the figures that {@link #forEach} shows. */
    public long times(String what, String reason) {
        long[] found = {0};
        forEach((each, why, times) -> found[0] += each.equals(what) && why.equals(reason) ? times : 0);
        return found[0];
    }

    private static void show(String what, List<String> reasons, long[] times, RefusalVisitor visitor) {
        for (int i = 0; i < times.length; i++) {
            visitor.refused(what, reasons.get(i), times[i]);
        }
    }
}
