package io.oneport.client.wire;

import static io.oneport.client.testing.Bytes.joined;
import static io.oneport.client.testing.Bytes.latin1;
import static io.oneport.client.wire.EmbeddedWebSocket.MAX_BYTES;
import static io.oneport.client.wire.EmbeddedWebSocket.frame;
import static io.oneport.client.wire.EmbeddedWebSocket.heardOf;
import static io.oneport.client.wire.EmbeddedWebSocket.payload;
import static io.oneport.client.wire.EmbeddedWebSocket.unmasked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.testing.LeakCheck;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a server sends, byte for byte, without a network. */
@ExtendWith(LeakCheck.class)
class WebSocketWireTest {
    /** What an embedded channel says when nothing is scheduled any more. */
    private static final long NO_TIMER = -1;

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
        EmbeddedWebSocket model = new EmbeddedWebSocket();
        byte[] all = joined(model.switching(""), stream);
        model.finish();
        for (int cut = 0; cut <= all.length; cut++) {
            EmbeddedWebSocket socket = new EmbeddedWebSocket();
            socket.sent();
            socket.receive(Arrays.copyOfRange(all, 0, cut));
            socket.receive(Arrays.copyOfRange(all, cut, all.length));
            assertEquals(expected, socket.heard, "cut at " + cut);
            assertEquals("ping", unmasked(socket.sent()), "cut at " + cut);
            socket.finish();
        }
        EmbeddedWebSocket socket = new EmbeddedWebSocket();
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
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
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
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
        socket.receive(frame(0x89, latin1("are you there")));
        byte[] pong = socket.sent();
        assertEquals(0x8a, pong[0] & 0xff);
        assertTrue((pong[1] & 0x80) != 0, "masked");
        assertEquals("are you there", unmasked(pong));
        socket.finish();
    }

    @Test
    void closeOfTheServerIsAnsweredAndNothingBehindItIsRead() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
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
        EmbeddedWebSocket socket = parted();
        assertTrue(socket.channel.isActive());
        assertNull(socket.end);
        socket.channel.close();
        assertEquals(List.of("ready", "parted", "closed OURS"), socket.heard);
        assertEquals(0, socket.sent().length);
        assertEquals(0, socket.resting());
        assertEquals(NO_TIMER, socket.channel.runScheduledPendingTasks());
        socket.finish();
    }

    private static EmbeddedWebSocket parted() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
        socket.wire.leave();
        assertEquals(0x88, socket.sent()[0] & 0xff);
        assertNull(socket.end);
        socket.receive(frame(0x88, new byte[] {3, (byte) 0xe8}));
        assertEquals(List.of("ready", "parted"), socket.heard);
        return socket;
    }

    @Test
    void aServerThatLeavesItToUsToEndTheConnectionIsNotWaitedForForLong() {
        EmbeddedWebSocket socket = parted();
        socket.channel.freezeTime();
        socket.channel.advanceTimeBy(1, TimeUnit.SECONDS);
        socket.channel.runScheduledPendingTasks();
        assertEquals(List.of("ready", "parted", "closed OURS"), socket.heard);
        assertEquals(1, socket.resting());
        socket.finish();
    }

    @Test
    void whatComesBehindTheServersCloseIsNotRead() {
        EmbeddedWebSocket socket = parted();
        socket.receive(joined(frame(0x82, payload(3)), new byte[] {(byte) 0xff, (byte) 0xff}));
        socket.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertEquals(List.of("ready", "parted", "closed OURS"), socket.heard);
        socket.finish();
    }

    @Test
    void aServerThatDoesNotAnswerOurCloseIsGivenUp() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
        socket.wire.leave();
        socket.sent();
        socket.channel.freezeTime();
        socket.channel.advanceTimeBy(3, TimeUnit.SECONDS);
        socket.channel.runScheduledPendingTasks();
        assertEquals("the server sent no Close frame within 2s", socket.end.what());
        assertEquals(WireEnd.Cause.LOST, socket.end.kind());
        socket.finish();
    }

    @Test
    void aPortRestsIfWeCloseFirstAndNotIfWeReset() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
        socket.wire.cut(false);
        assertEquals(1, socket.resting());
        assertEquals(NO_TIMER, socket.channel.runScheduledPendingTasks());
        socket.finish();
        EmbeddedWebSocket reset = new EmbeddedWebSocket().upgraded();
        reset.wire.cut(true);
        assertEquals(0, reset.resting());
        reset.finish();
    }

    @Test
    void brokenFramesEndTheSocket() {
        assertBroken("masked", new byte[] {(byte) 0x82, (byte) 0x81, 0, 0, 0, 0, 1});
        assertBroken(
                "a length that is not in its shortest form",
                new byte[] {(byte) 0x82, 127, -1, -1, -1, -1, -1, -1, -1, -1});
        assertBroken(
                "a length that is not in its shortest form", new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 0, 0, -1, -1});
        assertBroken("a length that is not in its shortest form", new byte[] {(byte) 0x82, 126, 0, 125});
        assertBroken("compression was not agreed", frame(0xc2, latin1("x")));
        assertBroken("a reserved bit is set", frame(0xa2, latin1("x")));
        assertBroken("an unknown opcode 3 (a frame that begins with 0x83)", frame(0x83, latin1("x")));
        assertBroken("a control frame in fragments", frame(0x09, latin1("x")));
        assertBroken("a continuation of nothing", frame(0x80, latin1("x")));
        assertBroken("a message began inside another", joined(frame(0x01, latin1("a")), frame(0x81, latin1("b"))));
        assertBroken("a control frame with 126 bytes (expected: 125 at most)", frame(0x89, payload(126)));
    }

    /** That this client takes no more breaks no rule. */
    @Test
    void whatIsTooLongIsCalledThat() {
        String most = ": this client takes at most 70000B";
        assertEnds("TOO_BIG", "a frame of 70001 bytes" + most, frame(0x82, new byte[MAX_BYTES + 1]));
        assertEnds(
                "TOO_BIG",
                "a message in fragments that is longer" + most,
                joined(frame(0x02, new byte[40_000]), frame(0x80, new byte[40_000])));
    }

    private static void assertBroken(String what, byte[] frames) {
        assertEnds("BROKEN", what, frames);
    }

    private static void assertEnds(String kind, String what, byte[] frames) {
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
        socket.receive(frames);
        assertEquals(List.of("ready", "closed " + kind), socket.heard, what);
        assertTrue(socket.end.what().contains(what), socket.end.what());
        socket.finish();
    }

    @Test
    void refusalsAreTold() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket();
        socket.sent();
        socket.receive(latin1("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
        assertEquals(List.of("closed REFUSED"), socket.heard);
        assertTrue(socket.end.what().contains("403 Forbidden: no"), socket.end.what());
        socket.finish();
    }

    @Test
    void connectionThatEndsWithoutCloseIsLost() {
        EmbeddedWebSocket socket = new EmbeddedWebSocket().upgraded();
        socket.channel.close();
        assertEquals(WireEnd.Cause.LOST, socket.end.kind());
        socket.finish();
    }
}
