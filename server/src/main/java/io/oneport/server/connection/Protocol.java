package io.oneport.server.connection;

import java.util.Locale;

/** What can be spoken on a connection. */
public enum Protocol {
    HTTP,
    WEBSOCKET,
    /** A response without end: an event stream. */
    SSE,
    /** A response without end: lines of JSON. */
    JSON_LINES,
    /** A response without end: payloads. */
    RAW;

    /** The name as users see it, such as {@code websocket}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
