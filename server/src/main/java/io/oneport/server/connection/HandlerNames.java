package io.oneport.server.connection;

/** The names of the handlers in the pipelines, in the order in which a stage installs them. */
public final class HandlerNames {
    public static final String PROXY = "proxy";
    public static final String FRONT = "front";

    public static final String TLS_WIRE = "tls-wire";
    /** First what reads the ClientHello, then what encrypts. */
    public static final String TLS = "tls";

    public static final String TLS_HANDSHAKE = "tls-handshake";

    public static final String HTTP_DECODER = "http-decoder";
    public static final String REQUEST_GUARD = "request-guard";
    public static final String UPGRADE_DETECTOR = "upgrade-detector";
    public static final String ROUTER = "router";

    public static final String WEBSOCKET = "websocket";

    public static final String STREAM = "stream";

    private HandlerNames() {}
}
