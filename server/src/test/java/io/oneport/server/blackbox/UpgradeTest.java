package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a valid upgrade looks like, and where in a connection's life it may come (RFC 6455, section 4). */
class UpgradeTest extends SharedServerTest {
    /** Headers in the place of {@code Upgrade} and {@code Connection}. */
    record Lines(String name, String... headers) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void answersTheSampleKeyOfTheRfc() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.upgrade("/echo").bytes());
            HttpAnswer answer = socket.expectSwitch();
            assertEquals(Request.ACCEPT, answer.header("Sec-WebSocket-Accept"));
            assertEquals("websocket", answer.header("Upgrade").toLowerCase());
            assertEquals("upgrade", answer.header("Connection").toLowerCase());
            assertFalse(answer.has("Content-Length"), answer::head);
            assertFalse(answer.has("Transfer-Encoding"), answer::head);
            assertFalse(answer.has("Sec-WebSocket-Extensions"), "none was offered");
            assertFalse(answer.has("Sec-WebSocket-Protocol"), "none was offered");
            socket.expectEcho("hello");
        }
    }

    @Test
    void computesTheAcceptOfAnyKey() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            String key = Base64.getEncoder().encodeToString(nonce);
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest(Bytes.latin1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
            try (RawSocket socket = connect()) {
                socket.send(Request.upgrade("/echo")
                        .without("Sec-WebSocket-Key")
                        .with("Sec-WebSocket-Key: " + key)
                        .bytes());
                assertEquals(
                        Base64.getEncoder().encodeToString(digest),
                        socket.expectSwitch().header("Sec-WebSocket-Accept"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void switchesAtTheNthRequestOfAConnection(int nth) throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 1; i < nth; i++) {
                socket.expectPlaintext();
            }
            socket.send(Request.upgrade("/echo").bytes());
            socket.expectSwitch();
            socket.expectEcho("at request " + nth);
        }
    }

    @Test
    void switchesWhenEveryByteComesAlone() throws Exception {
        try (RawSocket socket = connect()) {
            socket.dribble(Request.upgrade("/echo").bytes());
            socket.expectSwitch();
            socket.dribble(Frames.text("drop by drop"));
            socket.expectText("drop by drop");
        }
    }

    static Stream<Lines> tokenLists() {
        return Stream.of(
                new Lines("two tokens, mixed case", "Upgrade: websocket", "Connection: keep-alive, uPgRaDe"),
                new Lines("two lines", "Upgrade: websocket", "Connection: keep-alive", "Connection: Upgrade"),
                new Lines("the token first", "Upgrade: websocket", "Connection: upgrade,keep-alive"),
                new Lines("empty elements", "Upgrade: websocket", "Connection: ,, Upgrade ,"),
                new Lines("tabs as blanks", "Upgrade:\twebsocket\t", "Connection:\tkeep-alive\t,\tUpgrade\t"),
                new Lines("header names in any case", "uPGRADE: websocket", "CONNECTION: Upgrade"),
                new Lines("protocol in any case", "Upgrade: WebSocket", "Connection: Upgrade"),
                new Lines("another protocol before", "Upgrade: foo, WebSocket", "Connection: Upgrade"),
                new Lines("a line for each protocol", "Upgrade: foo", "Upgrade: websocket", "Connection: Upgrade"),
                new Lines("no blank behind the colon", "Upgrade:websocket", "Connection:Upgrade"));
    }

    @ParameterizedTest
    @MethodSource("tokenLists")
    void readsTokenListsAsHttpDefinesThem(Lines lines) throws Exception {
        Request request = Request.upgrade("/echo").without("Upgrade").without("Connection");
        Stream.of(lines.headers).forEach(request::with);
        try (RawSocket socket = connect()) {
            socket.send(request.bytes());
            socket.expectSwitch();
            socket.expectEcho(lines.name);
        }
    }

    @Test
    void aContentLengthOfZeroIsNoBody() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.upgrade("/echo").with("Content-Length: 00").bytes(), Frames.text("glued"));
            socket.expectSwitch();
            socket.expectText("glued");
        }
    }

    @Test
    void ignoresWhatItDoesNotSpeak() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.upgrade("/echo")
                    .with("Sec-WebSocket-Extensions: permessage-unheard-of; a=1")
                    .with("Sec-WebSocket-Protocol: chat.unheard-of")
                    .bytes());
            HttpAnswer answer = socket.expectSwitch();
            assertFalse(answer.has("Sec-WebSocket-Extensions"), answer::head);
            assertFalse(answer.has("Sec-WebSocket-Protocol"), answer::head);
            socket.expectEcho("hello");
        }
    }

    @Test
    void answersAllThatIsGluedTogetherInOrder() throws Exception {
        byte[] get = Request.get("/plaintext").bytes();
        try (RawSocket socket = connect()) {
            socket.send(
                    get,
                    get,
                    get,
                    Request.upgrade("/echo").bytes(),
                    Frames.text("one"),
                    Frames.binary(Bytes.hex("00ff80")),
                    Frames.ping(Bytes.utf8("two")),
                    Frames.text("three"));
            for (int i = 0; i < 3; i++) {
                HttpAnswer answer = socket.answer();
                assertEquals(200, answer.status());
                assertEquals("Hello, World!", answer.text());
            }
            socket.expectSwitch();
            socket.expectText("one");
            socket.expectBinary(Bytes.hex("00ff80"));
            socket.expectPong(Bytes.utf8("two"));
            socket.expectText("three");
        }
    }

    @Test
    void aLargeFrameGluedToTheUpgradeIsEchoed() throws Exception {
        byte[] payload = Bytes.letters(60_000);
        try (RawSocket socket = connect()) {
            socket.send(Request.upgrade("/echo").bytes(), Frames.binary(payload), Frames.text("behind"));
            socket.expectSwitch();
            socket.expectBinary(payload);
            socket.expectText("behind");
        }
    }

    @Test
    void theQueryDoesNotMatter() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.upgrade("/echo?room=1").bytes());
            socket.expectSwitch();
            socket.expectEcho("hello");
        }
    }

    @Test
    void bytesBehindTheUpgradeAreNeverReadAsHttp() throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(
                    Request.upgrade("/echo").bytes(), Request.get("/plaintext").bytes());
            socket.expectSwitch();
            // 'G' is 0x47, a frame with RSV1 and the reserved opcode 7.
            ServerFrame frame = socket.frame();
            assertTrue(frame.opcode() == Frames.CLOSE && frame.closeCode() == 1002, frame::toString);
            socket.expectEof();
        }
    }
}
