package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.server.auth.HostNames;

/**
 * Keeps an endpoint to people at this machine: the server must be bound to a loopback address, and be asked for by a
 * loopback name. The second stops web pages that had their own name resolved to 127.0.0.1 (DNS rebinding).
 *
 * @param boundToLoopback whether the server's listening address is a loopback address
 * @param endpoint what is kept
 */
public record LoopbackOnly(boolean boundToLoopback, Endpoint endpoint) implements Endpoint {
    @Override
    public void handle(Exchange exchange) {
        String host = exchange.request().headers().get(HttpHeaderNames.HOST, "");
        if (!boundToLoopback) {
            refuse(exchange, "Served only while the server is bound to a loopback address.");
        } else if (!HostNames.isLoopback(host)) {
            refuse(exchange, "Host: " + host + " (expected: localhost, 127.0.0.1 or [::1]).");
        } else {
            endpoint.handle(exchange);
        }
    }

    private static void refuse(Exchange exchange, String detail) {
        exchange.answer(Problem.of(HttpResponseStatus.FORBIDDEN, detail));
    }
}
