package io.oneport.client.result;

import java.util.Map;

/**
 * What went over the sockets, from the start of the run on: payloads, without the framing of HTTP, WebSocket and TLS.
 *
 * @param sentBytes of messages and of the bodies of requests
 * @param receivedBytes of messages, events and the bodies of responses
 * @param statuses how often each HTTP status came, but for upgrades; names are the statuses
 */
public record Exchanged(long sentBytes, long receivedBytes, Map<String, Long> statuses) {
    /** Nothing that was counted. */
    public static final Exchanged NONE = new Exchanged(0, 0, Map.of());
}
