package io.oneport.client.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Target;
import io.oneport.client.testing.LeakCheck;
import io.oneport.client.testing.PlainServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a server sends, byte for byte, without a network. */
@ExtendWith(LeakCheck.class)
class WebSocketWireTest {
    private static final int MAX_BYTES = 70_000;
    /** What an embedded channel says when nothing is scheduled any more. */
    private static final long NO_TIMER = -1;

    private static final Target TARGET = Target.parse("ws://127.0.0.1:8080/echo");

    /** One socket, and what its listener heard. */
    private static final class Socket implements WireListener {
        final EmbeddedChannel channel = new EmbeddedChannel();
        final List<String> heard = new ArrayList<>();
        final WebSocketWire wire;
        final WireLoop loop = new WireLoop(channel.eventLoop(), MAX_BYTES);
        private final String key;
        WireEnd end;

        Socket() {
            // Always the same key.
            ClientHandshake handshake = new ClientHandshake(TARGET, List.of(), List.of(), new Random(7));
            var request = handshake.request();
            key = request.headers().get("Sec-WebSocket-Key");
            request.release();
            wire = new WebSocketWire(loop, this, handshake, 5000, MAX_BYTES);
            channel.pipeline().addLast(Wires.HTTP_DECODER, new HttpResponseDecoder());
            channel.pipeline().addLast(wire);
            wire.start();
        }

        byte[] switching() {
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + PlainServer.accept(key) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        Socket upgraded() {
            sent();
            receive(switching());
            return this;
        }

        void receive(byte[] bytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes));
            channel.runPendingTasks();
        }

        byte[] sent() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
                all.writeBytes(ByteBufUtil.getBytes(part));
                part.release();
            }
            return all.toByteArray();
        }

        @Override
        public void ready() {
            heard.add("ready");
        }

        @Override
        public void message(byte[] content, int length, boolean text) {
            heard.add((text ? "text " : "binary ") + length + " " + Arrays.hashCode(Arrays.copyOf(content, length)));
        }

        @Override
        public void parted() {
            heard.add("parted");
        }

        @Override
        public void closed(WireEnd end) {
            this.end = end;
            heard.add("closed " + end.kind());
        }

        int resting() {
            return loop.restingPorts().count(RestingPorts.LONGEST_SECONDS, System.nanoTime());
        }

        void finish() {
            channel.finishAndReleaseAll();
        }
    }

    private static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length <= 125) {
            out.write(payload.length);
        } else if (payload.length <= 0xffff) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        return payload;
    }

    /** The payload of one short masked frame that this client sent. */
    private static String unmasked(byte[] frame) {
        int length = frame[1] & 0x7f;
        byte[] payload = Arrays.copyOfRange(frame, 6, 6 + length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= frame[2 + (i & 3)];
        }
        return new String(payload, StandardCharsets.ISO_8859_1);
    }

    private static String heardOf(byte[] payload, boolean text) {
        return (text ? "text " : "binary ") + payload.length + " " + Arrays.hashCode(payload);
    }

    @Test
    void cutAnywhereTheMessagesAreTheSame() {
        byte[] stream = joined(
                frame(0x82, payload(3)),
                frame(0x81, latin1("hello")),
                frame(0x01, latin1("one ")),
                frame(0x89, latin1("ping")),
                frame(0x00, latin1("and ")),
                frame(0x80, latin1("two")),
                frame(0x82, payload(126)),
                frame(0x8a, latin1("unasked")),
                frame(0x82, new byte[0]));
        List<String> expected = List.of(
                "ready",
                heardOf(payload(3), false),
                heardOf(latin1("hello"), true),
                heardOf(latin1("one and two"), true),
                heardOf(payload(126), false),
                heardOf(new byte[0], false));
        Socket model = new Socket();
        byte[] all = joined(model.switching(), stream);
        model.finish();
        for (int cut = 0; cut <= all.length; cut++) {
            Socket socket = new Socket();
            socket.sent();
            socket.receive(Arrays.copyOfRange(all, 0, cut));
            socket.receive(Arrays.copyOfRange(all, cut, all.length));
            assertEquals(expected, socket.heard, "cut at " + cut);
            assertEquals("ping", unmasked(socket.sent()), "cut at " + cut);
            socket.finish();
        }
        Socket socket = new Socket();
        socket.sent();
        for (byte value : all) {
            socket.receive(new byte[] {value});
        }
        assertEquals(expected, socket.heard, "byte by byte");
        assertEquals("ping", unmasked(socket.sent()));
        socket.finish();
    }

    @Test
    void longLengthsAreReadToo() {
        Socket socket = new Socket().upgraded();
        byte[] frame = frame(0x82, payload(66_000));
        for (int cut : new int[] {1, 2, 5, 9, 10, 11, 40_000}) {
            socket.heard.clear();
            socket.receive(Arrays.copyOfRange(frame, 0, cut));
            socket.receive(Arrays.copyOfRange(frame, cut, frame.length));
            assertEquals(List.of(heardOf(payload(66_000), false)), socket.heard, "cut at " + cut);
        }
        socket.finish();
    }

    @Test
    void pingIsAnsweredWithItsPayload() {
        Socket socket = new Socket().upgraded();
        socket.receive(frame(0x89, latin1("are you there")));
        byte[] pong = socket.sent();
        assertEquals(0x8a, pong[0] & 0xff);
        assertTrue((pong[1] & 0x80) != 0, "masked");
        assertEquals("are you there", unmasked(pong));
        socket.finish();
    }

    @Test
    void closeOfTheServerIsAnsweredAndNothingBehindItIsRead() {
        Socket socket = new Socket().upgraded();
        socket.receive(joined(frame(0x88, new byte[] {3, (byte) 0xe9}), frame(0x81, latin1("late"))));
        assertEquals(List.of("ready", "closed CLOSED"), socket.heard);
        assertEquals("closed by the server: Close 1001", socket.end.what());
        byte[] close = socket.sent();
        assertEquals(0x88, close[0] & 0xff);
        assertEquals(2, close[1] & 0x7f);
        socket.finish();
    }

    /** The server is to end the connection (RFC 6455, section 7.1.1); no timer is left behind. */
    @Test
    void leavingEndsWhenTheServerHasClosedToo() {
        Socket socket = parted();
        assertTrue(socket.channel.isActive());
        assertNull(socket.end);
        socket.channel.close();
        assertEquals(List.of("ready", "parted", "closed OURS"), socket.heard);
        assertEquals(0, socket.sent().length);
        assertEquals(0, socket.resting());
        assertEquals(NO_TIMER, socket.channel.runScheduledPendingTasks());
        socket.finish();
    }

    private static Socket parted() {
        Socket socket = new Socket().upgraded();
        socket.wire.leave();
        assertEquals(0x88, socket.sent()[0] & 0xff);
        assertNull(socket.end);
        socket.receive(frame(0x88, new byte[] {3, (byte) 0xe8}));
        assertEquals(List.of("ready", "parted"), socket.heard);
        return socket;
    }

    @Test
    void aServerThatLeavesItToUsToEndTheConnectionIsNotWaitedForForLong() {
        Socket socket = parted();
        socket.channel.freezeTime();
        socket.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        socket.channel.runScheduledPendingTasks();
        assertEquals(List.of("ready", "parted", "closed OURS"), socket.heard);
        assertEquals(1, socket.resting());
        socket.finish();
    }

    @Test
    void whatComesBehindTheServersCloseIsNotRead() {
        Socket socket = parted();
        socket.receive(joined(frame(0x82, payload(3)), new byte[] {(byte) 0xff, (byte) 0xff}));
        socket.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertEquals(List.of("ready", "parted", "closed OURS"), socket.heard);
        socket.finish();
    }

    @Test
    void aServerThatDoesNotAnswerOurCloseIsGivenUp() {
        Socket socket = new Socket().upgraded();
        socket.wire.leave();
        socket.sent();
        socket.channel.freezeTime();
        socket.channel.advanceTimeBy(3, TimeUnit.SECONDS);
        socket.channel.runScheduledPendingTasks();
        assertEquals("no answer to our Close", socket.end.what());
        assertEquals(WireEnd.Kind.LOST, socket.end.kind());
        socket.finish();
    }

    @Test
    void aPortRestsIfWeCloseFirstAndNotIfWeReset() {
        Socket socket = new Socket().upgraded();
        socket.wire.cut(false);
        assertEquals(1, socket.resting());
        assertEquals(NO_TIMER, socket.channel.runScheduledPendingTasks());
        socket.finish();
        Socket reset = new Socket().upgraded();
        reset.wire.cut(true);
        assertEquals(0, reset.resting());
        reset.finish();
    }

    @Test
    void brokenFramesEndTheSocket() {
        assertBroken("masked", new byte[] {(byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 1});
        assertBroken("a frame of 70001 bytes", frame(0x82, new byte[MAX_BYTES + 1]));
        assertBroken("bytes", new byte[] {(byte) 0x82, 127, -1, -1, -1, -1, -1, -1, -1, -1});
        assertBroken("begins with 0xc2", frame(0xc2, latin1("x")));
        assertBroken("begins with 0x83", frame(0x83, latin1("x")));
        assertBroken("a continuation of nothing", frame(0x80, latin1("x")));
        assertBroken("a message began inside another", joined(frame(0x01, latin1("a")), frame(0x81, latin1("b"))));
        assertBroken("a message of more than", joined(frame(0x02, new byte[40_000]), frame(0x80, new byte[40_000])));
    }

    private static void assertBroken(String what, byte[] frames) {
        Socket socket = new Socket().upgraded();
        socket.receive(frames);
        assertEquals(List.of("ready", "closed BROKEN"), socket.heard, what);
        assertTrue(socket.end.what().contains(what), socket.end.what());
        socket.finish();
    }

    @Test
    void refusalsAreTold() {
        Socket socket = new Socket();
        socket.sent();
        socket.receive(latin1("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
        assertEquals(List.of("closed REFUSED"), socket.heard);
        assertTrue(socket.end.what().contains("403 Forbidden: no"), socket.end.what());
        socket.finish();
    }

    @Test
    void connectionThatEndsWithoutCloseIsLost() {
        Socket socket = new Socket().upgraded();
        socket.channel.close();
        assertEquals(WireEnd.Kind.LOST, socket.end.kind());
        socket.finish();
    }
}
