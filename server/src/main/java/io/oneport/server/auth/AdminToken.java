package io.oneport.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The token that operators show; it may be replaced while the server runs. Any thread. */
public final class AdminToken {
    /** Of the token, so that a comparison takes the same time whatever it is compared with; null if nobody has one. */
    private volatile byte @Nullable [] digest;

    /**
     * Keeps a token.
     *
     * @param token null if there is none: then nothing matches
     */
    public AdminToken(@Nullable String token) {
        digest = token == null ? null : digest(token);
    }

    /** Takes another token in place of the one before; returns whether it differs. */
    public boolean replace(String token) {
        byte[] before = digest;
        digest = token == null ? null : digest(token);
        return !MessageDigest.isEqual(before, digest);
    }

    /** Whether a text is the token; takes the same time whichever of its characters differ. */
    boolean matches(String text) {
        byte[] expected = digest;
        return expected != null && MessageDigest.isEqual(expected, digest(text));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
