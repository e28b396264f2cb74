package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.auth.jwt.ClaimRules;
import io.oneport.server.auth.jwt.JwtVerifier;
import io.oneport.server.auth.jwt.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest {
    @TempDir
    Path folder;

    @Test
    void aNewKeyMakesTokensThatItsServerTakes() throws Exception {
        Path key = folder.resolve("secret");
        assertEquals("", run("--new-key", key.toString()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        String token = run(
                "--key=" + key,
                "--publish=a.*,b",
                "--publish=c",
                "--subscribe=*",
                "--subject=alice",
                "--audience=here",
                "--issuer=me",
                "--expires=10m");
        Principal alice = principal(key, token, new ClaimRules("here", "me", Duration.ZERO, false));
        assertEquals("alice", alice.name());
        for (String topic : new String[] {"a.x", "b", "c"}) {
            assertTrue(alice.mayPublish(new TopicName(topic)), topic);
        }
        assertTrue(!alice.mayPublish(new TopicName("d")) && alice.maySubscribe(new TopicName("d")));
        long left = alice.expiresMillis() - System.currentTimeMillis();
        assertTrue(left > 500_000 && left <= 600_000, "left: " + left);
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "Ed25519, 255"})
    void aPrivateKeySignsForItsPublicKey(String kind, int size) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance(kind);
        keys.initialize(size);
        KeyPair pair = keys.generateKeyPair();
        Path signs = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
        Path checks = pem("PUBLIC KEY", pair.getPublic().getEncoded());
        ClaimRules rules = new ClaimRules("", "", Duration.ZERO, false);
        assertTrue(
                principal(checks, run("--key=" + signs, "--subscribe=a"), rules).maySubscribe(new TopicName("a")));
        assertTrue(refusal("--key=" + checks).startsWith("key: a public key (expected: the private key"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> KeyFile.read(signs))
                .getMessage()
                .startsWith("jwt-key: private key (expected: the public key"));
    }

    @Test
    void aKeyIsNeverOverwritten() throws Exception {
        Path key = Files.writeString(folder.resolve("there"), "precious");
        assertEquals("new-key: " + key + " (expected: a file that does not exist yet)", refusal("--new-key=" + key));
        assertEquals("precious", Files.readString(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--key=/nowhere",
                "--expires=soon",
                "--publish=*.a --key=KEY",
                "--key=KEY --new-key=x",
                "stray"
            })
    void aBadOptionIsOneLine(String options) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "a secret that is long enough for HS256");
        String all = options.replace("KEY", key.toString());
        String line = refusal(all.isEmpty() ? new String[0] : all.split(" "));
        assertTrue(!line.isBlank() && line.lines().count() == 1, line);
    }

    @Test
    void aBadOptionSaysWhatWasExpected() {
        assertEquals("expires: 1d (expected: " + Units.DURATION_FORM + ")", refusal("--expires=1d"));
        assertEquals("--nope: unknown (expected: an option that token --help lists)", refusal("--nope"));
    }

    @Test
    void aTokenThatOpensNothingIsRefused() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "a secret that is long enough for HS256");
        assertEquals(
                "publish: none (expected: --publish PATTERN, --subscribe PATTERN or both: a token with neither opens no"
                        + " topic)",
                refusal("--key=" + key));
        assertEquals("expires: 0s (expected: more than 0s)", refusal("--key=" + key, "--publish=a", "--expires=0s"));
    }

    @Test
    void theHelpShowsTheWholeWay() throws Exception {
        String help = run("--help");
        assertTrue(help.contains("--new-key") && help.contains("oneport-server --jwt-key secret"), help);
    }

    private static String run(String... options) throws UsageException, IOException {
        String[] all = new String[options.length + 1];
        all[0] = "token";
        System.arraycopy(options, 0, all, 1, options.length);
        return TokenCommand.run(all);
    }

    private static String refusal(String... options) {
        return assertThrows(UsageException.class, () -> run(options)).getMessage();
    }

    private static Principal principal(Path key, String token, ClaimRules rules) throws Exception {
        try (JwtVerifier verifier = new JwtVerifier(KeyFile.read(key), rules)) {
            TokenVerdict verdict = verifier.verify(token.strip()).get(20, TimeUnit.SECONDS);
            return assertInstanceOf(TokenVerdict.Valid.class, verdict).principal();
        }
    }

    private Path pem(String label, byte[] der) throws IOException {
        String text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label + "-----\n";
        return Files.writeString(Files.createTempFile(folder, "key", ".pem"), text);
    }
}
