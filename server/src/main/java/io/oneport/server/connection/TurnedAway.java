package io.oneport.server.connection;

import java.util.Locale;

/** Why a socket is turned away before anything is read of its requests. */
public enum TurnedAway {
    MAX_SOCKETS,
    MAX_SOCKETS_PER_ADDRESS,
    MEMORY_LIMIT;

    /** The setting that says so, such as {@code max-sockets}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
