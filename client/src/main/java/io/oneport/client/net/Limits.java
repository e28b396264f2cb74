package io.oneport.client.net;

import java.time.Duration;

/**
 * The bounds of one socket.
 *
 * @param timeout the longest wait for the other side: to connect, to shake hands for TLS, to answer a request, to
 *     finish a close; from 1 ms to 24 h
 * @param maxHeadBytes the longest head of an answer, at least 1 byte
 * @param maxMessageBytes the longest body of an answer and the longest message, at least 1 byte
 */
public record Limits(Duration timeout, int maxHeadBytes, int maxMessageBytes) {
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);

    public static final Limits DEFAULTS = new Limits(Duration.ofSeconds(5), 16 << 10, 1 << 20);

    public Limits {
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: 1ms to 24h)");
        }
        if (maxHeadBytes < 1) {
            throw new IllegalArgumentException("maxHeadBytes: " + maxHeadBytes + " (expected: > 0)");
        }
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes: " + maxMessageBytes + " (expected: > 0)");
        }
    }

    /** {@link #timeout()} in milliseconds. */
    public int timeoutMillis() {
        return Math.toIntExact(timeout.toMillis());
    }
}
