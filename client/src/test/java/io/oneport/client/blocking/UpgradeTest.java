package io.oneport.client.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.HttpResponseDecoder;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.testing.Bytes;
import io.oneport.client.testing.PlainServer;
import io.oneport.client.wire.HttpWire;
import io.oneport.client.wire.WebSocketWire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    private static final byte[] GLUED = Bytes.joined(
            Embedded.switching(),
            PlainServer.text("one"),
            PlainServer.frame(2, new byte[] {1, 2, 3}),
            PlainServer.text("x".repeat(200)));
    private static final List<SocketMessage> MESSAGES = List.of(
            new SocketMessage.Text("one"),
            new SocketMessage.Binary(new byte[] {1, 2, 3}),
            new SocketMessage.Text("x".repeat(200)));

    @Test
    void framesBehindThe101SurviveEveryCut() {
        for (int cut = 0; cut <= GLUED.length; cut++) {
            try (Embedded socket = new Embedded(Limits.DEFAULTS)) {
                var upgraded = socket.upgrade();
                socket.receive(GLUED, 0, cut);
                socket.receive(GLUED, cut, GLUED.length);
                assertTrue(upgraded.isDone() && !upgraded.isCompletedExceptionally(), "cut at " + cut);
                assertEquals(MESSAGES, socket.messages, "cut at " + cut);
            }
        }
    }

    @Test
    void framesBehindThe101SurviveByteByByte() {
        try (Embedded socket = new Embedded(Limits.DEFAULTS)) {
            socket.upgrade();
            for (int i = 0; i < GLUED.length; i++) {
                socket.receive(GLUED, i, i + 1);
            }
            assertEquals(MESSAGES, socket.messages);
        }
    }

    @Test
    void aCloseFrameBehindThe101IsAnswered() {
        byte[] close = PlainServer.frame(PlainServer.CLOSE, new byte[] {0x03, (byte) 0xe9});
        try (Embedded socket = new Embedded(Limits.DEFAULTS)) {
            var upgraded = socket.upgrade();
            socket.sent();
            socket.receive(Bytes.joined(Embedded.switching(), PlainServer.text("bye"), close));
            assertTrue(upgraded.isDone());
            assertEquals(List.of(new SocketMessage.Text("bye")), socket.messages);
            assertEquals(0x88, socket.sent()[0] & 0xff);
            socket.channel.close();
            assertEquals(new Ending.Closed(true, 1001, "", true), socket.ending);
        }
    }

    @Test
    void onlyThePipelineOfThisSocketChanges() {
        try (Embedded sibling = new Embedded(Limits.DEFAULTS);
                Embedded socket = new Embedded(Limits.DEFAULTS)) {
            List<Class<?>> http = List.of(HttpResponseDecoder.class, HttpWire.class);
            assertEquals(http, handlers(socket));
            socket.upgraded();
            assertEquals(List.of(WebSocketWire.class), handlers(socket));
            assertEquals(http, handlers(sibling));
        }
    }

    private static List<Class<?>> handlers(Embedded socket) {
        List<Class<?>> handlers = new ArrayList<>();
        // Without the embedded channel's own last handler.
        socket.channel.pipeline().forEach(handler -> {
            if (!handler.getValue().getClass().getName().contains("Embedded")) {
                handlers.add(handler.getValue().getClass());
            }
        });
        return handlers;
    }

    @Test
    void aSwitchedSocketSpeaksHttpNoMore() {
        try (Embedded socket = new Embedded(Limits.DEFAULTS)) {
            socket.upgraded();
            var answer = socket.get();
            assertTrue(answer.isCompletedExceptionally());
            assertEquals(0, socket.sent().length);
        }
    }

    @Test
    void framesBehindThe101SurviveOnARealSocket() throws IOException, InterruptedException {
        PlainServer server = new PlainServer() {
            @Override
            protected void upgrade(Peer peer, String key) throws IOException {
                byte[] all =
                        Bytes.joined(Bytes.latin1(switching(key)), text("one"), text("x".repeat(200)), text("three"));
                if (peer.number() == 0) {
                    peer.out().write(all);
                } else {
                    for (byte next : all) {
                        peer.out().write(next);
                    }
                }
            }
        };
        Target target = new Target(false, "127.0.0.1", server.start(), "/");
        try (server;
                Connector connector = new Connector(target, Trust.PLATFORM, Limits.DEFAULTS)) {
            for (int socket = 0; socket < 2; socket++) {
                Inbox inbox = new Inbox();
                ClientConnection http = connector.open();
                Await.of(http.upgrade(new ClientHandshake(target, List.of(), List.of(), new Random()), inbox));
                for (String expected : List.of("one", "x".repeat(200), "three")) {
                    assertEquals(Optional.of(new SocketMessage.Text(expected)), inbox.next(Duration.ofSeconds(5)));
                }
                assertFalse(http.closed().isDone());
            }
        }
    }
}
