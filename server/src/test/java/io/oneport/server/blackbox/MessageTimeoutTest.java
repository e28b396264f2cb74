package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A WebSocket message that has begun must end, and what has begun leaves room for what is whole. */
class MessageTimeoutTest {
    /** A fragment without a successor, a frame without its end, a header without its end, half a ping. */
    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"fragment", "frame", "header", "ping"})
    void whatDoesNotEndIsClosed(String begun) throws Exception {
        byte[] bytes = switch (begun) {
            case "fragment" -> Frames.frame(Frames.TEXT, "a").notFinal().bytes();
            case "frame" -> Frames.frame(Frames.TEXT, "a").declaring(5).bytes();
            case "header" -> Arrays.copyOf(Frames.text("abc"), 1);
            default -> Arrays.copyOf(Frames.ping(Bytes.letters(9)), 9);
        };
        try (TestServer server = TestServer.start("--message-timeout=500ms");
                RawSocket socket = RawSocket.webSocket(server.port())) {
            Stopwatch stopwatch = new Stopwatch();
            socket.send(bytes);
            socket.expectClose(1008);
            stopwatch.expectAtLeast(500);
        }
    }

    @Test
    @MostlyWaits
    void aMessageThatDribblesInGetsNoMoreTime() throws Exception {
        try (TestServer server = TestServer.start("--message-timeout=500ms");
                RawSocket socket = RawSocket.webSocket(server.port())) {
            socket.send(Frames.frame(Frames.TEXT, "a").notFinal().bytes());
            for (int i = 0; i < 200 && !socket.hasInput(); i++) {
                socket.send(Frames.frame(Frames.CONTINUATION, "a").notFinal().bytes());
                LockSupport.parkNanos(50_000_000);
            }
            assertEquals(1008, socket.frame().closeCode());
        }
    }

    /** Each message has the time for itself, though something is always unfinished. */
    @Test
    @MostlyWaits
    void messagesThatFollowEachOtherHaveTheirOwnTime() throws Exception {
        byte[] message = Frames.text("abcdef");
        byte[] endAndBegin = Bytes.concat(Arrays.copyOfRange(message, 5, message.length), Arrays.copyOf(message, 5));
        try (TestServer server = TestServer.start("--message-timeout=2s");
                RawSocket socket = RawSocket.webSocket(server.port())) {
            socket.send(Arrays.copyOf(message, 5));
            for (int i = 0; i < 30; i++) {
                LockSupport.parkNanos(100_000_000);
                socket.send(endAndBegin);
                socket.expectText("abcdef");
            }
        }
    }

    @Test
    @MostlyWaits
    void aPingInTimeDoesNotHideAMessageAndTheMessageHidesNoSilence() throws Exception {
        try (TestServer server =
                        TestServer.start("--message-timeout=700ms", "--ping-interval=200ms", "--pong-timeout=10s");
                RawSocket socket = RawSocket.webSocket(server.port())) {
            socket.send(Frames.frame(Frames.TEXT, "a").notFinal().bytes());
            ServerFrame frame = socket.frame();
            assertEquals(Frames.PING, frame.opcode(), frame::toString);
            socket.expectClose(1008);
        }
    }

    /** Fragments fill their half of the room; bodies have the other, and what comes whole needs none. */
    @Test
    void unfinishedMessagesLeaveRoomForBodies() throws Exception {
        List<RawSocket> holders = new ArrayList<>();
        try (TestServer server = TestServer.start("--unfinished-total=1MiB", "--worker-threads=1");
                RawSocket http = RawSocket.connect(server.port());
                RawSocket webSocket = RawSocket.webSocket(server.port())) {
            for (int i = 0; i < 30; i++) {
                RawSocket holder = RawSocket.webSocket(server.port());
                holders.add(holder);
                holder.send(Frames.frame(Frames.BINARY, Bytes.letters(60_000))
                        .notFinal()
                        .bytes());
            }
            while (holders.stream().noneMatch(MessageTimeoutTest::hasInput)) {
                Thread.onSpinWait(); // until there is no room for one of them
            }
            String head = "POST /t/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
            http.send(head + "1\r\n\r\nx");
            assertEquals(2, http.answer().status() / 100);
            http.send(head + "9000\r\n\r\n");
            http.send("x".repeat(4500));
            http.send("x".repeat(4500));
            assertEquals(2, http.answer().status() / 100);
            webSocket.expectEcho("whole");
            webSocket.send(
                    Frames.frame(Frames.TEXT, "in ").notFinal().bytes(),
                    Frames.frame(Frames.CONTINUATION, "one read").bytes());
            webSocket.expectText("in one read");
        } finally {
            for (RawSocket holder : holders) {
                holder.close();
            }
        }
    }

    private static boolean hasInput(RawSocket socket) {
        try {
            return socket.hasInput();
        } catch (java.io.IOException e) {
            return true;
        }
    }
}
