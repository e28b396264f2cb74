package io.oneport.server.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that break a rule fail the connection with 1002 (RFC 6455, sections 5.1, 5.2, 5.4, 5.5). */
class WebSocketFramingTest extends SharedServerTest {
    private static final List<Integer> OPCODES =
            List.of(Frames.CONTINUATION, Frames.TEXT, Frames.BINARY, Frames.CLOSE, Frames.PING, Frames.PONG);

    /** The rule that is broken, and bytes that break it and end there. */
    record Case(String name, byte[]... bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> reservedBits() {
        return OPCODES.stream()
                .flatMap(opcode -> IntStream.rangeClosed(1, 7)
                        .mapToObj(bits -> new Case(
                                "RSV bits " + bits + " on opcode " + opcode,
                                Frames.frame(opcode, "").rsv(bits).bytes())));
    }

    static Stream<Case> reservedOpcodes() {
        return IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .boxed()
                .flatMap(opcode -> Stream.of(
                        new Case("opcode " + opcode, Frames.frame(opcode, "").bytes()),
                        new Case(
                                "opcode " + opcode + " with a payload",
                                Frames.frame(opcode, "abc").bytes()),
                        new Case(
                                "opcode " + opcode + " within a message",
                                Frames.frame(Frames.TEXT, "abc").notFinal().bytes(),
                                Frames.frame(opcode, "").bytes())));
    }

    static Stream<Case> masks() {
        return OPCODES.stream()
                .flatMap(opcode -> Stream.of(
                        new Case(
                                "opcode " + opcode + " unmasked",
                                Frames.frame(opcode, "").unmasked().bytes()),
                        new Case(
                                "opcode " + opcode + " unmasked with a payload",
                                Frames.frame(opcode, "payload").unmasked().bytes())));
    }

    static Stream<Case> lengths() {
        byte[] none = {};
        return Stream.of(
                new Case(
                        "0 in 16 bits",
                        Frames.frame(Frames.TEXT, none).lengthIn(2).bytes()),
                new Case(
                        "125 in 16 bits",
                        Frames.frame(Frames.TEXT, Bytes.letters(125))
                                .lengthIn(2)
                                .bytes()),
                new Case(
                        "125 in 16 bits, head only",
                        Frames.frame(Frames.BINARY, none)
                                .declaring(125)
                                .lengthIn(2)
                                .head()),
                new Case(
                        "5 in 64 bits",
                        Frames.frame(Frames.TEXT, "hello").lengthIn(8).bytes()),
                new Case(
                        "126 in 64 bits",
                        Frames.frame(Frames.BINARY, Bytes.letters(126))
                                .lengthIn(8)
                                .bytes()),
                new Case(
                        "65535 in 64 bits",
                        Frames.frame(Frames.TEXT, Bytes.letters(65535))
                                .lengthIn(8)
                                .bytes()),
                new Case(
                        "the top bit of 64",
                        Frames.frame(Frames.BINARY, none)
                                .declaring(Long.MIN_VALUE)
                                .lengthIn(8)
                                .head()),
                new Case(
                        "all 64 bits",
                        Frames.frame(Frames.TEXT, none)
                                .declaring(-1L)
                                .lengthIn(8)
                                .head()));
    }

    static Stream<Case> controlFrames() {
        return Stream.of(Frames.CLOSE, Frames.PING, Frames.PONG)
                .flatMap(opcode -> Stream.of(
                        new Case(
                                "fragmented opcode " + opcode,
                                Frames.frame(opcode, "").notFinal().bytes()),
                        new Case(
                                "opcode " + opcode + " with 126 bytes",
                                Frames.frame(opcode, Bytes.letters(126)).bytes()),
                        new Case(
                                "opcode " + opcode + " with 126 bytes, head only",
                                Frames.frame(opcode, Bytes.letters(126)).head()),
                        new Case(
                                "opcode " + opcode + " with 65536 bytes, head only",
                                Frames.frame(opcode, "").declaring(65536).head()),
                        new Case(
                                "opcode " + opcode + " with 3 bytes in 16 bits",
                                Frames.frame(opcode, "abc").lengthIn(2).bytes())));
    }

    static Stream<Case> fragments() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(
                "a continuation of nothing",
                Frames.frame(Frames.CONTINUATION, "abc").bytes()));
        cases.add(new Case(
                "a first fragment that continues nothing",
                Frames.frame(Frames.CONTINUATION, "abc").notFinal().bytes()));
        cases.add(new Case(
                "a fragmented ping within a message",
                Frames.frame(Frames.TEXT, "a").notFinal().bytes(),
                Frames.frame(Frames.PING, "").notFinal().bytes()));
        for (int first : List.of(Frames.TEXT, Frames.BINARY)) {
            for (int second : List.of(Frames.TEXT, Frames.BINARY)) {
                byte[] start = Frames.frame(first, "abc").notFinal().bytes();
                String name = "opcode " + second + " within a message of opcode " + first;
                cases.add(new Case(name, start, Frames.frame(second, "def").bytes()));
                cases.add(new Case(
                        name + ", not final",
                        start,
                        Frames.frame(second, "def").notFinal().bytes()));
                cases.add(new Case(
                        name + ", empty", start, Frames.frame(second, "").bytes()));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource({"reservedBits", "reservedOpcodes", "masks", "lengths", "controlFrames", "fragments"})
    void failsTheConnection(Case broken) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.expectEcho("before");
            socket.send(broken.bytes);
            socket.expectClose(1002);
        }
    }

    @ParameterizedTest
    @MethodSource({"reservedOpcodes", "masks", "fragments"})
    void whatComesBehindIsIgnored(Case broken) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(
                    Bytes.concat(broken.bytes),
                    Frames.text("too late"),
                    Frames.ping(Bytes.utf8("too late")),
                    Frames.close(1000, "too late"));
            socket.expectClose(1002);
        }
    }

    @ParameterizedTest
    @MethodSource({"reservedOpcodes", "masks"})
    void whatCameBeforeIsEchoedFirst(Case broken) throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.text("before"), Bytes.concat(broken.bytes));
            socket.expectText("before");
            socket.expectClose(1002);
        }
    }
}
