package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.api.TokenVerifier;
import java.util.concurrent.CompletableFuture;

/** Finds out on whose behalf a request is made: by its token, or by the lack of one. Immutable: any thread. */
final class TokenFilter implements Filter {
    private static final Response MISSING = Bearer.missing(
            "A token is needed here, and the request has none (expected: Authorization: Bearer, with a JWT).");

    private final TokenSource source;
    private final TokenVerifier tokens;
    private final Admission withoutToken;

    /**
     * Creates the filter.
     *
     * @param source where tokens are looked for
     * @param anonymous on whose behalf a request without a token is made
     * @param admitsAnonymous whether such a request may go on at all
     */
    TokenFilter(TokenSource source, TokenVerifier tokens, Anonymous anonymous, boolean admitsAnonymous) {
        this.source = source;
        this.tokens = tokens;
        this.withoutToken =
                admitsAnonymous ? new Admission.Granted(anonymous.principal()) : new Admission.Denied(MISSING);
    }

    @Override
    public Admission decide(Request request) {
        String token = source.token(request);
        if (token == null) {
            return withoutToken;
        }
        CompletableFuture<TokenVerdict> verdict = tokens.verify(token);
        return verdict.isDone()
                ? admission(verdict.join())
                : new Admission.Pending(verdict.thenApply(TokenFilter::admission));
    }

    private static Admission admission(TokenVerdict verdict) {
        if (verdict instanceof TokenVerdict.Valid valid) {
            return new Admission.Granted(valid.principal());
        } else if (verdict instanceof TokenVerdict.Invalid invalid) {
            return new Admission.Denied(Bearer.invalid(invalid.reason()));
        } else {
            return new Admission.Denied(Bearer.unavailable(((TokenVerdict.Unavailable) verdict).reason()));
        }
    }
}
