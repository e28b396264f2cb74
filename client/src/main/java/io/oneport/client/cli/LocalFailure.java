package io.oneport.client.cli;

import java.io.IOException;

/** Standard input or output failed: no fault of the server. */
public final class LocalFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** Says in one sentence what failed, and how. */
    public LocalFailure(String message) {
        super(message);
    }
}
