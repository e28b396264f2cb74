package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "sequence --help",
                "cat --help",
                "pub --help",
                "sub --help",
                "isolate --help",
                "storm --help",
                "find --help",
                "selftest --help",
                "compare --help"
            })
    void helpIsForStandardOutput(String line) {
        assertEquals(ExitCode.PASS, run(line.split(" ")));
        assertTrue(out.toString().startsWith("Usage: oneport-client"), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void outsideOfAJarTheVersionIsDevelopment() {
        assertEquals(ExitCode.PASS, run("--version"));
        assertEquals("oneport-client development", out.toString().strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cat htp://x | URL: htp://x (expected: ws://, wss://, http:// or https:// with a host, or host:port)",
                "cat ws://x/#y | URL: ws://x/#y (expected: no # in it: what follows one is never sent to a server;"
                        + " %23 is the character)",
                "cat --max-message 12 ws://x | max-message: 12 (expected: a size with its unit: B, KiB, MiB or GiB,"
                        + " such as 64KiB)",
                "cat --max-message 0B ws://x | max-message: 0B (expected: 1B to 1GiB)",
                "cat --timeout 5 ws://x | timeout: 5 (expected: a duration with its unit: ms, s, m or h, such as 25s)",
                "cat --timeout 0s ws://x | timeout: 0s (expected: at least 1ms)",
                "cat --wait 25h ws://x | wait: 25h (expected: at most 24h)",
                "cat --subprotocol a,b ws://x | subprotocol: a,b (expected: a name without spaces and separators,"
                        + " such as chat.v1)",
                "cat --origin x ws://x | origin: x (expected: scheme and host, such as https://example.org)",
                "cat --header Upgrade:x ws://x | header: Upgrade:x (expected: 'Name: value', and not one that the"
                        + " handshake sets itself)",
                "cat --cacert /nowhere ws://x | cacert: /nowhere (expected: a file of certificates in PEM format that can"
                        + " be read)",
                "cat --servername 10.0.0.1 wss://x | servername: 10.0.0.1 (expected: a host name, such as example.org, and no"
                        + " address)",
                "cat --cert-key /nowhere wss://x | cert-key: /nowhere (expected: a certificate as well: --cert)",
                "cat --cert /nowhere wss://x | cert: /nowhere (expected: a file of certificates in PEM format that can be"
                        + " read)",
                "cat --bearer a,b wss://x | bearer: something else (expected: a token: letters, digits and -._~+/, then any"
                        + " number of =)",
                "sub --token-file /nowhere ws://x news | token-file: /nowhere (expected: a file that can be read; no such file or directory)",
                "run --token-file a --bearer b ws://x | token-file: a (expected: --bearer or --token-file, not both)",
                "sequence --bearer b -H Authorization:c ws://x | bearer: a token (expected: nothing, or no --header with"
                        + " Authorization)",
                "cat --fish 3 ws://x | Unknown option: '--fish' (see oneport-client cat --help)",
                "storm --http-path / http://x | Unknown option: '--http-path' (see oneport-client storm --help)",
                "cat --insecure ws://x | insecure: on (expected: nothing: no TLS without https:// or wss:// in the"
                        + " URL)",
                "sequence --insecure http://x | insecure: on (expected: nothing: no TLS without https:// or"
                        + " wss:// in the URL)",
                "pub --insecure http://x news hello | insecure: on (expected: nothing: no TLS without https://"
                        + " or wss:// in the URL)",
                "sub --insecure http://x news | insecure: on (expected: nothing: no TLS without https:// or"
                        + " wss:// in the URL)",
                "run --insecure http://x | insecure: on (expected: nothing: no TLS without https:// or wss://"
                        + " in the URL)",
                "cat | Missing required parameter: 'URL' (see oneport-client cat --help)",
                "sequence --ws-path echo http://x | ws-path: echo (expected: a path that begins with /, such as"
                        + " /echo)",
                "run --hostile bees=5% http://x | hostile: bees=5% (expected: KIND=PERCENT with commas between them; kinds:"
                        + " slow-reader, dribble, silent, garbage, unmasked, oversize, ping-flood, reset; each once,"
                        + " more than 0% and at most 100%, such as slow-reader=5%,dribble=0.5%)",
                "run --quiet=maybe http://x | quiet: maybe (expected: true or false)",
                "dance | Unknown command: 'dance' (see oneport-client --help)",
                "rnu http://x | Unknown command: 'rnu', did you mean run? (see oneport-client --help)",
                "isolat http://x | Unknown command: 'isolat', did you mean isolate? (see oneport-client --help)",
                "run --treads=2 http://x | Unknown option: '--treads=2', did you mean --threads? (see oneport-client run"
                        + " --help)",
                "help dance | Unknown command: 'dance' (see oneport-client --help)",
                "run --abort-on x http://x | abort-on: x (expected: such as ws.echo.p99<5ms, http.rate>1000/s, ws.failed<10,"
                        + " upgrade.failed<1% or ws.success>=99.9%)",
                "run --rate 99999999999/s http://x | rate: 99999999999/s (expected: more than 0 and at most 1000M/s)",
                "run --remote-write http://[x http://x | remote-write: http://[x (expected: an http or https URL, such as"
                        + " http://127.0.0.1:9090/api/v1/write; names and passwords go into remote-write-header)",
                "run --junit /tmp http://x | junit: /tmp (expected: a file that can be written)",
                "merge a | RESULT: a (expected: two results or more)",
                "'' | Missing required subcommand (see oneport-client --help)",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        assertEquals(ExitCode.USAGE, run(line.isEmpty() ? new String[0] : line.split(" ")));
        assertEquals(message, err.toString().strip());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat URL",
                "sequence URL",
                "pub URL news",
                "pub URL news hello",
                "sub URL news",
                "isolate URL --quiet",
                "storm URL --quiet",
                "find URL --quiet"
            })
    void aServerThatIsNotThereIsUnreachable(String line) throws IOException {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        assertEquals(
                ExitCode.UNREACHABLE,
                run(line.replace("URL", "http://127.0.0.1:" + port).split(" ")));
        assertEquals(
                "127.0.0.1:" + port + ": connection refused", err.toString().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat URL", "sequence URL", "pub URL news", "pub URL news hello", "sub URL news"})
    void plainHttpWhereTlsIsSpoken(String line, @TempDir Path folder) throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None(), new TestCertificate(folder).serverContext())) {
            assertEquals(
                    ExitCode.UNREACHABLE,
                    run(line.replace("URL", "http://127.0.0.1:" + server.port()).split(" ")));
            assertEquals(
                    "127.0.0.1:" + server.port() + ": the port speaks TLS (expected: https:// or wss:// in the URL)",
                    err.toString().strip());
        }
    }

    @Test
    void certificatesToTrustWhereNoneAreShown(@TempDir Path folder) throws Exception {
        Path pem = folder.resolve("ca.pem");
        new TestCertificate(folder).writePem(pem);
        assertEquals(ExitCode.USAGE, run("cat", "--cacert", pem.toString(), "ws://127.0.0.1:1"));
        assertEquals(
                "cacert: a file (expected: nothing: no TLS without https:// or wss:// in the URL)",
                err.toString().strip());
    }
}
