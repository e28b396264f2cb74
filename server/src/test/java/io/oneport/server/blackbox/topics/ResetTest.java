package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Problem;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What history holds, and what a reader is told that asks for what it no longer holds. */
class ResetTest {
    /** Each bound, with flags at which five messages of 1000 bytes don't all fit. */
    enum Bound {
        COUNT("--history-messages=3"),
        BYTES("--history-bytes=4KiB"),
        TOTAL("--history-total=4KiB", "--worker-threads=1"),
        AGE("--history-age=700ms");

        private final String[] flags;

        Bound(String... flags) {
            this.flags = flags;
        }
    }

    private static final int SENT = 8;

    private static String text(int number) {
        return "m" + number + " " + "x".repeat(996);
    }

    /** Publishes eight, and waits until the second is no longer held; returns its id. */
    private static String fill(int port, String topic) throws IOException {
        String first = TopicsTest.publish(port, topic, text(1));
        for (int i = 2; i <= SENT; i++) {
            TopicsTest.publish(port, topic, text(i));
        }
        Instant limit = Instant.now().plusSeconds(40);
        String second = TopicsTest.moved(first, 1);
        while (held(port, topic).contains(second)) {
            assertTrue(Instant.now().isBefore(limit), "still held: " + second);
        }
        return first;
    }

    private static List<String> held(int port, String topic) throws IOException {
        return TopicsTest.page(port, "/t/" + topic).list("messages").stream()
                .map(message -> message.get("id"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Bound.class)
    void everyBoundLeadsToAReset(Bound bound) throws Exception {
        try (TestServer server = TestServer.start(bound.flags);
                LineStream keepsTheTopic = LineStream.json(server.port(), "/t/t/json")) {
            keepsTheTopic.expect("open");
            String first = fill(server.port(), "t");
            Json page = TopicsTest.page(server.port(), "/t/t?since=" + first);
            assertEquals(1, page.list("resets").size(), page::toString);
            Json reset = page.list("resets").get(0);
            assertEquals("t", reset.get("topic"));
            assertEquals(first, reset.get("asked"));
            List<Json> messages = page.list("messages");
            assertEquals(messages.isEmpty() ? null : messages.get(0).get("id"), reset.get("first"));
            assertTrue(messages.size() < SENT - 1, page::toString);
            assertEquals(TopicsTest.moved(first, SENT - 1), page.get("position"));
            if (bound == Bound.COUNT) {
                assertEquals(TopicsTest.moved(first, 5), reset.get("first"));
            } else if (bound != Bound.AGE) {
                assertTrue(messages.size() >= 2, () -> "4 KiB hold some of 1000 bytes: " + page);
            }
        }
    }

    @Test
    void totalTakesTheOldestOfAllTopics() throws Exception {
        try (TestServer server = TestServer.start("--history-total=4KiB", "--worker-threads=1")) {
            TopicsTest.publish(server.port(), "old", text(0));
            fill(server.port(), "new");
            assertEquals(List.of(), held(server.port(), "old"));
            assertFalse(held(server.port(), "new").isEmpty());
        }
    }

    @Test
    void aMessageOverHistoryBytesIsDeliveredAndNotKept() throws Exception {
        try (TestServer server = TestServer.start("--history-bytes=2KiB");
                LineStream lines = LineStream.json(server.port(), "/t/t/json")) {
            lines.expect("open");
            String large = "x".repeat(3000);
            TopicsTest.publish(server.port(), "t", large);
            lines.expectMessage(large);
            assertEquals(List.of(), held(server.port(), "t"));
        }
    }

    @Test
    void exactlyAtTheEdgeThereIsNoReset() throws Exception {
        try (TestServer server = TestServer.start("--history-messages=3")) {
            String first = fill(server.port(), "t");
            String edge = TopicsTest.moved(first, SENT - 4);
            Json page = TopicsTest.page(server.port(), "/t/t?since=" + edge);
            assertFalse(page.has("resets"), page::toString);
            assertEquals(3, page.list("messages").size());
            try (LineStream lines = LineStream.json(server.port(), "/t/t/json?since=" + edge)) {
                assertEquals(edge, lines.expect("open").get("position"));
                lines.expectMessage(text(6));
            }
            try (RawSocket wire = RawSocket.connect(server.port())) {
                wire.webSocket("/t/t?since=" + edge);
                assertEquals(text(6), wire.message().text());
            }
            Json beyond = TopicsTest.page(server.port(), "/t/t?since=" + TopicsTest.moved(edge, -1));
            assertTrue(beyond.has("resets"), beyond::toString);
        }
    }

    /** Positions that can't be served, made from the first id of a topic that holds its last three of eight. */
    enum Lost {
        EVICTED,
        BEFORE_THE_FIRST,
        OTHER_EPOCH,
        FUTURE;

        String of(String first) {
            return switch (this) {
                case EVICTED -> first;
                case BEFORE_THE_FIRST -> TopicsTest.moved(first, -1);
                case OTHER_EPOCH -> "zz1.7";
                case FUTURE -> TopicsTest.moved(first, SENT);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void everyTransportTellsAReset(Lost lost) throws Exception {
        try (TestServer server = TestServer.start("--history-messages=3")) {
            int port = server.port();
            String oldest = fill(port, "t");
            String asked = lost.of(oldest);
            String first = TopicsTest.moved(oldest, 5);
            String before = TopicsTest.moved(first, -1);
            page(port, asked, first);
            jsonLines(port, asked, first, before);
            events(port, asked, first, before);
            jsonSockets(port, asked, first, before);
            rawSocket(port, asked, first);
        }
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void payloadsOnlyAnswer410WithBothIdsInTheProblem(Lost lost) throws Exception {
        try (TestServer server = TestServer.start("--history-messages=3")) {
            String oldest = fill(server.port(), "t");
            rawLines(server.port(), lost.of(oldest), TopicsTest.moved(oldest, 5));
        }
    }

    private static void assertReset(Json reset, String asked, String first) {
        assertEquals("t", reset.get("topic"), reset::toString);
        assertEquals(asked, reset.get("asked"), reset::toString);
        assertEquals(first, reset.get("first"), reset::toString);
    }

    private static void page(int port, String asked, String first) throws IOException {
        Json page = TopicsTest.page(port, "/t/t?since=" + asked);
        assertReset(page.list("resets").get(0), asked, first);
        assertEquals(List.of(text(6), text(7), text(8)), TopicsTest.data(page));
        assertEquals(TopicsTest.moved(first, 2), page.get("position"));
    }

    private static void jsonLines(int port, String asked, String first, String before) throws IOException {
        try (LineStream lines = LineStream.json(port, "/t/t/json?since=" + asked)) {
            lines.expect("open");
            Json reset = lines.expect("reset");
            assertReset(reset, asked, first);
            assertEquals(before, reset.get("position"), reset::toString);
            assertEquals(first, lines.expectMessage(text(6)).get("id"));
            lines.expectMessage(text(7));
            lines.expectMessage(text(8));
        }
    }

    private static void events(int port, String asked, String first, String before) throws IOException {
        try (EventStream events = EventStream.open(port, "/t/t", "Last-Event-ID: " + asked)) {
            events.expectInitialId();
            EventStream.Block block = events.block();
            assertEquals("oneport-reset", block.event(), block::toString);
            assertReset(Json.read(block.data()), asked, first);
            if (block.id() != null) {
                assertEquals(before, block.id(), block::toString);
            }
            assertEquals(first, events.expect(text(6)).id());
            events.expect(text(7));
            events.expect(text(8));
        }
    }

    private static void jsonSockets(int port, String asked, String first, String before) throws IOException {
        try (JsonSocket many = JsonSocket.open(port);
                JsonSocket one = JsonSocket.open(port, "/t/t?since=" + asked)) {
            many.subscribe("t", asked);
            assertEquals(before, one.expect("subscribed").get("position"));
            for (JsonSocket socket : List.of(many, one)) {
                Json reset = socket.expect("reset");
                assertReset(reset, asked, first);
                assertEquals(before, reset.get("position"), reset::toString);
                assertEquals(first, socket.expectMessage(text(6)).get("id"));
                socket.expectMessage(text(7));
                socket.expectMessage(text(8));
                socket.expectQuiet();
            }
        }
    }

    private static void rawLines(int port, String asked, String first) throws IOException {
        HttpAnswer answer = TopicsTest.ask(port, Request.get("/t/t/raw?since=" + asked));
        assertEquals(410, answer.status(), answer::head);
        Problem.of(answer);
        Json problem = Json.read(answer.text());
        assertEquals(asked, problem.get("asked"), problem::toString);
        assertEquals(first, problem.get("first"), problem::toString);
    }

    private static void rawSocket(int port, String asked, String first) throws IOException {
        try (RawSocket wire = RawSocket.connect(port)) {
            wire.webSocket("/t/t?since=" + asked);
            assertEquals("reset asked=" + asked + " first=" + first, wire.expectClose(4002));
        }
    }

    @Test
    void whereNothingIsHeldAResetHasNoFirst() throws Exception {
        try (TestServer server = TestServer.start()) {
            Json page = TopicsTest.page(server.port(), "/t/none?since=zz1.7");
            Json reset = page.list("resets").get(0);
            assertEquals("zz1.7", reset.get("asked"));
            assertFalse(reset.has("first"), reset::toString);
            try (JsonSocket socket = JsonSocket.open(server.port())) {
                socket.subscribe("none", "zz1.7");
                Json told = socket.expect("reset");
                assertFalse(told.has("first"), told::toString);
                TopicsTest.publish(server.port(), "none", "next");
                assertEquals(
                        TopicsTest.moved(told.get("position"), 1),
                        socket.expectMessage("next").get("id"));
            }
        }
    }

    @Test
    void inAStreamOfSeveralTopicsOnlyTheOneThatWasLostIsReset() throws Exception {
        try (TestServer server = TestServer.start("--history-messages=3")) {
            String lost = fill(server.port(), "t");
            String kept = TopicsTest.publish(server.port(), "u", "u1");
            TopicsTest.publish(server.port(), "u", "u2");
            String before = TopicsTest.moved(lost, 4);
            try (LineStream lines = LineStream.json(server.port(), "/t/u,t/json?since=" + kept + "," + lost)) {
                lines.expect("open");
                List<String> seen = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    Json json = lines.next();
                    if (json.get("type").equals("reset")) {
                        assertReset(json, lost, TopicsTest.moved(before, 1));
                        assertTrue(json.get("position").endsWith("," + before), json::toString);
                    }
                    seen.add(json.has("data") ? json.get("data") : json.get("type"));
                }
                assertTrue(seen.containsAll(List.of("u2", "reset", text(6), text(7), text(8))), seen::toString);
                assertTrue(seen.indexOf("reset") < seen.indexOf(text(6)), seen::toString);
            }
            Json page = TopicsTest.page(server.port(), "/t/u,t?since=" + kept + "," + lost);
            assertEquals(1, page.list("resets").size());
        }
    }

    @Test
    void anotherServerHasAnotherEpoch() throws Exception {
        String id;
        try (TestServer server = TestServer.start()) {
            id = TopicsTest.publish(server.port(), "t", "x");
        }
        try (TestServer server = TestServer.start()) {
            String other = TopicsTest.publish(server.port(), "t", "y");
            Json page = TopicsTest.page(server.port(), "/t/t?since=" + id);
            assertEquals(other, page.list("resets").get(0).get("first"));
            assertEquals(List.of("y"), TopicsTest.data(page));
        }
    }

    @Test
    void topicsOverTheLimitAreRefused() throws Exception {
        try (TestServer server = TestServer.start("--max-topics=3", "--worker-threads=1");
                JsonSocket socket = JsonSocket.open(server.port())) {
            for (int i = 0; i < 3; i++) {
                TopicsTest.publish(server.port(), "t" + i, "x");
            }
            for (Request request :
                    List.of(TopicsTest.post("/t/t3", "x"), Request.get("/t/t3/sse"), Request.get("/t/t3/json"))) {
                HttpAnswer answer = TopicsTest.ask(server.port(), request);
                assertEquals(503, answer.status(), () -> request + answer.head() + answer.text());
                assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
                Problem.of(answer);
            }
            socket.send("{'type':'subscribe','id':1,'topic':'t3'}").expectError("too-many-topics", "1");
            socket.send("{'type':'publish','id':2,'topic':'t3','data':'x'}").expectError("too-many-topics", "2");
            TopicsTest.publish(server.port(), "t0", "those that are there go on");
        }
    }

    @Test
    void anUnknownTopicIsReadThoughNoTopicMayBeCreated() throws Exception {
        try (TestServer server = TestServer.start("--max-topics=1", "--worker-threads=1");
                EventStream waiting = EventStream.open(server.port(), "/t/waited-for")) {
            waiting.expectInitialId();
            int port = server.port();
            for (String target : List.of("/t/unknown", "/t/unknown?since=10m&wait=0s", "/t/waited-for,unknown")) {
                Json page = TopicsTest.page(port, target);
                assertEquals(List.of(), TopicsTest.data(page));
                assertFalse(page.has("resets"));
            }
            for (String target : List.of("/t/unknown", "/t/unknown?wait=60s", "/t/unknown/sse", "/t/unknown/json")) {
                try (RawSocket wire = RawSocket.connect(port)) {
                    HttpAnswer head = wire.head(Request.of("HEAD", target));
                    assertEquals(200, head.status(), head::head);
                }
            }
            HttpAnswer waits = TopicsTest.ask(port, Request.get("/t/unknown?wait=60s"));
            assertEquals(503, waits.status(), () -> "who waits needs a place: " + waits.head());
            String position = TopicsTest.page(port, "/t/unknown").get("position");
            assertEquals(0, TopicsTest.offset(position));
            Json foreign = TopicsTest.page(port, "/t/unknown?since=x.5");
            assertEquals("x.5", foreign.list("resets").get(0).get("asked"));
            TopicsTest.publish(port, "unknown", "one");
            assertEquals(List.of("one"), TopicsTest.data(TopicsTest.page(port, "/t/unknown?since=" + position)));
        }
    }

    @Test
    void aTopicThatNobodyUsesGoesAway() throws Exception {
        try (TestServer server = TestServer.start("--max-topics=1", "--worker-threads=1", "--history-age=400ms")) {
            String first = TopicsTest.publish(server.port(), "one", "x");
            Instant limit = Instant.now().plusSeconds(40);
            int status = 503;
            while (status == 503) {
                assertTrue(Instant.now().isBefore(limit), "the topic is still there");
                status = TopicsTest.ask(server.port(), TopicsTest.post("/t/two", "x"))
                        .status();
            }
            assertEquals(201, status);
            while (status != 503) {
                assertTrue(Instant.now().isBefore(limit), "the other is refused now");
                status = TopicsTest.ask(server.port(), TopicsTest.post("/t/one", "x"))
                        .status();
                if (status == 201) {
                    break; // the second has gone already
                }
            }
            assertTrue(first.endsWith(".1"));
        }
    }

    @Test
    @MostlyWaits
    void aTopicThatComesToBeAgainHasANewEpoch() throws Exception {
        try (TestServer server = TestServer.start("--history-age=300ms")) {
            String first = TopicsTest.publish(server.port(), "t", "x");
            Instant limit = Instant.now().plusSeconds(40);
            String position = first;
            while (position.startsWith(TopicsTest.epoch(first) + ".")) {
                assertTrue(Instant.now().isBefore(limit), "still the same epoch");
                LockSupport.parkNanos(1_000_000_000); // asking is a use
                position = TopicsTest.page(server.port(), "/t/t").get("position");
            }
            Json page = TopicsTest.page(server.port(), "/t/t?since=" + first);
            assertEquals(first, page.list("resets").get(0).get("asked"));
        }
    }

    @Test
    void aTopicWithASubscriberStays() throws Exception {
        try (TestServer server = TestServer.start("--history-age=300ms");
                LineStream lines = LineStream.json(server.port(), "/t/t/json")) {
            String epoch = TopicsTest.epoch(lines.expect("open").get("position"));
            String first = TopicsTest.publish(server.port(), "t", "x");
            assertEquals(epoch, TopicsTest.epoch(first));
            Instant limit = Instant.now().plusSeconds(40);
            while (!held(server.port(), "t").isEmpty()) {
                assertTrue(Instant.now().isBefore(limit), "still held");
            }
            Instant later = Instant.now().plusSeconds(2);
            while (Instant.now().isBefore(later)) {
                assertEquals(first, TopicsTest.page(server.port(), "/t/t").get("position"));
            }
            assertEquals(TopicsTest.moved(first, 1), TopicsTest.publish(server.port(), "t", "y"));
            assertFalse(TopicsTest.page(server.port(), "/t/t?since=" + first).has("resets"));
            lines.expectMessage("x");
            lines.expectMessage("y");
        }
    }
}
