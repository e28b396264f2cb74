package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a connection lives, and the order of what comes over it (RFC 9112, section 9). */
class HttpConnectionTest extends SharedServerTest {
    @Override
    String[] flags() {
        return new String[] {"--worker-threads=1"};
    }

    @Test
    void http11StaysOpen() throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 0; i < 10; i++) {
                assertFalse(socket.ask(Request.get("/plaintext")).closes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "keep-alive, close", "foo, CLOSE"})
    void connectionCloseIsHonoured(String value) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(
                    Request.get("/plaintext").with("Connection: " + value).bytes(),
                    Request.get("/healthz").bytes());
            HttpAnswer answer = socket.answer();
            assertEquals("Hello, World!", answer.text());
            assertTrue(answer.closes(), answer::head);
            socket.expectEof();
        }
    }

    @Test
    void http10ClosesByItself() throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.line("GET /plaintext HTTP/1.0"));
            assertEquals(200, answer.status(), answer::head);
            assertEquals("Hello, World!", answer.text());
            assertFalse(answer.has("Transfer-Encoding"), answer::head);
            socket.expectEof();
        }
    }

    @Test
    void http10StaysWhenAsked() throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                HttpAnswer answer =
                        socket.ask(Request.line("GET /plaintext HTTP/1.0").with("Connection: keep-alive"));
                assertEquals("Hello, World!", answer.text());
                assertTrue(answer.hasToken("Connection", "keep-alive"), answer::head);
            }
            assertEquals(
                    200, socket.ask(Request.line("GET /plaintext HTTP/1.0")).status());
            socket.expectEof();
        }
    }

    @Test
    void anAnswerComesThoughTheClientHasFinishedSending() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(
                    Request.get("/plaintext").bytes(), Request.get("/plaintext").bytes());
            socket.finish();
            assertEquals("Hello, World!", socket.answer().text());
            assertEquals("Hello, World!", socket.answer().text());
            socket.expectEof();
        }
    }

    /** A request that its client cuts off gets no answer of success, and what came before it keeps its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /plain",
                "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n",
                "POST /plaintext HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc",
                "POST /plaintext HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"
            })
    void aRequestCutOffByItsClientEndsTheConnection(String part) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.get("/plaintext").bytes(), Bytes.latin1(part));
            socket.finish();
            assertEquals("Hello, World!", socket.answer().text());
            InputStream rest = new ByteArrayInputStream(socket.toEof());
            if (rest.available() > 0) {
                int status = HttpAnswer.read(rest, false).status();
                assertTrue(status == 400 || status == 405, "status " + status);
            }
            assertEquals(-1, rest.read(), "at most one answer");
        }
    }

    @Test
    void emptyLinesBeforeARequestAreTolerated() throws Exception {
        byte[] emptyLine = Bytes.latin1("\r\n");
        try (RawSocket socket = connect()) {
            socket.send(emptyLine, Request.get("/plaintext").bytes());
            assertEquals(200, socket.answer().status());
            socket.send(
                    emptyLine,
                    emptyLine,
                    Request.of("POST", "/plaintext").body("hello").bytes(),
                    emptyLine);
            assertEquals(405, socket.answer().status());
            socket.expectPlaintext();
        }
    }

    @Test
    void aHundredPipelinedRequestsAreAnsweredInOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Integer> kinds = new ArrayList<>();
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            int kind = random.nextInt(5);
            kinds.add(kind);
            requests.writeBytes(pipelined(kind).bytes());
        }
        try (RawSocket socket = connect()) {
            socket.send(requests.toByteArray());
            for (int kind : kinds) {
                HttpAnswer answer = kind == 1 ? socket.answerToHead() : socket.answer();
                assertEquals(List.of(200, 200, 404, 405, 405).get(kind), answer.status(), answer::head);
                assertFalse(answer.closes(), answer::head);
                assertEquals(kind == 0, answer.text().equals("Hello, World!"), answer::text);
            }
            socket.expectPlaintext();
        }
    }

    private static Request pipelined(int kind) {
        return switch (kind) {
            case 0 -> Request.get("/plaintext");
            case 1 -> Request.of("HEAD", "/plaintext");
            case 2 -> Request.get("/nope");
            case 3 -> Request.of("POST", "/plaintext").body("HEAD / HTTP/1.1\r\n\r\n");
            default ->
                Request.of("PUT", "/healthz").with("Transfer-Encoding: chunked").after("5\r\nhello\r\n0\r\n\r\n");
        };
    }

    @Test
    void twoRequestsCutAnywhereGetTheSameAnswers() throws IOException {
        String reply = Cuts.assertSameReply(
                port(),
                Bytes.concat(
                        Request.get("/plaintext").with("X-A: b").bytes(),
                        Request.get("/nope").with("Connection: close").bytes()));
        expectStatuses(reply, 200, 404);
    }

    @Test
    void bodiesCutAnywhereGetTheSameAnswers() throws IOException {
        String reply = Cuts.assertSameReply(
                port(),
                Bytes.concat(
                        Request.of("POST", "/plaintext")
                                .body("GET / HTTP/1.1\r\n\r\n")
                                .bytes(),
                        Request.of("PUT", "/healthz")
                                .with("Transfer-Encoding: chunked")
                                .after("5;x=y\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nX-T: v\r\n\r\n")
                                .bytes(),
                        Request.get("/plaintext").with("Connection: close").bytes()));
        expectStatuses(reply, 405, 405, 200);
    }

    private static void expectStatuses(String reply, int... statuses) throws IOException {
        InputStream in = new ByteArrayInputStream(Bytes.latin1(reply));
        for (int status : statuses) {
            assertEquals(status, HttpAnswer.read(in, false).status());
        }
        assertEquals(-1, in.read(), "nothing behind the last answer");
    }
}
