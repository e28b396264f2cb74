package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send as fast as they can: publishers wait, readers get everything, and nothing piles up. */
@Timeout(60)
class FloodTest extends TopicsTest {
    @Override
    String[] flags() {
        return new String[] {"--publish-backlog=8KiB", "--publish-wait=50s", "--stall-timeout=50s"};
    }

    @Test
    void aBatchIsNoFasterThanItsReadersAndTheyMissNothing() throws Exception {
        String topic = newTopic();
        int count = 5000;
        List<LineStream> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            LineStream reader = LineStream.json(port(), "/t/" + topic + "/json");
            reader.expect("open");
            readers.add(reader);
        }
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < count; i++) {
            batch.append("{\"topic\":\"" + topic + "\",\"data\":\"m" + i + "\"}\n");
        }
        CompletableFuture<HttpAnswer> answer = answerInBackground(() -> {
            try {
                return ask(post("/t", batch.toString()).with("Content-Type: application/x-ndjson"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (LineStream reader : readers) {
            all.add(inBackground(() -> {
                try (reader) {
                    for (int i = 0; i < count; i++) {
                        reader.expectMessage("m" + i);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<Void> each : all) {
            each.get();
        }
        List<Json> results = answer.get().text().lines().map(Json::read).toList();
        assertEquals(count, results.size());
        assertFalse(results.stream().anyMatch(result -> result.has("error")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oneport.v1.json"})
    void whatAWebSocketPublishesInOneGoIsAllPublishedInOrder(String subprotocol) throws Exception {
        String topic = newTopic();
        int count = 3000;
        try (LineStream reader = LineStream.json(port(), "/t/" + topic + "/json");
                RawSocket publisher = connect()) {
            reader.expect("open");
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                String text = subprotocol.isEmpty()
                        ? "m" + i
                        : "{\"type\":\"publish\",\"id\":" + i + ",\"topic\":\"" + topic + "\",\"data\":\"m" + i + "\"}";
                frames.writeBytes(Frames.text(text));
            }
            if (subprotocol.isEmpty()) {
                publisher.webSocket("/t/" + topic);
            } else {
                publisher.webSocket("/ws", subprotocol);
            }
            CompletableFuture<Void> sent = inBackground(() -> {
                try {
                    publisher.send(frames.toByteArray());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            // It reads as well, or it would be the one that is held up.
            CompletableFuture<Void> read = inBackground(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        publisher.message();
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < count; i++) {
                reader.expectMessage("m" + i);
            }
            sent.get();
            read.get();
        }
    }

    /** Seven bytes ask for an answer of more than a hundred: what waits for the peer must not grow with what it sends. */
    @Test
    void answersToAPeerThatDoesNotReadDoNotPileUp() throws Exception {
        try (RawSocket wire = RawSocket.connect(port(), 4096)) {
            wire.webSocket("/ws", "oneport.v1.json");
            ByteArrayOutputStream some = new ByteArrayOutputStream();
            for (int i = 0; i < 10_000; i++) {
                some.writeBytes(Frames.text("{}"));
            }
            AtomicInteger rounds = new AtomicInteger();
            CompletableFuture<Void> flood = inBackground(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        wire.send(some.toByteArray());
                        rounds.incrementAndGet();
                    }
                } catch (IOException e) {
                    // Closed below.
                }
            });
            long unsent = 0;
            for (int i = 0, still = 0, last = -1; still < 50; i++) {
                Json mine = ledger(wire);
                assertNotNull(mine);
                unsent = Math.max(unsent, mine.number("unsentBytes"));
                still = rounds.get() == last ? still + 1 : 0;
                last = rounds.get();
            }
            assertTrue(unsent < 192 << 10, "unsent bytes: " + unsent);
            wire.reset();
            flood.get();
        }
    }

    private Json ledger(RawSocket wire) throws IOException {
        String sockets = ask(Request.get("/admin/sockets?limit=1000")).text();
        return Json.read(sockets).list("sockets").stream()
                .filter(socket -> socket.get("client").equals(wire.client()))
                .findFirst()
                .orElse(null);
    }

    /** SIGTERM while publishers run: what was acknowledged has been delivered when the readers' conversations end. */
    @Test
    void whatWasAcknowledgedIsDeliveredBeforeAStop() throws Exception {
        TestServer server = TestServer.start("--drain-timeout=20s", "--worker-threads=2");
        String topic = newTopic();
        try (LineStream json = LineStream.json(server.port(), "/t/" + topic + "/json");
                EventStream events = EventStream.open(server.port(), "/t/" + topic + "/sse");
                RawSocket socket = RawSocket.connect(server.port())) {
            json.expect("open");
            events.expectInitialId();
            socket.webSocket("/t/" + topic);
            AtomicInteger acknowledged = new AtomicInteger();
            List<CompletableFuture<Void>> publishers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                publishers.add(inBackground(() -> publish(server.port(), topic, acknowledged)));
            }
            while (acknowledged.get() < 200) {
                json.expect("message");
            }
            int seen = 200;
            CompletableFuture<Void> stopped = inBackground(server::close);
            int last = 0;
            for (Json event = json.next(); event != null; event = json.next()) {
                last = (int) offset(event.get("id"));
            }
            for (CompletableFuture<Void> publisher : publishers) {
                publisher.get();
            }
            assertTrue(seen <= last);
            assertEquals(acknowledged.get(), last, "each acknowledged message, and no other");
            int lastEvent = 0;
            int frames = 0;
            while (lastEvent < last) {
                lastEvent = (int) offset(events.block().id());
            }
            for (ServerFrame frame = socket.frame(); frame.opcode() != Frames.CLOSE; frame = socket.frame()) {
                frames += frame.opcode() == Frames.TEXT ? 1 : 0;
            }
            assertEquals(last, frames);
            socket.reset();
            stopped.get();
        }
    }

    /** In a thread of its own: the common pool may have one thread only, and these wait for each other. */
    private static CompletableFuture<Void> inBackground(Runnable task) {
        return CompletableFuture.runAsync(task, FloodTest::startThread);
    }

    private static CompletableFuture<HttpAnswer> answerInBackground(Supplier<HttpAnswer> task) {
        return CompletableFuture.supplyAsync(task, FloodTest::startThread);
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "flood");
        thread.setDaemon(true);
        thread.start();
    }

    /** Publishes one after another until it is refused; counts those that were acknowledged. */
    private static void publish(int port, String topic, AtomicInteger acknowledged) {
        try (RawSocket wire = RawSocket.connect(port)) {
            while (wire.ask(post("/t/" + topic, "x")).status() == 201) {
                acknowledged.incrementAndGet();
            }
        } catch (IOException e) {
            // The connection has ended, and the last publication was not acknowledged.
        }
    }
}
