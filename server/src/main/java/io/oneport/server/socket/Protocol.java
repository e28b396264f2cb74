package io.oneport.server.socket;

import java.util.Locale;

/** What a socket can speak. */
public enum Protocol {
    HTTP,
    WEBSOCKET;

    /** The name as the ledger writes it, such as {@code websocket}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
