package io.oneport.server.auth.jwt;

import io.oneport.server.api.TokenVerdict;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were found good, by their hashes, so that the next request with the same one pays for no signature. Bounded:
 * of two halves the older is dropped when the newer is full, and who is asked for moves to the newer. Any thread.
 */
final class VerifiedTokens {
    private final int half;
    private volatile Map<TokenHash, CompletableFuture<TokenVerdict>> newer = new ConcurrentHashMap<>();
    private volatile Map<TokenHash, CompletableFuture<TokenVerdict>> older = Map.of();

    /**
     * Creates an empty memory.
     *
     * @param max the most tokens, about
     */
    VerifiedTokens(int max) {
        this.half = max / 2;
    }

    /** The verdict, which may have expired; null if it is not known. */
    @Nullable
    CompletableFuture<TokenVerdict> get(TokenHash token) {
        CompletableFuture<TokenVerdict> known = newer.get(token);
        if (known == null) {
            known = older.get(token);
            if (known != null) {
                put(token, known);
            }
        }
        return known;
    }

    void put(TokenHash token, CompletableFuture<TokenVerdict> verdict) {
        if (newer.size() >= half) {
            turn();
        }
        newer.put(token, verdict);
    }

    private synchronized void turn() {
        if (newer.size() >= half) {
            older = newer;
            newer = new ConcurrentHashMap<>();
        }
    }
}
