package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.api.TokenVerifier;
import io.oneport.server.auth.jwt.JwtVerifier;
import io.oneport.server.auth.jwt.KeyFile;
import io.oneport.server.auth.jwt.KeySet;
import io.oneport.server.auth.jwt.RemoteKeys;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who gets in: the filters that find out on whose behalf requests are made, and the keys behind them. Any thread. */
public final class Authentication implements AutoCloseable {
    private static final TokenVerifier TAKES_NONE = token -> CompletableFuture.completedFuture(
            new TokenVerdict.Invalid("this server takes no tokens, jwt-key and jwt-jwks are not set"));

    private final AuthSettings settings;
    /** Null if tokens are not taken. */
    private final @Nullable JwtVerifier verifier;
    /** Null unless keys are fetched. */
    private final @Nullable RemoteKeys remote;

    public Authentication(AuthSettings settings) {
        this.settings = settings;
        if (!settings.takesTokens()) {
            this.verifier = null;
            this.remote = null;
            return;
        }
        JwtVerifier checks = new JwtVerifier(settings.keys(), settings.rules());
        this.verifier = checks;
        this.remote =
                settings.jwks() == null ? null : new RemoteKeys(settings.jwks(), settings.jwksRefresh(), checks::keys);
        if (remote != null) {
            checks.moreFrom(remote);
            remote.start();
        }
    }

    /** What the token of a WebSocket that wants to go on is checked with. */
    public TokenVerifier tokens() {
        return verifier == null ? TAKES_NONE : verifier;
    }

    /** Admits who may read a topic, or may be allowed to. Which topic that is, is asked where it is read. */
    public Filter readers() {
        return filter(settings.anonymous() != Anonymous.NONE);
    }

    /** Admits who may publish to a topic, or may be allowed to. */
    public Filter publishers() {
        return filter(settings.anonymous() == Anonymous.ALL);
    }

    private Filter filter(boolean admitsAnonymous) {
        if (verifier == null && admitsAnonymous) {
            Admission everyone = new Admission.Granted(settings.anonymous().principal());
            return request -> everyone;
        }
        return new TokenFilter(
                new TokenSource(settings.cookie(), settings.parameter()),
                tokens(),
                settings.anonymous(),
                admitsAnonymous);
    }

    /** Whether there are keys that {@link #reload} can read again. */
    public boolean reloads() {
        return verifier != null;
    }

    /**
     * Reads the keys again. Tokens that they do not verify are refused from now on; open sockets stay until their tokens
     * expire. Blocks: not for an event loop.
     *
     * @return a line that says what was done
     * @throws IllegalArgumentException if the file is not good; the keys that were read before stay
     * @throws IOException if they could not be fetched; the same
     */
    public String reload() throws IOException {
        if (remote != null) {
            return remote.refresh();
        }
        KeySet keys =
                KeyFile.read(Objects.requireNonNull(settings.keyFile(), "keys are fetched where there is no file"));
        Objects.requireNonNull(verifier, "tokens are taken where there is something to reload")
                .keys(keys);
        return keys + " from " + settings.keyFile();
    }

    @Override
    public void close() {
        if (remote != null) {
            remote.close();
        }
        if (verifier != null) {
            verifier.close();
        }
    }
}
