package io.oneport.server.api;

/**
 * Decides whether a request may go to its route, before its body is read. A route has any number of filters; an HTTP
 * exchange and an opening WebSocket pass the same ones.
 */
@FunctionalInterface
public interface Filter {
    /**
     * Decides on one request. Called on the socket's event loop, for every request: must not block.
     *
     * @param request its head; the body is still empty
     * @throws IllegalArgumentException if the request is wrong; it is answered 400 with the message
     */
    Admission decide(Request request);
}
