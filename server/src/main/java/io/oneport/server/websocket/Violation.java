package io.oneport.server.websocket;

import java.util.Objects;

/** A rule of RFC 6455 was broken by the peer: the connection fails (section 7.1.7) with a code and a reason. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1;

    private final int closeCode;

    /**
     * Makes one.
     *
     * @param closeCode the code of the Close frame to send
     * @param reason what was wrong, for the peer; ASCII, at most 123 characters
     */
    Violation(int closeCode, String reason) {
        super(reason, null, false, false); // no stack trace: anybody on the network can cause one
        this.closeCode = closeCode;
    }

    int closeCode() {
        return closeCode;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
