package io.oneport.server.auth;

import io.oneport.server.auth.jwt.ClaimRules;
import io.oneport.server.auth.jwt.KeySet;
import java.nio.file.Path;

/**
 * Who gets in.
 *
 * @param keyFile where the keys are, for reading them again; null if tokens are not taken
 * @param keys what was read there
 * @param rules what a token must say
 * @param anonymous what a request without a token may do
 */
public record AuthSettings(Path keyFile, KeySet keys, ClaimRules rules, Anonymous anonymous) {
    /** Whether tokens are taken at all. */
    public boolean takesTokens() {
        return keyFile != null;
    }
}
