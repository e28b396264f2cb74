package io.oneport.server.api;

import java.util.Map;

/** A refusal that may be over soon: 503 or 429, with {@code Retry-After}. {@link Problem} makes them. */
public final class TemporaryRefusal extends Response {
    private final String detail;
    private final long waitSeconds;

    TemporaryRefusal(Status status, Map<String, String> headers, byte[] body, String detail, long waitSeconds) {
        super(status, headers, body);
        this.detail = detail;
        this.waitSeconds = waitSeconds;
    }

    /** Why, in words. */
    public String detail() {
        return detail;
    }

    /** When the request may be tried again, in seconds from now. */
    public long waitSeconds() {
        return waitSeconds;
    }
}
