package io.oneport.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.oneport.server.api.Admission;
import io.oneport.server.api.TestRequest;
import io.oneport.server.auth.jwt.ClaimRules;
import io.oneport.server.auth.jwt.KeyFile;
import io.oneport.server.auth.jwt.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationTest {
    @TempDir
    Path folder;

    @Test
    void reloadedKeysHoldAtOnceAndBadOnesChangeNothing() throws Exception {
        Path file = folder.resolve("key");
        Files.writeString(file, "the first secret, long enough for HS256\n");
        String first = token(file);
        AuthSettings settings = new AuthSettings(
                file,
                KeyFile.read(file),
                null,
                Duration.ofMinutes(5),
                new ClaimRules("", "", Duration.ZERO, false),
                Anonymous.NONE,
                "",
                "");
        try (Authentication authentication = new Authentication(settings)) {
            assertGranted(authentication, first);
            Files.writeString(file, "the second secret, long enough for HS256\n");
            String second = token(file);
            assertInstanceOf(Admission.Denied.class, decide(authentication, second));
            assertEquals("1 HS256 from " + file, authentication.reload());
            assertGranted(authentication, second);
            assertInstanceOf(Admission.Denied.class, decide(authentication, first));
            Files.writeString(file, "short");
            String line = assertThrows(IllegalArgumentException.class, authentication::reload)
                    .getMessage();
            assertTrue(line.startsWith("jwt-key: a secret of 5 bytes (expected: "), line);
            assertGranted(authentication, second);
        }
    }

    private static void assertGranted(Authentication authentication, String token) {
        Admission.Granted granted = assertInstanceOf(Admission.Granted.class, decide(authentication, token));
        assertEquals("alice", granted.principal().name());
    }

    private static Admission decide(Authentication authentication, String token) {
        return authentication.readers().decide(TestRequest.get("/t/a").with("Authorization", "Bearer " + token));
    }

    private static String token(Path key) {
        return SigningKey.read(key)
                .sign(new JWTClaimsSet.Builder()
                        .subject("alice")
                        .expirationTime(new Date(System.currentTimeMillis() + 600_000))
                        .build());
    }
}
