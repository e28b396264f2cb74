package io.oneport.server.connection;

import java.util.Locale;

/** What a socket can speak. */
public enum Protocol {
    HTTP,
    WEBSOCKET,
    /** An endless answer: an event stream. */
    SSE,
    /** An endless answer: lines of JSON. */
    JSON_LINES,
    /** An endless answer: payloads. */
    RAW;

    /** The name as the ledger writes it, such as {@code websocket}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
