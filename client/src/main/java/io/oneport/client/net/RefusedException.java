package io.oneport.client.net;

import io.oneport.protocol.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server answered, and it was a refusal. The message says which, and what the server said about it. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Optional<Duration> retryAfter;

    /** Says in one sentence what was refused; when to come back is added. */
    public RefusedException(String what, HttpAnswer answer) {
        super(what
                + answer.retryAfter()
                        .map(wait -> "; the server asks to wait " + Units.text(wait))
                        .orElse(""));
        this.status = answer.status();
        this.retryAfter = answer.retryAfter();
    }

    /** The status code of the answer, such as 401. */
    public int status() {
        return status;
    }

    /** Whether the same request would be refused again, whenever it comes (RFC 9110, section 15.5; RFC 6585). */
    public boolean isFinal() {
        return status < 500 && status != 408 && status != 421 && status != 425 && status != 429;
    }

    /** For how long the server asks not to be asked again; empty if it does not say. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
