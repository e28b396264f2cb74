package io.oneport.client.wire;

import static io.oneport.client.testing.Bytes.joined;
import static io.oneport.client.testing.Bytes.latin1;
import static io.oneport.client.wire.EmbeddedWebSocket.MAX_BYTES;
import static io.oneport.client.wire.EmbeddedWebSocket.frame;
import static io.oneport.client.wire.EmbeddedWebSocket.heardOf;
import static io.oneport.client.wire.EmbeddedWebSocket.payload;
import static io.oneport.client.wire.EmbeddedWebSocket.unmasked;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.oneport.client.testing.LeakCheck;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compressed messages, byte for byte, without a network. */
@ExtendWith(LeakCheck.class)
class CompressedMessagesTest {
    private static final String AGREED = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n";

    private static EmbeddedWebSocket agreed() {
        return new EmbeddedWebSocket(true).upgraded(AGREED);
    }

    /** As a server would send it, by the textbook. */
    private static byte[] compressed(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(payload);
        byte[] room = new byte[payload.length + 100];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(room, length - 4);
    }

    private static byte[] inflated(byte[] compressed, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(joined(compressed, new byte[] {0, 0, -1, -1}));
        byte[] room = new byte[length + 1];
        assertEquals(length, inflater.inflate(room));
        inflater.end();
        return Arrays.copyOf(room, length);
    }

    @Test
    void cutAnywhereTheMessagesAreTheSame() {
        byte[] letters = latin1("all work and no play, all work and no play, all work and no play");
        byte[] long1 = compressed(letters);
        byte[] stream = joined(
                frame(0xc2, compressed(payload(3))),
                frame(0xc1, compressed(latin1("hello"))),
                // A message in fragments, one of them empty, with a Ping inside: only the first has RSV1.
                frame(0x41, Arrays.copyOf(long1, 1)),
                frame(0x89, latin1("ping")),
                frame(0x00, new byte[0]),
                frame(0x00, Arrays.copyOfRange(long1, 1, 11)),
                frame(0x80, Arrays.copyOfRange(long1, 11, long1.length)),
                // Messages that are not compressed may come, too, in fragments or not.
                frame(0x82, payload(126)),
                frame(0x01, latin1("one ")),
                frame(0x80, latin1("and two")),
                // All of it in the first fragment, and nothing in the last.
                frame(0x42, compressed(new byte[1000])),
                frame(0x80, new byte[0]),
                frame(0xc2, compressed(payload(200))),
                frame(0xc2, new byte[] {0}),
                frame(0x82, new byte[0]));
        List<String> expected = List.of(
                "ready",
                heardOf(payload(3), false),
                heardOf(latin1("hello"), true),
                heardOf(letters, true),
                heardOf(payload(126), false),
                heardOf(latin1("one and two"), true),
                heardOf(new byte[1000], false),
                heardOf(payload(200), false),
                heardOf(new byte[0], false),
                heardOf(new byte[0], false));
        EmbeddedWebSocket model = new EmbeddedWebSocket(true);
        byte[] all = joined(model.switching(AGREED), stream);
        model.finish();
        for (int cut = 0; cut <= all.length; cut++) {
            EmbeddedWebSocket socket = new EmbeddedWebSocket(true);
            socket.sent();
            socket.receive(Arrays.copyOfRange(all, 0, cut));
            socket.receive(Arrays.copyOfRange(all, cut, all.length));
            assertEquals(expected, socket.heard, "cut at " + cut);
            assertEquals("ping", unmasked(socket.sent()), "cut at " + cut);
            socket.finish();
        }
        EmbeddedWebSocket socket = new EmbeddedWebSocket(true);
        socket.sent();
        for (byte value : all) {
            socket.receive(new byte[] {value});
        }
        assertEquals(expected, socket.heard, "byte by byte");
        assertEquals("ping", unmasked(socket.sent()));
        socket.finish();
    }

    @Test
    void whatIsSentIsCompressedIfThatMakesItSmaller() throws DataFormatException {
        EmbeddedWebSocket socket = agreed();
        byte[] letters = new byte[5000];
        Arrays.fill(letters, (byte) 'o');
        socket.wire.send(letters, 5000, true);
        socket.wire.send(letters, 4000, false);
        socket.wire.send(letters, 4, true);
        socket.wire.send(payload(16), 16, false);
        socket.wire.send(letters, 0, false);
        socket.wire.ping(new byte[100]);
        socket.wire.flush();
        socket.wire.leave();
        // Netty's decoder is the independent reader.
        EmbeddedChannel reader = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .allowExtensions(true)
                .withUTF8Validator(false)
                .build()));
        reader.writeInbound(Unpooled.wrappedBuffer(socket.sent()));
        byte[] first = next(reader, "TextWebSocketFrame", 4);
        assertTrue(first.length < 100, "compressed to " + first.length);
        assertArrayEquals(letters, inflated(first, 5000));
        assertArrayEquals(Arrays.copyOf(letters, 4000), inflated(next(reader, "BinaryWebSocketFrame", 4), 4000));
        assertArrayEquals(latin1("oooo"), next(reader, "TextWebSocketFrame", 0));
        assertArrayEquals(payload(16), next(reader, "BinaryWebSocketFrame", 0));
        assertEquals(0, next(reader, "BinaryWebSocketFrame", 0).length);
        assertEquals(100, next(reader, "PingWebSocketFrame", 0).length);
        assertEquals(2, next(reader, "CloseWebSocketFrame", 0).length);
        assertFalse(reader.finish());
        socket.finish();
    }

    private static byte[] next(EmbeddedChannel reader, String kind, int rsv) {
        WebSocketFrame frame = reader.readInbound();
        byte[] payload = new byte[frame.content().readableBytes()];
        frame.content().readBytes(payload);
        assertEquals(kind + " rsv " + rsv, frame.getClass().getSimpleName() + " rsv " + frame.rsv());
        assertTrue(frame.isFinalFragment());
        frame.release();
        return payload;
    }

    @Test
    void whereItWasDeclinedMessagesGoAsTheyAre() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket(true).upgraded();
        assertFalse(socket.wire.deflates());
        socket.wire.send(latin1("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 48, true);
        socket.wire.flush();
        byte[] sent = socket.sent();
        assertEquals(0x81, sent[0] & 0xff);
        assertEquals("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", unmasked(sent));
        socket.receive(frame(0x81, latin1("hello")));
        assertEquals(List.of("ready", heardOf(latin1("hello"), true)), socket.heard);
        socket.finish();
    }

    @Test
    void compressionThatWasNotAgreedBreaksTheProtocol() {
        for (int first : new int[] {0xc1, 0xc2, 0x41, 0x42}) {
            String what = "compression was not agreed";
            assertBroken(new EmbeddedWebSocket(true).upgraded(), what, frame(first, compressed(latin1("hello"))));
            assertBroken(new EmbeddedWebSocket().upgraded(), what, frame(first, compressed(latin1("hello"))));
        }
    }

    @Test
    void onlyAFirstDataFrameSaysThatItsMessageIsCompressed() {
        byte[] begun = frame(0x42, compressed(payload(10)));
        for (int first : new int[] {0xc0, 0x40, 0xc8, 0xc9, 0xca, 0xa2, 0x92, 0xe2, 0xd1, 0x62}) {
            String what = "a frame that begins with 0x" + Integer.toHexString(first);
            assertBroken(agreed(), what, joined(begun, frame(first, new byte[] {0})));
        }
        assertBroken(agreed(), "a frame that begins with 0xc0", frame(0xc0, new byte[] {0}));
        assertBroken(agreed(), "a message began inside another", joined(begun, frame(0xc2, new byte[] {0})));
        assertBroken(agreed(), "a message began inside another", joined(begun, frame(0x42, new byte[] {0})));
        assertBroken(agreed(), "a message began inside another", joined(begun, frame(0x82, new byte[] {0})));
    }

    @Test
    void whatCantBeInflatedBreaksTheProtocol() {
        String what = "a compressed message can't be inflated: ";
        byte[] whole = compressed(latin1("all work and no play, all work and no play"));
        assertBroken(agreed(), what, frame(0xc2, Arrays.copyOf(whole, whole.length - 1)));
        assertBroken(agreed(), what, frame(0xc1, new byte[] {-1, -1, -1}));
        assertBroken(agreed(), what, frame(0xc1, new byte[0]));
        assertBroken(
                agreed(),
                what,
                joined(
                        frame(0x42, Arrays.copyOf(whole, 5)),
                        frame(0x80, Arrays.copyOfRange(whole, 5, whole.length - 1))));
    }

    @Test
    void aMessageMayBeAsLongInflatedAsAnyOther() {
        EmbeddedWebSocket socket = agreed();
        socket.receive(frame(0xc2, compressed(new byte[MAX_BYTES])));
        assertEquals(List.of("ready", heardOf(new byte[MAX_BYTES], false)), socket.heard);
        socket.finish();
        assertTooBig(frame(0xc2, compressed(new byte[MAX_BYTES + 1])));
        byte[] bomb = compressed(new byte[40 << 20]);
        assertTooBig(frame(0xc2, bomb));
        assertTooBig(joined(
                frame(0x42, Arrays.copyOf(bomb, 1000)), frame(0x80, Arrays.copyOfRange(bomb, 1000, bomb.length))));
    }

    private static void assertTooBig(byte[] frames) {
        assertEnds(agreed(), "TOO_BIG", "a compressed message that is longer once it is inflated", frames);
    }

    private static void assertBroken(EmbeddedWebSocket socket, String what, byte[] frames) {
        assertEnds(socket, "BROKEN", what, frames);
    }

    private static void assertEnds(EmbeddedWebSocket socket, String kind, String what, byte[] frames) {
        socket.receive(frames);
        assertEquals(List.of("ready", "closed " + kind), socket.heard, what);
        assertTrue(socket.end.what().contains(what), socket.end.what());
        socket.finish();
    }

    @Test
    void anAnswerThatDoesNotFitTheOfferIsARefusal() {
        EmbeddedWebSocket socket =
                new EmbeddedWebSocket(true).upgraded("Sec-WebSocket-Extensions: permessage-deflate\r\n");
        assertEquals(List.of("closed REFUSED"), socket.heard);
        assertTrue(socket.end.what().contains("(expected: server_no_context_takeover"), socket.end.what());
        socket.finish();
    }
}
