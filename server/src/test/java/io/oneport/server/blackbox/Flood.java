package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What a {@link FloodingPeer} sends again and again, how it ends, and what must come back.
 *
 * @param preface sent first
 * @param unit the bytes of the unit with this number, from 0
 * @param ending sent last
 */
record Flood(
        String name,
        byte[] preface,
        IntFunction<byte[]> unit,
        byte[] ending,
        ReplyCheck expectPreface,
        ReplyCheck expectReply,
        ReplyCheck expectEnding) {
    /** Checks the reply to one unit. */
    interface ReplyCheck {
        void accept(InputStream in, int unit) throws IOException;
    }

    FloodingPeer connect(int port) throws IOException {
        return new FloodingPeer(port, preface, unit);
    }

    @Override
    public String toString() {
        return name;
    }

    /** One of each kind. */
    static Stream<Flood> all() {
        return Stream.of(gets(), pings(), echoes());
    }

    static Flood gets() {
        byte[] get = Request.get("/plaintext").bytes();
        byte[] notFound = Request.get("/nope").bytes();
        return new Flood(
                "GETs",
                new byte[0],
                i -> i % 10 == 0 ? notFound : get,
                Request.get("/healthz").with("Connection: close").bytes(),
                (in, unit) -> {},
                (in, unit) -> assertEquals(
                        unit % 10 == 0 ? 404 : 200, HttpAnswer.read(in, false).status(), "request " + unit),
                (in, unit) -> assertTrue(HttpAnswer.read(in, false).closes()));
    }

    private static Flood pings() {
        return webSocketFlood("pings", i -> Frames.ping(Bytes.utf8("ping " + i)), (in, unit) -> {
            ServerFrame frame = ServerFrame.read(in);
            assertEquals(Frames.PONG, frame.opcode(), frame::toString);
            assertEquals("ping " + unit, frame.text());
        });
    }

    static Flood echoes() {
        return webSocketFlood("echoes of 32 KiB", i -> Frames.binary(numbered(i)), (in, unit) -> {
            ServerFrame frame = ServerFrame.read(in);
            assertEquals(Frames.BINARY, frame.opcode(), frame::toString);
            assertArrayEquals(numbered(unit), frame.payload());
        });
    }

    /** An echo's payload, which begins with its number. */
    static byte[] numbered(int number) {
        byte[] payload = Bytes.letters(32 * 1024);
        byte[] digits = Bytes.utf8(number + " ");
        System.arraycopy(digits, 0, payload, 0, digits.length);
        return payload;
    }

    private static Flood webSocketFlood(String name, IntFunction<byte[]> unit, ReplyCheck expectReply) {
        return new Flood(
                name,
                Request.upgrade("/echo").bytes(),
                unit,
                Frames.close(1000, ""),
                (in, none) -> assertEquals(101, HttpAnswer.read(in, false).status()),
                expectReply,
                (in, none) -> assertEquals(1000, ServerFrame.read(in).closeCode()));
    }
}
