package io.oneport.server.api;

import java.util.concurrent.CompletableFuture;

/** Finds out whose a token is. Any thread may ask, an event loop too: it does not block. */
@FunctionalInterface
public interface TokenVerifier {
    /**
     * Checks a token.
     *
     * @return completes now or later, on any thread; never fails; not to be completed by the caller
     */
    CompletableFuture<TokenVerdict> verify(String token);
}
