package io.oneport.server.auth;

import io.oneport.protocol.Setting;
import io.oneport.server.auth.jwt.ClaimRules;
import io.oneport.server.auth.jwt.KeySet;
import java.nio.file.Path;
import java.util.Set;

/**
 * Who gets in.
 *
 * @param keyFile where the keys are, for reading them again; null if tokens are not taken
 * @param keys what was read there
 * @param rules what a token must say
 * @param anonymous what a request without a token may do
 * @param cookie the name of a cookie that may have a token; empty for none
 * @param parameter the name of a query parameter that may have a token; empty for none
 */
public record AuthSettings(
        Path keyFile, KeySet keys, ClaimRules rules, Anonymous anonymous, String cookie, String parameter) {
    /** Those that mean something to topics. */
    private static final Set<String> TAKEN = Set.of("since", "limit", "wait", "lastEventId", "Last-Event-ID");

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one is bad; the message says what was expected
     */
    public AuthSettings {
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
        return keyFile != null;
    }
}
