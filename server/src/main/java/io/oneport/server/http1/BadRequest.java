package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that no server should serve, found while it was being decoded. Its message is for the peer. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient HttpResponseStatus status;

    BadRequest(HttpResponseStatus status, String message) {
        super(message, null, false, false); // no stack trace: anybody on the network can cause one
        this.status = status;
    }

    HttpResponseStatus status() {
        return status;
    }
}
