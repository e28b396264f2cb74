package io.oneport.client.sub;

import java.io.IOException;

/** The connection was lost, and there was none again in the time that was given. */
final class GaveUpException extends IOException {
    private static final long serialVersionUID = 1;

    GaveUpException(String message) {
        super(message);
    }
}
