package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpRequest;

/** Where a connection's requests go. */
interface RequestDestination {
    /** Whether this is the request that was routed last. */
    boolean routed(HttpRequest request);

    /** Takes the request that was routed last to its endpoint once more; it came whole, and has no body. */
    void routeAgain();
}
