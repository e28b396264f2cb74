package io.oneport.client.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No connection could be made: the name, the network, the port or TLS stood in the way. The message says which. */
public final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says in one sentence what stood in the way. */
    public UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
