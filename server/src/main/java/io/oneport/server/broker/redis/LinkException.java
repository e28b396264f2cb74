package io.oneport.server.broker.redis;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Redis cannot be used; the message says why, for people. */
final class LinkException extends Exception {
    private static final long serialVersionUID = 1;

    LinkException(String message) {
        super(message);
    }

    LinkException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the innermost cause says. */
    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (@Nullable Throwable next = failure.getCause(); next != null; next = next.getCause()) {
            root = next;
        }
        String message = root.getMessage();
        if (root instanceof ConnectException) {
            return "connection refused"; // else the system's call is named, too
        }
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }
}
