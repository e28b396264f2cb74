package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PROXY header in front of HTTP: taken from trusted proxies, wherever it is cut, and from nobody else. */
@Timeout(60)
class ProxyProtocolTest {
    private static final String VERSION_1 = "PROXY TCP4 192.0.2.1 198.51.100.2 4660 443\r\n";
    private static final byte[] VERSION_2 =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000cc0000201c6336402123401bb");

    private static final List<byte[]> HEADERS = List.of(Bytes.latin1(VERSION_1), VERSION_2);

    private static TestServer behind(String trusted, String... more) {
        return TestServer.start(
                Stream.concat(Stream.of("--proxy-protocol=on", "--trusted-proxy=" + trusted), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** What the ledger says of the asking socket itself. */
    private static String itself(RawSocket socket) throws IOException {
        HttpAnswer answer = socket.ask(Request.get("/admin/sockets"));
        assertEquals(200, answer.status(), answer::text);
        return answer.text();
    }

    @Test
    void aTrustedProxysHeaderSaysWhoTheClientIsWhereverItIsCut() throws IOException {
        try (TestServer server = behind("127.0.0.0/8")) {
            for (byte[] header : HEADERS) {
                byte[] all = Bytes.concat(header, Request.get("/admin/sockets").bytes());
                for (int cut = 0; cut <= header.length + 1; cut++) {
                    try (RawSocket socket = RawSocket.connect(server.port())) {
                        socket.send(Arrays.copyOfRange(all, 0, cut));
                        socket.send(Arrays.copyOfRange(all, cut, all.length));
                        String text = socket.answer().text();
                        assertTrue(text.contains("\"proxiedClient\":\"192.0.2.1:4660\""), text);
                        assertTrue(text.contains("\"proxiedServer\":\"198.51.100.2:443\""), text);
                        assertTrue(text.contains("\"client\":\"127.0.0.1:"), text);
                        socket.expectPlaintext();
                    }
                }
            }
        }
    }

    @Test
    void byteByByteAndThenAWebSocket() throws IOException {
        try (TestServer server = behind("127.0.0.1")) {
            for (byte[] header : HEADERS) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    for (byte b : header) {
                        socket.send(new byte[] {b});
                    }
                    socket.webSocket("/echo");
                    socket.expectEcho("through a proxy");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0"})
    void aProxyMaySpeakForItself(String header) throws IOException {
        try (TestServer server = behind("127.0.0.1");
                RawSocket socket = RawSocket.connect(server.port())) {
            socket.send(Bytes.latin1(header));
            String text = itself(socket);
            assertFalse(text.contains("proxiedClient"), text);
        }
    }

    @Test
    void aTrustedProxyMustSendOne() throws IOException {
        try (TestServer server = behind("127.0.0.1");
                RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer answer = socket.ask(Request.get("/plaintext"));
            assertEquals(400, answer.status());
            assertTrue(answer.text().contains("no PROXY header (expected: one, "), answer.text());
            socket.expectEof();
        }
    }

    @Test
    void aMalformedOneIsRefused() throws IOException {
        try (TestServer server = behind("127.0.0.1");
                RawSocket socket = RawSocket.connect(server.port())) {
            socket.send(
                    Bytes.latin1("PROXY TCP4 192.0.2.1 198.51.100.2 1\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            HttpAnswer answer = socket.answer();
            assertEquals(400, answer.status());
            assertTrue(answer.text().contains("version 1 without two addresses and two ports"), answer.text());
            socket.expectEof();
        }
    }

    @Test
    void othersAreServedAsWhoTheyAre() throws IOException {
        try (TestServer server = behind("10.0.0.0/8")) {
            for (byte[] header : HEADERS) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    assertFalse(itself(socket).contains("proxiedClient"));
                }
                try (RawSocket liar = RawSocket.connect(server.port())) {
                    liar.send(Bytes.concat(header, Request.get("/plaintext").bytes()));
                    HttpAnswer answer = liar.answer();
                    assertEquals(400, answer.status());
                    assertTrue(answer.text().contains("trusted-proxy does not have the peer's address"), answer.text());
                    liar.expectEof();
                }
            }
            try (RawSocket emptyLines = RawSocket.connect(server.port())) {
                emptyLines.send(Bytes.latin1("\r\n\r\n"));
                emptyLines.expectPlaintext();
            }
        }
    }

    @Test
    void whoSendsOnlyPartOfOneIsClosed() throws IOException {
        try (TestServer server = behind("127.0.0.1", "--head-timeout=200ms");
                RawSocket silent = RawSocket.connect(server.port());
                RawSocket slow = RawSocket.connect(server.port());
                RawSocket slowRequest = RawSocket.connect(server.port())) {
            slow.send(Bytes.latin1("PROXY TCP4"));
            slowRequest.send(Bytes.latin1(VERSION_1));
            silent.expectEof();
            slow.expectEof();
            slowRequest.expectEof();
        }
    }

    @Test
    void withoutTheSettingAHeaderIsNoRequest() throws IOException {
        try (TestServer server = TestServer.start("--trusted-proxy=127.0.0.1")) {
            for (byte[] header : HEADERS) {
                try (RawSocket socket = RawSocket.connect(server.port())) {
                    socket.send(Bytes.concat(header, Request.get("/plaintext").bytes()));
                    assertEquals(400, socket.answer().status());
                    socket.expectEof();
                }
            }
        }
    }
}
