package io.oneport.client.pub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ErrorReport;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.TopicServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PubCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final InputStream in = System.in;

    @AfterEach
    void restoreInput() {
        System.setIn(in);
    }

    private int run(String... args) {
        ErrorReport errors = new ErrorReport();
        return new CommandLine(new PubCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
    }

    private int run(TopicServer server, String input, String... more) throws IOException {
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)));
        List<String> args = new ArrayList<>(List.of(more));
        Collections.addAll(args, "http://127.0.0.1:" + server.start(), "news");
        try (server) {
            return run(args.toArray(String[]::new));
        }
    }

    /** Takes one POST and gives one answer. */
    private static final class PostServer extends TopicServer {
        private final String status;
        private final String answer;
        private String head;
        private byte[] body;

        PostServer(String status, String answer) throws IOException {
            this.status = status;
            this.answer = answer;
        }

        @Override
        protected void page(Peer peer, String head) throws IOException {
            this.head = head;
            Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
            body = length.find() ? peer.in().readNBytes(Integer.parseInt(length.group(1))) : null;
            peer.write("HTTP/1.1 " + status + "\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
        }
    }

    @Test
    void aMessageIsOnePost() throws IOException {
        PostServer server = new PostServer("201 Created", "{\"topic\":\"news\",\"id\":\"e.17\",\"subscribers\":3}");
        try (server) {
            String url = "http://127.0.0.1:" + server.start();
            int code = run(
                    "--content-type",
                    "text/plain",
                    "--event",
                    "greeting",
                    "--ttl",
                    "90",
                    "--key",
                    "k 1",
                    url,
                    "news",
                    "hé");
            assertEquals(ExitCode.PASS, code, err::toString);
        }
        assertEquals("e.17 3", out.toString().strip());
        assertArrayEquals("hé".getBytes(StandardCharsets.UTF_8), server.body);
        assertTrue(server.head.startsWith("POST /t/news HTTP/1.1\r\n"), server.head);
        for (String field :
                List.of("Content-Type: text/plain", "Event: greeting", "TTL: 90s", "Idempotency-Key: k 1")) {
            assertTrue(server.head.contains("\r\n" + field + "\r\n"), server.head);
        }
    }

    @Test
    void aFileIsPublishedByteForByte(@TempDir Path directory) throws IOException {
        byte[] bytes = new byte[100_000];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (i * i >> 3));
        Path file = Files.write(directory.resolve("message"), bytes);
        PostServer server = new PostServer("200 OK", "{\"topic\":\"news\",\"id\":\"e.17\",\"duplicate\":true}");
        assertEquals(ExitCode.PASS, run(server, "", "--file", file.toString()), err::toString);
        assertEquals("e.17 duplicate", out.toString().strip());
        assertArrayEquals(bytes, server.body);
    }

    @Test
    void aRefusedMessageIsTold(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("empty"), "");
        PostServer server = new PostServer("413 Content Too Large", "{\"error\":\"too-large\"}");
        assertEquals(ExitCode.VERIFICATION_FAILED, run(server, "", "--file", file.toString()));
        assertEquals(
                "refused: 413 Content Too Large: {\"error\":\"too-large\"}",
                err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void eachLineIsAMessage() throws IOException {
        TopicServer server = new TopicServer();
        assertEquals(ExitCode.PASS, run(server, "one\n\n\u00ff\nlast", "--event", "é", "--ttl", "0"), err::toString);
        assertEquals(
                List.of("e.1 3", "e.2 3", "e.3 3", "e.4 3"),
                out.toString().lines().toList());
        String rest = ",\"event\":\"é\",\"ttl\":\"0ms\"}";
        assertEquals(
                List.of(
                        "{\"type\":\"publish\",\"id\":1,\"topic\":\"news\",\"data\":\"one\"" + rest,
                        "{\"type\":\"publish\",\"id\":2,\"topic\":\"news\",\"data\":\"\"" + rest,
                        "{\"type\":\"publish\",\"id\":3,\"topic\":\"news\",\"base64\":\"/w==\"" + rest,
                        "{\"type\":\"publish\",\"id\":4,\"topic\":\"news\",\"data\":\"last\"" + rest,
                        "{\"type\":\"ping\",\"id\":\"end\"}"),
                server.commands);
    }

    @Test
    void refusedLinesAreNamedAndTheOthersGoOn() throws IOException {
        TopicServer server = new TopicServer() {
            @Override
            protected void published(Peer peer, String id, String topic, String json) throws IOException {
                if (json.contains("bad")) {
                    error(peer, id, "too-large", "at most 3B");
                } else {
                    super.published(peer, id, topic, json);
                }
            }
        };
        assertEquals(ExitCode.VERIFICATION_FAILED, run(server, "one\nbad\nthree\nbad\n"));
        assertEquals(
                List.of("line 2: too-large: at most 3B", "line 4: too-large: at most 3B"),
                err.toString().lines().toList());
        assertEquals(List.of("e.1 3", "e.3 3"), out.toString().lines().toList());
    }

    /** Answers only once nothing more comes. */
    private static final class LateServer extends TopicServer {
        private final List<String> waiting = new ArrayList<>();
        private int seen;
        int most;

        LateServer() throws IOException {}

        @Override
        protected void upgrade(Peer peer, String key) throws IOException {
            super.upgrade(peer, key);
            Thread answers = new Thread(() -> answer(peer), "answers");
            answers.setDaemon(true);
            answers.start();
        }

        @Override
        protected synchronized void published(Peer peer, String id, String topic, String json) {
            waiting.add(id);
            most = Math.max(most, waiting.size());
        }

        private void answer(Peer peer) {
            try {
                while (!peer.socket().isClosed()) {
                    Thread.sleep(100);
                    answerIfQuiet(peer);
                }
            } catch (IOException | InterruptedException gone) {
                // So is the client.
            }
        }

        private synchronized void answerIfQuiet(Peer peer) throws IOException {
            if (waiting.size() == seen) {
                for (String id : waiting) {
                    super.published(peer, id, "news", "");
                }
                waiting.clear();
            }
            seen = waiting.size();
        }
    }

    @Test
    void noMoreThanAWindowIsUnanswered() throws IOException {
        LateServer server = new LateServer();
        assertEquals(ExitCode.PASS, run(server, "x\n".repeat(1000), "--quiet"), err::toString);
        assertEquals(256, server.most);
        assertEquals("", out.toString());
    }

    @Test
    void linesThatAreNeverAnsweredAreNamed() throws IOException {
        TopicServer server = new TopicServer() {
            @Override
            protected void published(Peer peer, String id, String topic, String json) throws IOException {
                if (id.equals("1")) {
                    super.published(peer, id, topic, json);
                }
            }
        };
        assertEquals(ExitCode.VERIFICATION_FAILED, run(server, "x\n".repeat(1000), "--timeout", "200ms"));
        assertEquals(
                "connection lost: no answer within 200ms; no answer to lines 2 to 257",
                err.toString().strip());
    }

    @Test
    void anEndWhileInputIsOpenIsTold() throws IOException {
        TopicServer server = new TopicServer() {
            @Override
            protected void published(Peer peer, String id, String topic, String json) throws IOException {
                peer.socket().close();
            }
        };
        try (server;
                PipedOutputStream writer = new PipedOutputStream()) {
            System.setIn(new PipedInputStream(writer));
            writer.write("one\n".getBytes(StandardCharsets.UTF_8));
            writer.flush();
            assertEquals(ExitCode.VERIFICATION_FAILED, run("http://127.0.0.1:" + server.start(), "news"));
        }
        assertEquals(
                "connection lost: the server ended the connection without a Close frame; no answer to line 1",
                err.toString().strip());
    }

    @Test
    void aLineThatIsTooLongIsNamedOnceTheOthersAreAnswered() throws IOException {
        assertEquals(ExitCode.INTERNAL, run(new TopicServer(), "12345678\n123456789\n", "--max-message", "8B"));
        assertEquals(
                "line 2: standard input: a line is longer than 8B (expected: at most --max-message)",
                err.toString().strip());
        assertEquals("e.1 3", out.toString().strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://x a/b x | topic: a/b (expected: 1 to 128 characters of A-Z a-z 0-9 . _ ~ - : and neither . nor ..)",
                "--file /nowhere http://x a | file: /nowhere (expected: a file that can be read)",
                "--file /etc/hosts http://x a x | file: /etc/hosts (expected: DATA or --file, not both)",
                "--key k http://x a | key: k (expected: only with DATA or --file: all lines would count as"
                        + " the same message)",
                "--ttl soon http://x a x | ttl: soon (expected: seconds, or a duration with its unit such as 10m)",
                "--event error http://x a x | event: error (expected: not oneport-…, open or error, which are reserved)",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        assertEquals(ExitCode.USAGE, run(line.split(" ")));
        assertEquals(message, err.toString().strip());
    }

    @Test
    void anEventNameThatIsTooLongIsWrongBeforeAnythingIsSent() {
        assertEquals(ExitCode.USAGE, run("--event", "x".repeat(65), "http://x", "a"));
        assertTrue(err.toString().startsWith("event: xxx"), err::toString);
    }
}
