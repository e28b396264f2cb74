package io.oneport.server.app;

import org.jspecify.annotations.Nullable;

/** The person who starts the server asked for something that can't be; the message is the one line that says so. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(@Nullable String message) {
        super(message);
    }
}
