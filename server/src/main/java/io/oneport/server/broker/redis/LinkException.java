package io.oneport.server.broker.redis;

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
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }
}
