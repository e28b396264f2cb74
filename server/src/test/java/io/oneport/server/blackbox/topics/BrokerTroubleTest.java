package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Problem;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport says while the broker cannot be reached, and when it has lost what readers have seen. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerTroubleTest {
    private final CompletableFuture<UnsteadyBroker> broker = new CompletableFuture<>();
    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.start(workers -> {
            broker.complete(new UnsteadyBroker(workers));
            return broker.join();
        });
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private int port() {
        return server.port();
    }

    private void away(Body whileAway) throws Exception {
        broker.join().goAway();
        try {
            whileAway.run();
        } finally {
            broker.join().comeBackEmpty();
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/t/a", "/t/a,b", "/t/a?wait=10s", "/t/a/sse", "/t/a,b/sse", "/t/a/json", "/t/a/raw"})
    void readingIs503(String target) throws Exception {
        away(() -> {
            HttpAnswer answer = TopicsTest.ask(port(), Request.get(target));
            assertEquals(503, answer.status());
            assertEquals("3", answer.header("Retry-After"), "2.5 s, rounded up");
            assertEquals("The broker is away.", Problem.of(answer).detail());
        });
    }

    @Test
    void publishingIs503AndSaysThatItMayHaveHappened() throws Exception {
        away(() -> {
            HttpAnswer answer = TopicsTest.ask(port(), TopicsTest.post("/t/a", "x"));
            assertEquals(503, answer.status());
            assertEquals("3", answer.header("Retry-After"));
            assertTrue(Problem.of(answer).detail().contains("may have been published"), answer::text);
        });
    }

    @Test
    void everyLineOfABatchSaysIt() throws Exception {
        away(() -> {
            String lines = "{\"topic\":\"a\",\"data\":\"1\"}\n{\"topic\":\"b\",\"data\":\"2\"}\n";
            HttpAnswer answer =
                    TopicsTest.ask(port(), TopicsTest.post("/t", lines).with("Content-Type: application/x-ndjson"));
            assertEquals(200, answer.status());
            List<Json> results = answer.text().lines().map(Json::read).toList();
            assertEquals(2, results.size());
            for (int i = 0; i < 2; i++) {
                Json result = results.get(i);
                assertEquals("unavailable", result.get("error"), result::toString);
                assertEquals("" + (i + 1), result.get("line"), result::toString);
            }
        });
    }

    @Test
    void jsonSocketsStayOpenAndGetAnError() throws Exception {
        try (JsonSocket socket = JsonSocket.open(port())) {
            away(() -> {
                socket.send("{'type':'publish','id':'p','topic':'a','data':'x'}");
                assertTrue(socket.expectError("unavailable", "p").get("detail").contains("may have been published"));
                socket.send("{'type':'subscribe','id':'s','topic':'a'}").expectError("unavailable", "s");
            });
            socket.subscribe("a", null);
            TopicsTest.publish(port(), "a", "again");
            socket.expectMessage("again");
        }
    }

    @Test
    void rawSocketsAreClosedWith1013() throws Exception {
        try (RawSocket reads = RawSocket.connect(port());
                RawSocket publishes = RawSocket.connect(port())) {
            publishes.webSocket("/t/a");
            away(() -> {
                reads.webSocket("/t/a");
                assertEquals("The broker is away.", reads.expectClose(1013));
                publishes.send(Frames.text("x"));
                publishes.expectClose(1013);
            });
        }
    }

    @Test
    void everyKindOfReaderGetsALongHistoryInPartsAndThenWhatIsLive() throws Exception {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TopicsTest.publish(port(), "long", "m" + i);
            TopicsTest.publish(port(), "other", "o" + i);
            parts.add("m" + i);
        }
        parts.add("live");
        try (EventStream events = EventStream.open(port(), "/t/long/sse?since=all");
                LineStream lines = LineStream.json(port(), "/t/long,other/json?since=all");
                RawSocket raw = RawSocket.connect(port());
                RawSocket frames = RawSocket.connect(port());
                JsonSocket socket = JsonSocket.open(port())) {
            InputStream stream = raw.stream(Request.get("/t/long/raw?since=all"), "application/octet-stream");
            frames.webSocket("/t/long?since=all");
            socket.subscribe("long", "all");
            for (String part : parts.subList(0, 10)) {
                socket.expectMessage(part); // then they have all begun
            }
            TopicsTest.publish(port(), "long", "live");
            socket.expectMessage("live");
            events.expectInitialId();
            lines.expect("open");
            List<String> ofTwo = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                ofTwo.add(lines.expect("message").get("data"));
            }
            assertEquals(
                    parts, ofTwo.stream().filter(text -> !text.startsWith("o")).toList());
            assertEquals(
                    parts.subList(0, 10).stream()
                            .map(text -> text.replace('m', 'o'))
                            .toList(),
                    ofTwo.stream().filter(text -> text.startsWith("o")).toList());
            for (String part : parts) {
                events.expect(part);
                assertEquals(part, frames.message().text());
            }
            byte[] all = (String.join("\n", parts) + "\n").getBytes(StandardCharsets.UTF_8);
            assertArrayEquals(all, stream.readNBytes(all.length));
            socket.send("{'type':'unsubscribe','id':'u','topic':'long'}").expect("unsubscribed");
            socket.subscribe("other", "all");
            for (String part : parts.subList(0, 10)) {
                socket.expectMessage(part.replace('m', 'o'));
            }
            socket.expectQuiet();
        }
    }

    @Test
    void anEventStreamGetsAResetBetweenMessages() throws Exception {
        try (EventStream events = EventStream.open(port(), "/t/c/sse")) {
            events.expectInitialId();
            String before = TopicsTest.publish(port(), "c", "before");
            events.expect("before");
            broker.join().comeBackEmpty();
            String after = TopicsTest.publish(port(), "c", "after");
            EventStream.Block reset = events.block();
            assertEquals("oneport-reset", reset.event());
            Json data = Json.read(reset.data());
            assertEquals("c", data.get("topic"));
            assertEquals(before, data.get("asked"));
            assertEquals(after, events.expect("after").id());
            try (EventStream back = EventStream.open(port(), "/t/c/sse", "Last-Event-ID: " + reset.id())) {
                assertEquals(reset.id(), back.expectInitialId());
                back.expect("after");
            }
        }
    }

    /** The position of a stream of several topics has the other topics' places, too. */
    @Test
    void aResetHasThePositionOfAllTopics() throws Exception {
        String target = "/t/d,e/json";
        try (LineStream lines = LineStream.json(port(), target)) {
            lines.expect("open");
            TopicsTest.publish(port(), "d", "1");
            lines.expectMessage("1");
            TopicsTest.publish(port(), "e", "2");
            lines.expectMessage("2");
            broker.join().comeBackEmpty();
            lines.expect("reset");
            String position = lines.expect("reset").get("position");
            TopicsTest.publish(port(), "d", "3");
            lines.expectMessage("3");
            try (LineStream back = LineStream.json(port(), target + "?since=" + position)) {
                assertEquals(position, back.expect("open").get("position"));
                back.expectMessage("3");
            }
        }
    }

    @Test
    void aJsonSocketGetsAResetBetweenMessages() throws Exception {
        try (JsonSocket socket = JsonSocket.open(port())) {
            socket.subscribe("f", null);
            String before = TopicsTest.publish(port(), "f", "before");
            socket.expectMessage("before");
            broker.join().comeBackEmpty();
            TopicsTest.publish(port(), "f", "after");
            Json reset = socket.expect("reset");
            assertEquals("f", reset.get("topic"));
            assertEquals(before, reset.get("asked"));
            assertFalse(reset.has("first"), reset::toString);
            assertNotEquals(TopicsTest.epoch(before), TopicsTest.epoch(reset.get("position")));
            socket.expectMessage("after");
        }
    }

    @Test
    void aRawSocketIsClosedWith4002AfterWhatCameBefore() throws Exception {
        try (RawSocket wire = RawSocket.connect(port())) {
            wire.webSocket("/t/g");
            String before = TopicsTest.publish(port(), "g", "before");
            broker.join().comeBackEmpty();
            assertEquals("before", wire.message().text());
            assertEquals("reset asked=" + before, wire.expectClose(4002));
        }
    }

    @Test
    void aRawStreamEndsAfterWhatCameBefore() throws Exception {
        try (RawSocket wire = RawSocket.connect(port())) {
            InputStream stream = wire.stream(Request.get("/t/h/raw"), "application/octet-stream");
            TopicsTest.publish(port(), "h", "before");
            broker.join().comeBackEmpty();
            assertEquals("before\n", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            wire.expectEof();
        }
    }

    @Test
    void whoWaitsForAPageGetsTheResetAtOnce() throws Exception {
        String before = TopicsTest.publish(port(), "i", "before");
        try (RawSocket wire = RawSocket.connect(port())) {
            wire.send(Request.get("/t/i?wait=60s&since=" + before).bytes());
            while (broker.join().subscribers("i") == 0) {
                Thread.onSpinWait();
            }
            broker.join().comeBackEmpty();
            Json page = TopicsTest.page(wire.answer());
            Json reset = page.list("resets").get(0);
            assertTrue(reset.get("asked").startsWith(TopicsTest.epoch(before)), page::toString);
            assertNull(reset.get("first"), page::toString);
            assertEquals(List.of(), page.list("messages"));
            Json next = TopicsTest.page(port(), "/t/i?since=" + page.get("position"));
            assertFalse(next.has("resets"), next::toString);
        }
    }
}
