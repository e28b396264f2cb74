package io.oneport.client.sub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ErrorReport;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.PlainServer;
import io.oneport.client.testing.TopicServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SubCommandTest {
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        ErrorReport errors = new ErrorReport();
        return new CommandLine(new SubCommand())
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://x/y news | URL: http://x/y (expected: no path; TOPIC names the topic)",
                "http://x a/b | topic: a/b (expected: 1 to 128 characters of A-Z a-z 0-9 . _ ~ - : and neither . nor ..)",
                "http://x a b a | TOPIC: a (expected: each topic once)",
                "--since never http://x a | since: never (expected: all, a duration such as 10m, or an id such as"
                        + " mh2k3f9x.17)",
                "--since e.1 http://x a b | since: e.1 (expected: one for all topics, or one for each; an id for each)",
                "--since e.1,all http://x a | since: e.1,all (expected: one for all topics, or one for each; an id for"
                        + " each)",
                "--count 0 http://x a | count: 0 (expected: a whole number, 1 to 999999999999999999)",
                "http://x | Missing required parameter: 'TOPIC' (see sub --help)",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        assertEquals(ExitCode.USAGE, run(line.split(" ")));
        assertEquals(message, err.toString().strip());
    }

    @Test
    void aRefusalIsOfTheServer() throws IOException {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                error(peer, id, "bad-since", "since: " + topic + since);
            }
        };
        try (server) {
            String url = "http://127.0.0.1:" + server.start();
            assertEquals(ExitCode.VERIFICATION_FAILED, run("--since", "e.1,5m", url, "a", "b"));
        }
        assertTrue(err.toString().matches("(a: bad-since: since: ae.1|b: bad-since: since: b5m)\\R"), err::toString);
    }

    @Test
    void aServerWithoutTopicsIsTold() throws IOException {
        try (PlainServer server = new PlainServer()) {
            assertEquals(ExitCode.VERIFICATION_FAILED, run("http://127.0.0.1:" + server.start(), "a"));
        }
        assertEquals(
                "the answer to the upgrade is wrong: Sec-WebSocket-Protocol: (nothing) (expected: oneport.v1.json)",
                err.toString().strip());
    }

    @Test
    void aLossThatIsNotRetriedIsUnreachable() throws IOException {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribed(Peer peer, String id, String topic, String position) throws IOException {
                peer.socket().close();
            }
        };
        try (server) {
            String url = "http://127.0.0.1:" + server.start();
            assertEquals(ExitCode.UNREACHABLE, run("--quiet", "--retry-for", "0s", url, "a"));
        }
        assertEquals(
                "connection lost: the server ended the connection without a Close frame",
                err.toString().strip());
    }
}
