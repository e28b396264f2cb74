package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is UTF-8 (RFC 3629), and the first byte that proves otherwise ends the connection (RFC 6455, section 8.1). */
class WebSocketUtf8Test extends SharedServerTest {
    private static final String MIXED = "hello$world¢half€price𐍈 κόσμε";

    @Override
    String[] flags() {
        return new String[] {"--worker-threads=1"};
    }

    static Stream<String> validCharacters() {
        return Stream.of(
                "00",
                "7f",
                "c2 80",
                "df bf",
                "e0 a0 80",
                "e2 82 ac",
                "ed 9f bf",
                "ee 80 80",
                "ef bf bd",
                "ef bf be",
                "ef bf bf",
                "f0 90 80 80",
                "f0 9f 98 80",
                "f3 bf bf bf",
                "f4 8f bf bf",
                "ef bb bf",
                "cc 80 cc 80");
    }

    /** Wrong at their last byte and not before it. */
    static Stream<String> wrongAtTheLastByte() {
        return Stream.of(
                "80",
                "bf",
                "41 80",
                "c0",
                "c1",
                "c2 41",
                "c2 c2",
                "df 00",
                "df c0",
                "e0 80",
                "e0 9f",
                "e0 a0 41",
                "e2 28",
                "e2 82 28",
                "e2 82 e2",
                "ed a0",
                "ed b0",
                "ed bf",
                "ef 41",
                "ef bf 41",
                "f0 80",
                "f0 8f",
                "f0 90 41",
                "f0 90 80 41",
                "f3 bf bf 00",
                "f4 90",
                "f4 bf",
                "f5",
                "f7",
                "f8",
                "fb",
                "fc",
                "fd",
                "fe",
                "ff",
                "c2 80 80",
                "f4 8f bf bf bf",
                "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0");
    }

    /** Right so far, but no whole character at the end. */
    static Stream<String> cutShort() {
        return Stream.of(
                "c2",
                "df",
                "e0",
                "e0 a0",
                "e2 82",
                "ed 9f",
                "ef bf",
                "f0",
                "f0 90",
                "f0 90 80",
                "f4 8f bf",
                "41 c3",
                "ce ba e1 bd b9 cf");
    }

    @ParameterizedTest
    @MethodSource("validCharacters")
    void echoesAnyCharacter(String hex) throws Exception {
        byte[] payload = Bytes.hex(hex);
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, payload).bytes());
            socket.expectText(new String(payload, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aTextMayBeCutBetweenFragmentsAtAnyByte() throws Exception {
        byte[] text = Bytes.utf8(MIXED);
        try (RawSocket socket = webSocket()) {
            for (int cut = 0; cut <= text.length; cut++) {
                socket.send(
                        Frames.frame(Frames.TEXT, Arrays.copyOf(text, cut))
                                .notFinal()
                                .bytes(),
                        Frames.frame(Frames.CONTINUATION, Arrays.copyOfRange(text, cut, text.length))
                                .bytes());
                socket.expectText(MIXED);
            }
        }
    }

    @Test
    void aTextMayComeInFragmentsOfOneByte() throws Exception {
        byte[] text = Bytes.utf8(MIXED);
        try (RawSocket socket = webSocket()) {
            for (int i = 0; i < text.length; i++) {
                ClientFrame frame = Frames.frame(i == 0 ? Frames.TEXT : Frames.CONTINUATION, new byte[] {text[i]});
                socket.send(
                        i == text.length - 1 ? frame.bytes() : frame.notFinal().bytes());
            }
            socket.expectText(MIXED);
        }
    }

    @ParameterizedTest
    @MethodSource({"wrongAtTheLastByte", "cutShort"})
    void failsAWholeMessage(String hex) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, Bytes.hex(hex)).bytes());
            socket.expectClose(1007);
        }
    }

    @ParameterizedTest
    @MethodSource({"wrongAtTheLastByte", "cutShort"})
    void failsAMessageInFragmentsOfOneByte(String hex) throws Exception {
        byte[] text = Bytes.hex(hex);
        try (RawSocket socket = webSocket()) {
            byte[] all = {};
            for (int i = 0; i < text.length; i++) {
                ClientFrame frame = Frames.frame(i == 0 ? Frames.TEXT : Frames.CONTINUATION, new byte[] {text[i]});
                all = Bytes.concat(all, frame.notFinal().bytes());
            }
            socket.send(all, Frames.frame(Frames.CONTINUATION, "").bytes());
            socket.expectClose(1007);
        }
    }

    /** Autobahn's cases 6.4: the frame is far from complete when the answer comes. */
    @ParameterizedTest
    @MethodSource("wrongAtTheLastByte")
    void failsBeforeTheFrameIsComplete(String hex) throws Exception {
        byte[] text = Bytes.hex(hex);
        byte[] whole = Frames.frame(Frames.TEXT, Arrays.copyOf(text, 1000)).bytes();
        int headLength = whole.length - 1000;
        try (RawSocket socket = webSocket()) {
            socket.send(Arrays.copyOf(whole, headLength + text.length));
            socket.expectClose(1007);
        }
    }

    @ParameterizedTest
    @MethodSource("wrongAtTheLastByte")
    void failsBeforeTheLastFragmentComes(String hex) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, Bytes.hex(hex)).notFinal().bytes());
            socket.expectClose(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void waitsForTheRestOfACharacterWithinAFrame(int bytesOfCharacter) throws Exception {
        byte[] frame = Frames.text("\ud83d\ude00 fine");
        int cut = 6 + bytesOfCharacter;
        try (RawSocket socket = webSocket();
                RawSocket sibling = connect()) {
            socket.send(Arrays.copyOf(frame, cut));
            Cuts.settle(sibling);
            assertFalse(socket.hasInput(), "nothing is wrong yet");
            socket.send(Arrays.copyOfRange(frame, cut, frame.length));
            socket.expectText("\ud83d\ude00 fine");
        }
    }

    @ParameterizedTest
    @MethodSource("cutShort")
    void waitsForTheRestOfACharacterBetweenFragments(String hex) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, Bytes.hex(hex)).notFinal().bytes(), Frames.ping(Bytes.utf8("well?")));
            socket.expectPong(Bytes.utf8("well?"));
            socket.send(Frames.frame(Frames.CONTINUATION, "").bytes());
            socket.expectClose(1007);
        }
    }

    @Test
    void binaryMessagesNeedNotBeUtf8() throws Exception {
        byte[] payload = Bytes.hex("c0 ff ed a0 80");
        try (RawSocket socket = webSocket()) {
            socket.send(
                    Frames.frame(Frames.BINARY, Arrays.copyOf(payload, 2))
                            .notFinal()
                            .bytes(),
                    Frames.frame(Frames.CONTINUATION, Arrays.copyOfRange(payload, 2, 5))
                            .bytes());
            socket.expectBinary(payload);
            socket.send(Frames.ping(payload));
            socket.expectPong(payload);
        }
    }

    @Test
    void aMessageDoesNotInheritTheStateOfTheOneBefore() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.expectEcho(MIXED);
            socket.send(Frames.binary(Bytes.hex("e2 82")));
            socket.expectBinary(Bytes.hex("e2 82"));
            socket.expectEcho(MIXED);
        }
    }
}
