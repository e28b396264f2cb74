package io.oneport.server.connection;

/** What a client does that costs the server something, and that {@link ClientLimits} counts. */
public enum ClientAction {
    /** HTTP requests. */
    REQUEST("requests", "request-rate"),
    /** Requests to upgrade. */
    HANDSHAKE("handshakes", "handshake-rate"),
    /** WebSocket messages and pings, and publications. */
    MESSAGE("messages", "message-rate");

    private final String text;
    private final String setting;

    ClientAction(String text, String setting) {
        this.text = text;
        this.setting = setting;
    }

    /** What there may be too many of, for people. */
    String text() {
        return text;
    }

    /** The end of the settings' names. */
    String setting() {
        return setting;
    }
}
