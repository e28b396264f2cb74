package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.PlainServer;
import io.oneport.client.testing.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers that let in few ask for: a token with each request, a certificate, a name. */
class AccessTest {
    private static final String TOKEN = "a.secret.token";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static void assertAllShowIt(PlainServer server) {
        assertFalse(server.heads.isEmpty());
        for (String head : server.heads) {
            assertTrue(head.toLowerCase(Locale.ROOT).contains("\r\nauthorization: bearer " + TOKEN + "\r\n"), head);
        }
    }

    @Test
    void theTokenIsSentWithEachRequestAndUpgrade() throws IOException {
        try (PlainServer server = new PlainServer()) {
            assertEquals(
                    ExitCode.PASS,
                    run("sequence", "--bearer", TOKEN, "http://127.0.0.1:" + server.start()),
                    err::toString);
            assertAllShowIt(server);
        }
    }

    /** Of a server that speaks no topics: what sub gets goes to the process's own output, which is not for tests. */
    @Test
    void theTokenIsSentByWhoSubscribes() throws IOException {
        try (PlainServer server = new PlainServer()) {
            String url = "http://127.0.0.1:" + server.start();
            assertNotEquals(ExitCode.PASS, run("sub", "--bearer=" + TOKEN, "--count=1", url, "news"));
            assertTrue(err.toString().contains("Sec-WebSocket-Protocol"), err::toString);
            assertAllShowIt(server);
        }
    }

    @Test
    void theTokenIsSentByALoadAndStandsInNoFileOfIt(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        Path results = directory.resolve("results");
        try (PlainServer server = new PlainServer()) {
            String url = "http://127.0.0.1:" + server.start();
            for (List<String> how : List.of(List.of("--token-file", token.toString()), List.of("--bearer", TOKEN))) {
                List<String> arguments = Stream.concat(
                                Stream.of(
                                        "run",
                                        url,
                                        "--ws=1",
                                        "--http=1",
                                        "--warmup=0s",
                                        "--duration=500ms",
                                        "--quiet",
                                        "--out",
                                        results.toString()),
                                how.stream())
                        .toList();
                run(arguments.toArray(String[]::new));
                assertAllShowIt(server);
            }
        }
        try (Stream<Path> files = Files.list(results)) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(TOKEN), file::toString);
            }
        }
        assertTrue(Files.readString(results.resolve("result.json")).contains("***"));
        assertFalse((out.toString() + err).contains(TOKEN));
    }

    @Test
    void aServerMayAskForACertificate(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory);
        Path pem = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        certificate.writePem(pem);
        certificate.writeKey(key);
        try (FaultyServer server = new FaultyServer(new Fault.None(), certificate.serverContextForItsOwn())) {
            assertFalse(run("sequence", "--insecure", server.url()) == ExitCode.PASS);
            assertEquals(
                    ExitCode.PASS,
                    run("sequence", "--insecure", "--cert", pem.toString(), "--cert-key", key.toString(), server.url()),
                    err::toString);
            run(
                    "run",
                    "--insecure",
                    "--cert",
                    pem.toString(),
                    "--cert-key",
                    key.toString(),
                    server.url(),
                    "--ws=1",
                    "--http=1",
                    "--warmup=0s",
                    "--duration=500ms",
                    "--quiet");
            assertTrue(out.toString().contains("2 opened of 2"), out::toString);
        }
    }

    @Test
    void aNameCanBeAskedForThatIsNotTheHosts(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory);
        Path pem = directory.resolve("cert.pem");
        certificate.writePem(pem);
        try (FaultyServer server = new FaultyServer(new Fault.None(), certificate.serverContext())) {
            String url = "https://localhost:" + server.port();
            assertEquals(ExitCode.UNREACHABLE, run("sequence", "--cacert", pem.toString(), url));
            assertEquals(
                    ExitCode.UNREACHABLE, run("sequence", "--cacert", pem.toString(), "--servername=other.test", url));
            assertEquals(
                    ExitCode.PASS,
                    run("sequence", "--cacert", pem.toString(), "--servername=oneport.test", url),
                    err::toString);
        }
    }
}
