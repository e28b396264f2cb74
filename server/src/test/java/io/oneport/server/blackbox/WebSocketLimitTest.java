package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.oneport.server.app.TestServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message may be as long as --max-message, however it is cut; one byte more is 1009, before it is even sent. */
class WebSocketLimitTest extends SharedServerTest {
    private static final int LIMIT = 1024;

    @Override
    String[] flags() {
        return new String[] {"--max-message=1KiB"};
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.TEXT, Frames.BINARY})
    void aMessageAtTheLimitIsEchoed(int opcode) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(opcode, Bytes.letters(LIMIT)).bytes());
            expectLetters(socket);
            socket.send(
                    Frames.frame(opcode, Bytes.letters(LIMIT)).notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "").bytes());
            expectLetters(socket);
            socket.send(
                    Frames.frame(opcode, "").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, Bytes.letters(LIMIT)).bytes());
            expectLetters(socket);
        }
    }

    private static void expectLetters(RawSocket socket) throws Exception {
        assertArrayEquals(Bytes.letters(LIMIT), socket.message().payload());
    }

    static Stream<ClientFrame> tooLongFrames() {
        return Stream.of(Frames.TEXT, Frames.BINARY)
                .flatMap(opcode -> Stream.of(1025L, 2048L, 65535L, 65536L, 1L << 31, 1L << 32, Long.MAX_VALUE)
                        .map(length -> Frames.frame(opcode, "").declaring(length)));
    }

    @ParameterizedTest
    @MethodSource("tooLongFrames")
    void aLongFrameIsRefusedAtItsHead(ClientFrame frame) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(frame.head());
            socket.expectClose(1009);
        }
    }

    @Test
    void aLongFrameIsRefusedThoughAllOfItIsSent() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(
                    Frames.text("before"),
                    Frames.binary(Bytes.letters(1 << 20)),
                    Frames.text("too late"),
                    Frames.close(1000, ""));
            socket.expectText("before");
            socket.expectClose(1009);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.TEXT, Frames.BINARY})
    void theSumOfFragmentsCounts(int opcode) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(opcode, Bytes.letters(1000)).notFinal().bytes());
            socket.send(Frames.ping(Bytes.utf8("so far")));
            socket.expectPong(Bytes.utf8("so far"));
            socket.send(Frames.frame(Frames.CONTINUATION, "")
                    .declaring(25)
                    .notFinal()
                    .head());
            socket.expectClose(1009);
        }
    }

    @Test
    void manySmallFragmentsAddUp() throws Exception {
        try (RawSocket socket = webSocket()) {
            byte[] fragments = Frames.frame(Frames.TEXT, "a").notFinal().bytes();
            for (int i = 0; i < LIMIT; i++) {
                fragments = Bytes.concat(
                        fragments,
                        Frames.frame(Frames.CONTINUATION, "a").notFinal().bytes());
            }
            socket.send(fragments);
            socket.expectClose(1009);
        }
    }

    @Test
    void aMessageOfVeryManyEmptyFragmentsIsStillOne() throws Exception {
        byte[] empty = Frames.frame(Frames.CONTINUATION, "").notFinal().bytes();
        byte[][] thousand = new byte[1000][];
        Arrays.fill(thousand, empty);
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, "a").notFinal().bytes());
            for (int i = 0; i < 100; i++) {
                socket.send(thousand);
            }
            socket.send(Frames.frame(Frames.CONTINUATION, "b").bytes());
            socket.expectText("ab");
        }
    }

    @Test
    void theSumOfMessagesIsNoLimit() throws Exception {
        try (RawSocket socket = webSocket()) {
            for (int i = 0; i < 20; i++) {
                socket.send(Frames.text("a".repeat(LIMIT)));
                socket.expectText("a".repeat(LIMIT));
            }
        }
    }

    @Test
    void controlFramesDoNotCount() throws Exception {
        byte[] ping = Bytes.letters(125);
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, "a".repeat(LIMIT)).notFinal().bytes());
            for (int i = 0; i < 20; i++) {
                socket.send(Frames.ping(ping));
                socket.expectPong(ping);
            }
            socket.send(Frames.frame(Frames.CONTINUATION, "").bytes());
            socket.expectText("a".repeat(LIMIT));
        }
    }

    /** The default, 64KiB, in a server of its own. */
    @Test
    void theDefaultLimitIs64KiB() throws Exception {
        try (TestServer server = TestServer.start();
                RawSocket socket = RawSocket.webSocket(server.port())) {
            socket.send(Frames.binary(Bytes.letters(65536)));
            socket.expectBinary(Bytes.letters(65536));
            socket.send(Frames.frame(Frames.BINARY, "").declaring(65537).head());
            socket.expectClose(1009);
        }
    }
}
