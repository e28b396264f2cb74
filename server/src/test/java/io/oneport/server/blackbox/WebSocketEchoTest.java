package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of every size, whole, in pieces and in fragments (RFC 6455, sections 5.2, 5.4, 5.6). */
class WebSocketEchoTest extends SharedServerTest {
    private static final List<Integer> SIZES = List.of(0, 1, 125, 126, 127, 128, 65535, 65536);

    static Stream<Arguments> opcodesAndSizes() {
        return SIZES.stream()
                .flatMap(size -> Stream.of(Frames.TEXT, Frames.BINARY).map(opcode -> Arguments.of(opcode, size)));
    }

    private static void expectMessage(RawSocket socket, int opcode, byte[] payload) throws Exception {
        ServerFrame message = socket.message();
        assertEquals(opcode, message.opcode(), message::toString);
        assertArrayEquals(payload, message.payload());
    }

    @ParameterizedTest
    @MethodSource("opcodesAndSizes")
    void echoesAWholeMessage(int opcode, int size) throws Exception {
        byte[] payload = Bytes.letters(size);
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(opcode, payload).bytes());
            expectMessage(socket, opcode, payload);
            socket.expectEcho("next");
        }
    }

    @ParameterizedTest
    @MethodSource("opcodesAndSizes")
    void echoesAMessageThatComesInPieces(int opcode, int size) throws Exception {
        byte[] payload = Bytes.letters(size);
        byte[] frame = Frames.frame(opcode, payload).bytes();
        int piece = Math.max(1, size / 60);
        try (RawSocket socket = webSocket()) {
            for (int from = 0; from < frame.length; from += piece) {
                socket.send(Arrays.copyOfRange(frame, from, Math.min(from + piece, frame.length)));
            }
            expectMessage(socket, opcode, payload);
            socket.expectEcho("next");
        }
    }

    @ParameterizedTest
    @MethodSource("opcodesAndSizes")
    void echoesAMessageInFragments(int opcode, int size) throws Exception {
        byte[] payload = Bytes.letters(size);
        int piece = Math.max(1, size / 7);
        try (RawSocket socket = webSocket()) {
            int next = opcode;
            for (int from = 0; from < size; from += piece) {
                byte[] part = Arrays.copyOfRange(payload, from, Math.min(from + piece, size));
                socket.send(Frames.frame(next, part).notFinal().bytes());
                next = Frames.CONTINUATION;
            }
            socket.send(Frames.frame(next, "").bytes());
            expectMessage(socket, opcode, payload);
            socket.expectEcho("next");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.TEXT, Frames.BINARY})
    void emptyFragmentsCount(int opcode) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(
                    Frames.frame(opcode, "").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "middle").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "").bytes());
            expectMessage(socket, opcode, Bytes.utf8("middle"));
            socket.send(
                    Frames.frame(opcode, "").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "").bytes());
            expectMessage(socket, opcode, new byte[0]);
        }
    }

    @Test
    void everyByteSurvivesInABinaryMessage() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.binary(all));
            socket.expectBinary(all);
        }
    }

    @Test
    void manyMessagesInOneSegmentAreEchoedInOrder() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            frames.add(i % 2 == 0 ? Frames.text("message " + i) : Frames.binary(Bytes.utf8("binary " + i)));
        }
        try (RawSocket socket = webSocket()) {
            socket.send(frames.toArray(new byte[0][]));
            for (int i = 0; i < 500; i++) {
                if (i % 2 == 0) {
                    socket.expectText("message " + i);
                } else {
                    socket.expectBinary(Bytes.utf8("binary " + i));
                }
            }
        }
    }

    @Test
    void aMaskOfZerosIsAMask() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Bytes.hex("81 85 00000000"), "hello".getBytes(StandardCharsets.US_ASCII));
            socket.expectText("hello");
        }
    }

    @Test
    void theFragmentsOfTwoSocketsDoNotMix() throws Exception {
        try (RawSocket one = webSocket();
                RawSocket two = webSocket()) {
            one.send(Frames.frame(Frames.TEXT, "one ").notFinal().bytes());
            two.send(Frames.frame(Frames.BINARY, "two ").notFinal().bytes());
            one.send(Frames.frame(Frames.CONTINUATION, "first").bytes());
            two.send(Frames.frame(Frames.CONTINUATION, "second").bytes());
            one.expectText("one first");
            two.expectBinary(Bytes.utf8("two second"));
        }
    }
}
