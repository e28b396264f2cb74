package io.oneport.server.blackbox.topics;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.oneport.testing.TemporaryFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;

/** Makes tokens as an issuer does, signed with a secret. */
final class Tokens {
    static final String SECRET = "a secret of the tests, long enough for HS256";
    static final String OTHER_SECRET = "another secret, which the server does not have";

    private Tokens() {}

    /** A file with the secret. */
    static Path keyFile() {
        return TemporaryFile.withLine(SECRET);
    }

    /** A token of alice for an hour, for publishing to and reading one topic, or those of one pattern. */
    static String forTopic(String pattern) {
        return of(pattern, pattern, Duration.ofHours(1), SECRET);
    }

    static String of(String publish, String subscribe, Duration validFor, String secret) {
        return signed(
                claims(validFor)
                        .claim("publish", List.of(publish))
                        .claim("subscribe", List.of(subscribe))
                        .build(),
                secret);
    }

    static JWTClaimsSet.Builder claims(Duration validFor) {
        return new JWTClaimsSet.Builder()
                .subject("alice")
                .expirationTime(new Date(System.currentTimeMillis() + validFor.toMillis()));
    }

    static String signed(JWTClaimsSet claims, String secret) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
