package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request ends: what the decoder would take another way than other readers do is refused (RFC 9112, 11.2). */
class RequestFramingTest extends SharedServerTest {
    private static final String NEXT = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /plaintext HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key1: 1\r\nsec-websocket-key2: 2\r\n\r\n",
                "GET /plaintext HTTP/1.0\r\nConnection: keep-alive\r\nSEC-WEBSOCKET-KEY2: 1\r\nSec-WebSocket-Key1:\r\n\r\n",
                "POST /plaintext HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
                "POST /plaintext HTTP/1.0\r\nConnection: keep-alive\r\ncontent-length: 0\r\nContent-Length: 5\r\n\r\n",
                "POST /plaintext HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5, 0\r\n\r\n",
                "POST /plaintext HTTP/1.2\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
                "POST /plaintext HTTP/1.2\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void isRefusedHoweverItIsCut(String request) throws Exception {
        try (TestServer server = TestServer.start("--worker-threads=1")) {
            String reply = Cuts.assertSameReply(server.port(), Bytes.latin1(request + NEXT));
            assertTrue(reply.startsWith("HTTP/1.1 400 "), reply);
            assertEquals(2, reply.split("HTTP/1\\.1 [1-5]").length, reply); // one status line
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
                "Transfer-Encoding:\r\nTransfer-Encoding: chunked"
            })
    void everyLineOfTransferEncodingCounts(String lines) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send("POST /plaintext HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n\r\n0\r\n\r\n" + NEXT);
            assertEquals(501, socket.answer().status());
            socket.expectEof();
        }
    }

    @Test
    void aTrailerDecidesNothing() throws Exception {
        try (RawSocket socket = connect()) {
            String body = "1\r\nx\r\n0\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n";
            assertEquals(201, socket.ask(publish(body)).status());
            socket.expectPlaintext();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/1.9"})
    void aHigherMinorVersionIsServedAsTheHighestKnown(String version) throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                HttpAnswer answer =
                        socket.ask(Request.line("GET /plaintext " + version).with("Host: h"));
                assertEquals(200, answer.status());
                assertFalse(answer.closes(), answer::head);
            }
            socket.send(Request.line("POST /t/minor " + version)
                    .with("Host: h")
                    .with("Transfer-Encoding: chunked")
                    .after("1\r\nx\r\n0\r\n\r\n")
                    .bytes());
            assertEquals(201, socket.answer().status());
            socket.send(Request.line("GET /plaintext " + version).bytes());
            assertEquals(400, socket.answer().status()); // it has no Host
        }
    }

    @Test
    void anotherMajorVersionIsNotSupported() throws Exception {
        for (String version : List.of("HTTP/2.0", "HTTP/0.9", "HTTP/3.1")) {
            try (RawSocket socket = connect()) {
                assertEquals(
                        505,
                        socket.ask(Request.line("GET / " + version).with("Host: h"))
                                .status());
            }
        }
    }

    @Test
    void manySmallChunksAreABody() throws Exception {
        try (RawSocket socket = connect()) {
            assertEquals(
                    201,
                    socket.ask(publish("1\r\nx\r\n".repeat(20_000) + "0\r\n\r\n"))
                            .status());
            assertEquals(
                    201,
                    socket.ask(publish("00000001\r\nx\r\n".repeat(20_000) + "0\r\n\r\n"))
                            .status());
            assertEquals(
                    201,
                    socket.ask(publish("1;a=b\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1000})
    void moreAboutTheChunksThanInThemIsRefused(int extension) throws Exception {
        try (RawSocket socket = connect()) {
            String chunk = "1;" + "e".repeat(extension) + "\r\nx\r\n";
            HttpAnswer answer = socket.ask(publish(chunk.repeat(2_000_000 / chunk.length())));
            assertEquals(413, answer.status(), answer::head);
            assertTrue(answer.text().contains("extensions"), answer::text);
        }
    }

    private static Request publish(String chunks) {
        return Request.of("POST", "/t/chunks")
                .with("Transfer-Encoding: chunked")
                .after(chunks);
    }
}
