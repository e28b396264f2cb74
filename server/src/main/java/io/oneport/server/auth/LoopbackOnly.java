package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.Status;

/**
 * Keeps a route to people at this machine: the server must be bound to a loopback address, and be asked for by a
 * loopback name. The second stops web pages that had their own name resolved to 127.0.0.1 (DNS rebinding).
 *
 * @param boundToLoopback whether the server's listening address is a loopback address
 */
public record LoopbackOnly(boolean boundToLoopback) implements Filter {
    @Override
    public Admission decide(Request request) {
        if (!boundToLoopback) {
            return denied("Served only while the server is bound to a loopback address.");
        }
        String host = request.header("host");
        return host != null && HostNames.isLoopback(host)
                ? Admission.GRANTED
                : denied("Host: " + (host == null ? "" : host) + " (expected: localhost, 127.0.0.1 or [::1]).");
    }

    private static Admission denied(String detail) {
        return new Admission.Denied(Problem.of(Status.FORBIDDEN, detail));
    }
}
