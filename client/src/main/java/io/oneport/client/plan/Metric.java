package io.oneport.client.plan;

/** What is timed. */
public enum Metric {
    CONNECT("connect", "from the call to connect until the TCP connection is established"),
    TLS("tls", "from the connection until a full TLS handshake is complete"),
    TLS_RESUMED("tls.resumed", "the same, with the keys of an earlier connection"),
    UPGRADE("upgrade", "from the upgrade request until its 101 response"),
    FIRST("ws.first", "from the 101 until the answer to the first message"),
    ECHO("ws.echo", "from when a message was due until its echo"),
    HTTP("http", "from when a request was due until the end of its answer"),
    STREAM("sse.open", "from the request for an event stream until the head of its answer"),
    PUBLISH("publish", "from when a message was due to be published until it was acknowledged"),
    DELIVER_WS("deliver.ws", "from when a message was due to be published until a WebSocket received it"),
    DELIVER_SSE("deliver.sse", "from when a message was due to be published until an event stream received it"),
    SESSION("session", "from when a session was due to begin until both sides had closed");

    private final String text;
    private final String about;

    Metric(String text, String about) {
        this.text = text;
        this.about = about;
    }

    /** Its name in thresholds and reports, such as {@code ws.echo}. */
    public String text() {
        return text;
    }

    /** Whether it is due by the plan, so that it can be late by more than it takes. */
    public boolean isPlanned() {
        return switch (this) {
            case ECHO, HTTP, PUBLISH, DELIVER_WS, DELIVER_SSE, SESSION -> true;
            case CONNECT, TLS, TLS_RESUMED, UPGRADE, FIRST, STREAM -> false;
        };
    }

    /** What begins and ends it, in words. */
    public String about() {
        return about;
    }
}
