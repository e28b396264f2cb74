package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that lets in who has a token. */
@Tag("load")
class AccessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final String SECRET = "a secret of more than 32 bytes, for this test only";

    @TempDir
    Path folder;

    private Path key;
    private Path token;

    @BeforeEach
    void makeToken() throws IOException, GeneralSecurityException {
        key = Files.writeString(folder.resolve("key"), SECRET);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        String head = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        long expires = System.currentTimeMillis() / 1000 + 3600;
        String claims =
                base64(("{\"sub\":\"test\",\"publish\":[\"news\"],\"subscribe\":[\"news\"],\"exp\":" + expires + "}")
                        .getBytes(StandardCharsets.UTF_8));
        // By hand (RFC 7515, appendix A.1): what the server checks with is not to vouch for itself.
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = base64(mac.doFinal((head + "." + claims).getBytes(StandardCharsets.US_ASCII)));
        token = Files.writeString(folder.resolve("token"), head + "." + claims + "." + signature + "\n");
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ClientProcess run(String... arguments) {
        return ClientProcess.run(PATIENCE, arguments);
    }

    @Test
    void whoHasNoTokenIsToldSo() {
        try (ServerProcess server = new ServerProcess("--jwt-key", key.toString())) {
            ClientProcess pub = run("pub", server.url(), "news", "hello");
            assertEquals(ExitCode.VERIFICATION_FAILED, pub.status(), pub::toString);
            assertTrue(pub.err().startsWith("refused: 401 "), pub::toString);
            ClientProcess sub = run("sub", server.url(), "news");
            assertEquals(ExitCode.VERIFICATION_FAILED, sub.status(), sub::toString);
            assertTrue(sub.err().startsWith("the server refused to upgrade: 401 "), sub::toString);
            ClientProcess load = run("run", server.url(), "--scenario=topic", "--topic=news", "--quiet");
            assertEquals(ExitCode.UNREACHABLE, load.status(), load::toString);
            assertTrue(load.err().contains("401"), load::toString);
            assertEquals(1, load.err().lines().count(), load::toString);
        }
    }

    @Test
    void whoHasOneIsLetIn() throws IOException {
        String file = token.toString();
        try (ServerProcess server = new ServerProcess("--jwt-key", key.toString())) {
            ClientProcess pub = run("pub", "--token-file", file, server.url(), "news", "hello");
            assertEquals(ExitCode.PASS, pub.status(), pub::toString);
            ClientProcess sub = run("sub", "--token-file", file, "--since=all", "--count=1", server.url(), "news");
            assertEquals(ExitCode.PASS, sub.status(), sub::toString);
            assertEquals("hello\n", sub.out());
            ClientProcess other = run("pub", "--token-file", file, server.url(), "other", "hello");
            assertEquals(ExitCode.VERIFICATION_FAILED, other.status(), other::toString);
            assertTrue(other.err().startsWith("refused: 403 "), other::toString);
            ClientProcess load = run(
                    "run",
                    "--token-file",
                    file,
                    server.url(),
                    "--scenario=topic",
                    "--topic=news",
                    "--ws=2",
                    "--sse=2",
                    "--warmup=0s",
                    "--duration=1s",
                    "--quiet");
            assertTrue(load.status() == ExitCode.PASS || load.status() == ExitCode.INVALID, load::toString);
            assertTrue(load.out().contains("integrity   lost 0 "), load::toString);
            String secret = Files.readString(token).strip();
            assertFalse((server.out() + server.err() + load).contains(secret), load::toString);
        }
    }
}
