package io.oneport.server.auth.jwt;

import io.oneport.server.api.TokenVerdict;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were found good, by their hashes, so that the next request with the same one pays for no signature. Bounded in
 * number and in bytes, since a token may have hundreds of patterns: of two halves the older is dropped when the newer is full, and
 * who is asked for moves to the newer. Any thread.
 */
final class VerifiedTokens {
    /** What an entry takes beside its principal's rights and name. */
    private static final int ENTRY_BYTES = 400;

    private record Known(CompletableFuture<TokenVerdict> verdict, long bytes) {}

    private static final class Half {
        private final Map<TokenHash, Known> tokens = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();
    }

    private final int halfTokens;
    private final long halfBytes;
    private volatile Half newer = new Half();
    private volatile Half older = new Half();

    /**
     * Creates an empty memory.
     *
     * @param maxTokens the most tokens, about
     * @param maxBytes the most bytes that they take, about
     */
    VerifiedTokens(int maxTokens, long maxBytes) {
        this.halfTokens = maxTokens / 2;
        this.halfBytes = maxBytes / 2;
    }

    /** The verdict, which may have expired; null if it is not known. */
    @Nullable
    CompletableFuture<TokenVerdict> get(TokenHash token) {
        Known known = newer.tokens.get(token);
        if (known == null) {
            known = older.tokens.get(token);
            if (known == null) {
                return null;
            }
            put(token, known);
        }
        return known.verdict;
    }

    void put(TokenHash token, TokenVerdict.Valid verdict) {
        long bytes = ENTRY_BYTES + verdict.principal().bytes();
        put(token, new Known(CompletableFuture.completedFuture(verdict), bytes));
    }

    private void put(TokenHash token, Known known) {
        Half half = newer;
        if (isFull(half)) {
            half = turn();
        }
        if (half.tokens.put(token, known) == null) {
            half.bytes.addAndGet(known.bytes);
        }
    }

    private boolean isFull(Half half) {
        return half.tokens.size() >= halfTokens || half.bytes.get() >= halfBytes;
    }

    private synchronized Half turn() {
        if (isFull(newer)) {
            older = newer;
            newer = new Half();
        }
        return newer;
    }
}
