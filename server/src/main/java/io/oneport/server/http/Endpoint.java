package io.oneport.server.http;

/** What answers at a path. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers one request, now or later, with {@link Exchange#answer}. Called on the socket's event loop: must not
     * block. The request's body, if it had one, has been read and dropped.
     */
    void handle(Exchange exchange);
}
