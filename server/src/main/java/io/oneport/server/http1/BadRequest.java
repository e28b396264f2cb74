package io.oneport.server.http1;

import io.oneport.server.api.Status;
import java.util.Objects;

/** A request that no server should serve, found while it was being decoded. Its message is for the peer. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Status status;

    BadRequest(Status status, String message) {
        super(message, null, false, false); // no stack trace: anybody on the network can cause one
        this.status = status;
    }

    Status status() {
        return status;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
