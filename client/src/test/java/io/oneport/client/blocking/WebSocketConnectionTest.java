package io.oneport.client.blocking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.testing.PlainServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketConnectionTest {
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final byte[] NORMAL = {0x03, (byte) 0xe8};

    private final Embedded socket = new Embedded(Embedded.limits(100));
    private WebSocketConnection connection;

    @BeforeEach
    void upgrade() {
        socket.channel.freezeTime();
        connection = socket.upgraded();
    }

    @AfterEach
    void close() {
        socket.close();
    }

    /** The one frame that was sent: opcode, then payload. */
    private PlainServer.Frame sentFrame() {
        byte[] bytes = socket.sent();
        assertEquals(0x80, bytes[0] & 0xf0, "a whole frame without extensions");
        assertEquals(0x80, bytes[1] & 0x80, "masked, as a client's must be");
        byte[] mask = Arrays.copyOfRange(bytes, 2, 6);
        byte[] payload = Arrays.copyOfRange(bytes, 6, bytes.length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new PlainServer.Frame(bytes[0] & 0x0f, payload);
    }

    private void advance(int seconds) {
        socket.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        socket.channel.runScheduledPendingTasks();
    }

    @Test
    void sendsAWholeMaskedFrame() {
        var sent = connection.send(new SocketMessage.Text("héllo"));
        assertArrayEquals("héllo".getBytes(StandardCharsets.UTF_8), sentFrame().payload());
        assertTrue(sent.isDone());
    }

    @Test
    void joinsFragmentsAroundAPing() {
        socket.receive(new byte[] {0x01, 2, 'a', 'b'});
        socket.receive(PlainServer.frame(PING, new byte[] {7}));
        socket.receive(new byte[] {(byte) 0x80, 1, 'c'});
        assertEquals(List.of(new SocketMessage.Text("abc")), socket.messages);
        assertEquals(PONG, sentFrame().opcode());
    }

    @Test
    void aCharacterMayBeCutByFragments() {
        socket.receive(new byte[] {0x01, 1, (byte) 0xc3, (byte) 0x80, 1, (byte) 0xa9});
        assertEquals(List.of(new SocketMessage.Text("é")), socket.messages);
    }

    @Test
    void theLimitHoldsForAMessageOfManyFrames() {
        socket.receive(new byte[] {0x02, 60});
        socket.receive(new byte[60]);
        socket.receive(new byte[] {(byte) 0x80, 41});
        socket.receive(new byte[41]);
        assertBroken(1009);
    }

    @Test
    void theLimitHoldsForOneFrame() {
        socket.receive(PlainServer.frame(2, new byte[101]));
        assertBroken(1009);
    }

    @Test
    void textMustBeUtf8() {
        socket.receive(PlainServer.frame(PlainServer.TEXT, new byte[] {(byte) 0xff}));
        assertBroken(1007);
    }

    @Test
    void aServerMustNotMask() {
        socket.receive(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'a'});
        assertBroken(1002);
    }

    @Test
    void noExtensionWasNegotiated() {
        socket.receive(new byte[] {(byte) 0xc1, 1, 'a'});
        assertBroken(1002);
    }

    @Test
    void aContinuationNeedsABeginning() {
        socket.receive(new byte[] {(byte) 0x80, 1, 'a'});
        assertBroken(1002);
    }

    private void assertBroken(int code) {
        PlainServer.Frame close = sentFrame();
        assertEquals(PlainServer.CLOSE, close.opcode());
        assertEquals(code, (close.payload()[0] & 0xff) << 8 | close.payload()[1] & 0xff);
        assertFalse(socket.channel.isOpen());
        assertEquals(code, assertInstanceOf(Ending.Broken.class, socket.ending).code());
        assertEquals(List.of(), socket.messages);
    }

    @Test
    void theServersCloseIsAnsweredWithItsCode() {
        socket.receive(PlainServer.frame(PlainServer.CLOSE, new byte[] {0x03, (byte) 0xe9, 'b', 'y', 'e'}));
        assertArrayEquals(new byte[] {0x03, (byte) 0xe9}, sentFrame().payload());
        assertTrue(socket.channel.isOpen(), "the server closes first (RFC 6455, section 7.1.1)");
        socket.channel.close();
        assertEquals(
                new Ending.Closed(true, 1001, "bye", true), connection.ended().join());
        assertEquals(socket.ending, connection.ended().join());
    }

    @Test
    void aCloseWithoutACodeIsAnsweredWithoutOne() {
        socket.receive(PlainServer.frame(PlainServer.CLOSE, new byte[0]));
        assertEquals(0, sentFrame().payload().length);
        socket.channel.close();
        assertEquals(new Ending.Closed(true, 1005, "", true), connection.ended().join());
    }

    @Test
    void ourCloseWaitsForTheServers() {
        connection.close(1000, "");
        assertArrayEquals(NORMAL, sentFrame().payload());
        socket.receive(PlainServer.text("still here"));
        socket.receive(PlainServer.frame(PlainServer.CLOSE, NORMAL));
        assertEquals(List.of(new SocketMessage.Text("still here")), socket.messages);
        socket.channel.close();
        assertEquals(
                new Ending.Closed(false, 1000, "", true), connection.ended().join());
        assertEquals(0, socket.sent().length);
    }

    @Test
    void aServerThatNeverAnswersOurCloseIsGivenUp() {
        connection.close(1000, "");
        socket.channel.runPendingTasks();
        advance(5);
        assertEquals(
                new Ending.Lost("the server sent no Close frame within 5s"),
                connection.ended().join());
    }

    @Test
    void aServerThatLeavesTheConnectionOpenIsGivenUp() {
        connection.close(1000, "");
        socket.channel.runPendingTasks();
        socket.receive(PlainServer.frame(PlainServer.CLOSE, NORMAL));
        advance(5);
        assertEquals(
                new Ending.Closed(false, 1000, "", false), connection.ended().join());
    }

    @Test
    void anEndWithoutCloseIsALoss() {
        socket.channel.close();
        assertEquals(
                new Ending.Lost("the server ended the connection without a Close frame"),
                connection.ended().join());
    }

    @Test
    void nothingIsSentAfterClose() {
        connection.close(1000, "");
        socket.sent();
        var late = connection.send(new SocketMessage.Text("late"));
        assertEquals(0, socket.sent().length);
        assertTrue(late.isCompletedExceptionally());
    }
}
