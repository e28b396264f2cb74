package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a WebSocket that its client asks for (RFC 6455, sections 5.5.1 and 7). */
class WebSocketCloseTest extends SharedServerTest {
    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void aValidCodeIsEchoed(int code) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.close(code, "because"));
            socket.expectClose(code);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void anInvalidCodeIsAProtocolError(int code) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.close(code, ""));
            socket.expectClose(1002);
        }
    }

    @Test
    void aCloseWithoutCodeIsAnswered() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.close());
            int code = socket.frame().closeCode();
            assertTrue(code == -1 || code == 1000, "code " + code);
            socket.expectEof();
        }
    }

    @Test
    void halfACodeIsAProtocolError() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.CLOSE, new byte[] {3}).bytes());
            socket.expectClose(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0 80", "ed a0 80", "f4 90 80 80", "61 62 e2 82", "ce ba e1 bd b9 cf"})
    void aReasonMustBeUtf8(String hex) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.CLOSE, Frames.closePayload(1000, Bytes.hex(hex)))
                    .bytes());
            socket.expectClose(1007);
        }
    }

    @Test
    void aReasonMayFillTheFrame() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.close(1000, "r".repeat(123)));
            socket.expectClose(1000);
        }
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.close(4000, "€".repeat(41)));
            socket.expectClose(4000);
        }
    }

    @Test
    void whatFollowsTheCloseIsIgnored() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(
                    Frames.text("before"),
                    Frames.close(1000, ""),
                    Frames.text("after"),
                    Frames.ping(Bytes.utf8("after")),
                    Frames.close(1001, ""),
                    Frames.frame(15, "nonsense").unmasked().bytes());
            socket.expectText("before");
            socket.expectClose(1000);
        }
    }

    @Test
    void aLotOfDataBehindTheCloseIsReadAway() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.close(1000, ""), Bytes.letters(1 << 20));
            socket.expectClose(1000);
        }
    }

    @Test
    void aCloseMayComeWithinAMessage() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, "half").notFinal().bytes(), Frames.close(1001, "leaving"));
            socket.expectClose(1001);
        }
    }

    @Test
    void aCloseThatDribblesInIsAnswered() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.dribble(Frames.close(1000, "slowly"));
            socket.expectClose(1000);
        }
    }

    @Test
    void aClientThatJustGoesLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawSocket socket = webSocket()) {
                socket.send(
                        Frames.frame(Frames.TEXT, "half a message").notFinal().bytes());
                socket.send(new byte[] {(byte) 0x80});
            }
        }
        try (RawSocket socket = webSocket()) {
            socket.expectEcho("others go on");
        }
    }

    @Test
    void aHalfClosedClientStillGetsItsEchoes() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.text("one"), Frames.text("two"));
            socket.finish();
            socket.expectText("one");
            socket.expectText("two");
            byte[] rest = socket.toEof();
            assertTrue(rest.length == 0 || (rest[0] & 0xff) == 0x88, "at most a Close frame behind the echoes");
            assertEquals(rest.length == 0 ? 0 : 2 + rest[1], rest.length, "and nothing more");
        }
    }
}
