package io.oneport.server.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Pings and pongs, between messages and within them (RFC 6455, sections 5.4, 5.5.2, 5.5.3). */
class WebSocketControlTest extends SharedServerTest {
    @Test
    void everyPingIsAnsweredWithItsPayloadInOrderWithTheEchoes() throws Exception {
        try (RawSocket socket = webSocket()) {
            byte[] sent = {};
            for (int size = 0; size <= 125; size++) {
                sent = Bytes.concat(sent, Frames.ping(Bytes.letters(size)), Frames.text("behind ping " + size));
            }
            socket.send(sent);
            for (int size = 0; size <= 125; size++) {
                socket.expectPong(Bytes.letters(size));
                socket.expectText("behind ping " + size);
            }
        }
    }

    @Test
    void aPingThatDribblesInIsAnswered() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.dribble(Frames.ping(Bytes.hex("00 ff 80")));
            socket.expectPong(Bytes.hex("00 ff 80"));
        }
    }

    @Test
    void aPongThatNobodyAskedForIsIgnored() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.pong(new byte[0]), Frames.pong(Bytes.letters(125)), Frames.text("next"));
            socket.expectText("next");
            socket.send(
                    Frames.frame(Frames.TEXT, "a").notFinal().bytes(),
                    Frames.pong(Bytes.utf8("within")),
                    Frames.frame(Frames.CONTINUATION, "b").bytes());
            socket.expectText("ab");
        }
    }

    @Test
    void aPingWithinAMessageIsAnsweredBeforeTheMessageEnds() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(Frames.frame(Frames.TEXT, "one ").notFinal().bytes(), Frames.ping(Bytes.utf8("1")));
            socket.expectPong(Bytes.utf8("1"));
            socket.send(Frames.frame(Frames.CONTINUATION, "two ").notFinal().bytes(), Frames.ping(Bytes.utf8("2")));
            socket.expectPong(Bytes.utf8("2"));
            socket.send(Frames.frame(Frames.CONTINUATION, "three").bytes());
            socket.expectText("one two three");
        }
    }

    @Test
    void pingsBetweenFragmentsInOneSegmentComeFirst() throws Exception {
        try (RawSocket socket = webSocket()) {
            socket.send(
                    Frames.frame(Frames.BINARY, "a").notFinal().bytes(),
                    Frames.ping(Bytes.utf8("1")),
                    Frames.frame(Frames.CONTINUATION, "b").notFinal().bytes(),
                    Frames.ping(Bytes.utf8("2")),
                    Frames.frame(Frames.CONTINUATION, "c").bytes(),
                    Frames.ping(Bytes.utf8("3")));
            socket.expectPong(Bytes.utf8("1"));
            socket.expectPong(Bytes.utf8("2"));
            socket.expectBinary(Bytes.utf8("abc"));
            socket.expectPong(Bytes.utf8("3"));
        }
    }

    @Test
    void tenThousandPingsAreAnsweredInOrder() throws Exception {
        int count = 10_000;
        try (RawSocket socket = webSocket()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendPings(socket, count));
            for (int i = 0; i < count; i++) {
                socket.expectPong(Bytes.utf8("ping " + i));
            }
            sent.get();
            socket.expectEcho("behind the flood");
        }
    }

    private static void sendPings(RawSocket socket, int count) {
        try {
            for (int i = 0; i < count; i++) {
                socket.send(Frames.ping(Bytes.utf8("ping " + i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
