package io.oneport.server.auth;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.auth.jwt.ClaimRules;
import io.oneport.server.auth.jwt.KeySet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who gets in.
 *
 * @param keyFile where the keys are, for reading them again; null if they are nowhere or elsewhere
 * @param keys what was read there
 * @param jwks the URL where keys are fetched; null for none
 * @param jwksRefresh time between two fetches
 * @param rules what a token must say
 * @param anonymous what a request without a token may do
 * @param cookie the name of a cookie that may have a token; empty for none
 * @param parameter the name of a query parameter that may have a token; empty for none
 */
public record AuthSettings(
        @Nullable Path keyFile,
        @Nullable KeySet keys,
        @Nullable URI jwks,
        Duration jwksRefresh,
        ClaimRules rules,
        Anonymous anonymous,
        String cookie,
        String parameter) {
    /** Those that mean something to topics. */
    private static final Set<String> TAKEN = Set.of(
            "since",
            "limit",
            "wait",
            "lastEventId",
            "Last-Event-ID",
            "evs_last_event_id",
            "evs_preamble",
            "padding",
            "r");

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one is bad; the message says what was expected
     */
    public AuthSettings {
        Setting.require(keyFile == null || jwks == null, "jwt-jwks", "with jwt-key", "one of jwt-key and jwt-jwks");
        Setting.require(
                jwksRefresh.toSeconds() >= 10 && jwksRefresh.toHours() <= 24,
                "jwt-jwks-refresh",
                Units.text(jwksRefresh),
                "10s to 24h");
        Setting.require(
                cookie.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{0,64}"), "jwt-cookie", cookie, "the name of a cookie");
        Setting.require(
                parameter.matches("[0-9A-Za-z._-]{0,64}") && !TAKEN.contains(parameter),
                "jwt-query",
                parameter,
                "the name of a query parameter that means nothing else here");
    }

    /** Whether tokens are taken at all. */
    public boolean takesTokens() {
        return keyFile != null || jwks != null;
    }
}
