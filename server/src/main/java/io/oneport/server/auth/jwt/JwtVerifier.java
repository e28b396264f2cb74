package io.oneport.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.api.TokenVerifier;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks JSON Web Tokens: form, algorithm, claims, and last the signature, the dearest. A good token is remembered until it
 * expires or the keys change. A signature of HS256 is checked at once, since it takes some microseconds; the others take up
 * to a millisecond, and are checked by {@link SignatureThreads}. Any thread.
 */
public final class JwtVerifier implements TokenVerifier, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JwtVerifier.class);

    /** What a token may have at most; it costs nobody more than this to be refused. */
    static final int MAX_CHARS = 8192;

    private static final int REMEMBERED = 20_000;
    private static final long REMEMBERED_BYTES = 16 << 20;

    private static final TokenVerdict.Invalid EXPIRED = new TokenVerdict.Invalid("expired");
    private static final TokenVerdict.Invalid MALFORMED = new TokenVerdict.Invalid("not a signed JWT");
    private static final TokenVerdict.Invalid WRONG_SIGNATURE =
            new TokenVerdict.Invalid("the signature does not fit a key of this server");

    private static final int MAX_WAITING = 1024;

    private final ClaimRules rules;
    private final LongSupplier nowMillis;
    private final SignatureThreads threads = new SignatureThreads();
    private final AtomicInteger waiting = new AtomicInteger();
    /** Null as long as there are no keys. */
    private volatile @Nullable Checks checks;

    private volatile Supplier<CompletableFuture<Void>> more = () -> null;

    /** Keys, and what they have verified. */
    private record Checks(KeySet keys, VerifiedTokens verified) {}

    /**
     * Creates a verifier.
     *
     * @param keys whose signatures are good; null if they come later
     * @param rules what tokens must say
     */
    public JwtVerifier(@Nullable KeySet keys, ClaimRules rules) {
        this(keys, rules, System::currentTimeMillis);
    }

    JwtVerifier(@Nullable KeySet keys, ClaimRules rules, LongSupplier nowMillis) {
        this.rules = rules;
        this.nowMillis = nowMillis;
        if (keys != null) {
            keys(keys);
        }
    }

    /** Asks for keys there when no key that is known has signed a token. */
    public void moreFrom(RemoteKeys source) {
        more = source::more;
    }

    /** Takes other keys; every token is checked again. Takes a while: not for an event loop. */
    public void keys(KeySet keys) {
        Checks next = new Checks(keys, new VerifiedTokens(REMEMBERED, REMEMBERED_BYTES));
        keys.algorithmNames().forEach(algorithm -> tryOut(algorithm, next));
        checks = next;
    }

    /** Checks a forged token, so that the first real one does not have an event loop wait for hundreds of classes. */
    private void tryOut(String algorithm, Checks next) {
        String token = base64("{\"alg\":\"" + algorithm + "\"}") + "."
                + base64("{\"exp\":253402300799,\"publish\":[\"a\"],\"subscribe\":[\"a\"]}") + "." + base64("forged");
        verify(token, TokenHash.of(token), next, false).join();
    }

    private static String base64(String text) {
        return Base64URL.encode(text).toString();
    }

    @Override
    public CompletableFuture<TokenVerdict> verify(String token) {
        if (token.length() > MAX_CHARS) {
            return done(new TokenVerdict.Invalid("longer than " + MAX_CHARS + " characters"));
        }
        if (!isCompact(token)) {
            return done(MALFORMED);
        }
        return verify(token, true);
    }

    private CompletableFuture<TokenVerdict> verify(String token, boolean mayWait) {
        Checks now = checks;
        if (now == null) {
            return wait(token, mayWait, new TokenVerdict.Unavailable("the keys have not been fetched yet"));
        }
        TokenHash hash = TokenHash.of(token);
        CompletableFuture<TokenVerdict> known = now.verified.get(hash);
        if (known != null) {
            Principal principal = ((TokenVerdict.Valid) known.join()).principal();
            return principal.expiresMillis() > nowMillis.getAsLong() ? known : done(EXPIRED);
        }
        return verify(token, hash, now, mayWait);
    }

    private CompletableFuture<TokenVerdict> verify(String token, TokenHash hash, Checks now, boolean mayWait) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (jwt.getHeader().getCriticalParams() != null) {
                return done(new TokenVerdict.Invalid("crit asks for what is not known here"));
            }
            Principal principal = rules.principal(jwt.getJWTClaimsSet(), hash.name(), nowMillis.getAsLong());
            List<VerificationKey> keys = now.keys.candidates(jwt.getHeader());
            if (keys.isEmpty()) {
                TokenVerdict unknown = new TokenVerdict.Invalid(
                        now.keys.speaks(jwt.getHeader())
                                ? "kid names no key of this server"
                                : "alg is not one of this server's keys, " + now.keys.algorithms());
                return wait(token, mayWait, unknown);
            }
            CompletableFuture<TokenVerdict> verdict = keys.get(0).isCheap()
                    ? done(checked(jwt, hash, principal, keys, now))
                    : threads.run(() -> checked(jwt, hash, principal, keys, now));
            // A token that names no key may be of one that is new.
            return mayWait && jwt.getHeader().getKeyID() == null
                    ? verdict.thenCompose(first -> first == WRONG_SIGNATURE ? wait(token, true, first) : done(first))
                    : verdict;
        } catch (ClaimRules.Refused refused) {
            return done(new TokenVerdict.Invalid(String.valueOf(refused.getMessage())));
        } catch (RejectedExecutionException full) {
            return done(new TokenVerdict.Unavailable("too many tokens are waiting to be checked"));
        } catch (ParseException | RuntimeException malformed) {
            return done(MALFORMED); // a fault of the parser's own, too: what it choked on is the sender's
        }
    }

    /** Checks a token once more when further keys are there; gives the verdict that it has now if there will be none. */
    private CompletableFuture<TokenVerdict> wait(String token, boolean mayWait, TokenVerdict otherwise) {
        CompletableFuture<Void> fetched = mayWait ? more.get() : null;
        if (fetched == null) {
            return done(otherwise);
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return done(new TokenVerdict.Unavailable("too many tokens are waiting for keys"));
        }
        return fetched.thenCompose(there -> {
            waiting.decrementAndGet();
            return verify(token, false);
        });
    }

    private TokenVerdict checked(
            SignedJWT jwt, TokenHash hash, Principal principal, List<VerificationKey> keys, Checks now) {
        for (VerificationKey key : keys) {
            try {
                if (jwt.verify(key.verifier())) {
                    TokenVerdict.Valid valid = new TokenVerdict.Valid(principal);
                    now.verified.put(hash, valid);
                    return valid;
                }
            } catch (JOSEException | RuntimeException e) {
                log.warn("A signature of {} could not be checked", key.algorithm(), e);
            }
        }
        return WRONG_SIGNATURE;
    }

    /** Three parts in the alphabet of base64url: the library's decoder skips what is not in it. */
    private static boolean isCompact(String token) {
        int dots = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '.') {
                dots++;
            } else if (!(c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_')) {
                return false;
            }
        }
        return dots == 2;
    }

    private static CompletableFuture<TokenVerdict> done(TokenVerdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }

    @Override
    public void close() {
        threads.close();
    }
}
