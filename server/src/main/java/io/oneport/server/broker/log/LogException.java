package io.oneport.server.broker.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The directory cannot be used; the message is the line for the person. */
public final class LogException extends IOException {
    private static final long serialVersionUID = 1;

    LogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
