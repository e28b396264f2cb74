package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of history, and where they begin. */
class HistoryTest extends TopicsTest {
    @Test
    void aPageHasEverythingByDefault() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        Json page = page("/t/" + topic);
        assertEquals(List.of("m1", "m2", "m3"), data(page));
        assertEquals(ids[2], page.get("position"));
        assertFalse(page.has("resets"));
        assertEquals(data(page), data(page("/t/" + topic + "?since=all")));
        assertEquals(List.of("m2", "m3"), data(page("/t/" + topic + "?since=" + ids[0])));
        assertEquals(List.of("m1", "m2", "m3"), data(page("/t/" + topic + "?since=" + moved(ids[0], -1))));
    }

    @Test
    void atItsEndAPageIsEmptyAndItsPositionTheSame() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        Json page = page("/t/" + topic + "?since=" + ids[2]);
        assertEquals(List.of(), data(page));
        assertEquals(ids[2], page.get("position"));
        assertFalse(page.has("resets"));
    }

    @Test
    void anAgeLeavesOutWhatIsOlder() throws Exception {
        String topic = newTopic();
        publish(topic, "old");
        Instant old = Instant.parse(only(page("/t/" + topic)).get("time"));
        while (Duration.between(old, Instant.now()).toMillis() < 1500) {
            Thread.onSpinWait();
        }
        publish(topic, "new");
        assertEquals(List.of("old", "new"), data(page("/t/" + topic + "?since=10m")));
        assertEquals(List.of("new"), data(page("/t/" + topic + "?since=1s")));
    }

    @Test
    void aTopicThatNobodyKnowsIsEmpty() throws Exception {
        Json page = page("/t/" + newTopic());
        assertEquals(List.of(), data(page));
        assertFalse(page.get("position").isEmpty());
    }

    @Test
    void severalTopicsHaveOnePositionEach() throws Exception {
        String a = newTopic();
        String b = newTopic();
        String c = newTopic();
        String[] inA = publishMany(a, 3);
        String[] inB = publishMany(b, 2);
        String target = "/t/" + String.join(",", b, c, a);
        Json page = page(target);
        assertEquals(5, page.list("messages").size());
        String[] position = page.get("position").split(",");
        assertEquals(3, position.length);
        assertEquals(inB[1], position[0]);
        assertEquals(0, offset(position[1]));
        assertEquals(inA[2], position[2]);
        String since = inB[0] + "," + position[1] + "," + inA[1];
        Json rest = page(target + "?since=" + since);
        assertEquals(Set.of("m2", "m3"), Set.copyOf(data(rest)));
        assertEquals(inB[1], position(rest, 0));
        assertEquals(inA[2], position(rest, 2));
    }

    private static String position(Json page, int topic) {
        return page.get("position").split(",")[topic];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 50})
    void pagesByPositionCoverEverythingOnce(int limit) throws Exception {
        List<String> topics = List.of(newTopic(), newTopic(), newTopic());
        publishMany(topics.get(0), 11);
        publishMany(topics.get(1), 1);
        publishMany(topics.get(2), 20);
        List<List<Long>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String since = "all";
        int pages = 0;
        for (Json page = null; page == null || !page.list("messages").isEmpty(); pages++) {
            page = page("/t/" + String.join(",", topics) + "?limit=" + limit + "&since=" + since);
            List<Json> messages = page.list("messages");
            assertTrue(messages.size() <= limit, page::toString);
            messages.forEach(
                    message -> seen.get(topics.indexOf(message.get("topic"))).add(offset(message.get("id"))));
            since = page.get("position");
        }
        assertEquals((32 + limit - 1) / limit + 1, pages, "full pages");
        int[] counts = {11, 1, 20};
        for (int t = 0; t < counts.length; t++) {
            assertEquals(counts[t], seen.get(t).size());
            for (int i = 0; i < counts[t]; i++) {
                assertEquals(i + 1, seen.get(t).get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since=x", "since=", "since=5", "since=a.b", "since=.1", "since=a.", "since=-1s", "since=a.1,a.2",
                "limit=0", "limit=1001", "limit=x", "limit=-1", "wait=61s", "wait=x", "wait=-1s", "wait=5"
            })
    void aBadParameterIsRefused(String query) throws Exception {
        refused(400, Request.get("/t/" + newTopic() + "?" + query));
    }

    @Test
    void limitsOfAPage() throws Exception {
        String topic = newTopic();
        publishMany(topic, 3);
        assertEquals(1, page("/t/" + topic + "?limit=1").list("messages").size());
        assertEquals(3, page("/t/" + topic + "?limit=1000").list("messages").size());
    }

    @Test
    void aPositionNeedsAnIdForEachTopic() throws Exception {
        refused(400, Request.get("/t/a,b?since=x1.1"));
        refused(400, Request.get("/t/a,b?since=x1.1,x1.1,x1.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/t/a%20b", "/t/a,", "/t/,a", "/t/a,,b", "/t/a,%2e%2e"})
    void aNameThatIsNoneIsRefused(String target) throws Exception {
        refused(400, Request.get(target));
    }

    @Test
    void aHundredTopicsAreReadAtOnceAndNotOneMore() throws Exception {
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            topics.add("h" + i);
        }
        assertEquals(100, page("/t/" + String.join(",", topics)).get("position").split(",").length);
        topics.add("h100");
        refused(400, Request.get("/t/" + String.join(",", topics)));
    }

    @Test
    void aWaitEndsAtOnceIfThereIsSomething() throws Exception {
        String topic = newTopic();
        publish(topic, "here");
        // Longer than a test may take, if it did wait.
        assertEquals(List.of("here"), data(page("/t/" + topic + "?since=all&wait=60s")));
    }

    @Test
    void aWaitEndsWithTheNextMessage() throws Exception {
        String topic = newTopic();
        String old = publish(topic, "old");
        for (boolean byPosition : new boolean[] {false, true}) {
            String since = byPosition ? "&since=" + old : "";
            try (RawSocket wire = connect()) {
                wire.send(Request.get("/t/" + topic + "?wait=60s" + since).bytes());
                CompletableFuture<Json> page = CompletableFuture.supplyAsync(() -> {
                    try {
                        return page(wire.answer());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                awaitSubscribers(topic, old, 1);
                assertFalse(page.isDone(), "nothing to give yet");
                String id = publish(topic, "new");
                Json given = page.get(40, TimeUnit.SECONDS);
                assertEquals(List.of("new"), data(given));
                assertEquals(id, given.get("position"));
                old = id;
            }
        }
    }

    /** Publishes the same key until that many subscribers are there: only a duplicate, so nobody gets anything. */
    private void awaitSubscribers(String topic, String last, int count) throws Exception {
        Instant limit = Instant.now().plusSeconds(40);
        // A page that waits is seen nowhere but in the ledger: its request is in.
        while (true) {
            String ledger =
                    ask(Request.get("/admin/sockets?state=open&limit=1000")).text();
            if (Json.read(ledger).list("sockets").stream()
                            .filter(socket -> socket.number("requests") > 0)
                            .count()
                    > count) {
                return;
            }
            assertTrue(Instant.now().isBefore(limit), ledger + last + topic);
        }
    }

    @Test
    void aWaitEndsWithNothingAfterItsTime() throws Exception {
        String topic = newTopic();
        String id = publish(topic, "old");
        long start = System.nanoTime();
        Json page = page("/t/" + topic + "?since=" + id + "&wait=700ms");
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertEquals(List.of(), data(page));
        assertEquals(id, page.get("position"));
        assertTrue(millis >= 690, millis + " ms");
    }

    @Test
    void aWaitOnSeveralTopicsEndsWithAMessageOfAny() throws Exception {
        String a = newTopic();
        String b = newTopic();
        Json before = page("/t/" + a + "," + b);
        publish(b, "in b");
        Json page = page("/t/" + a + "," + b + "?wait=8s&since=all");
        assertEquals(List.of("in b"), data(page));
        assertEquals(2, before.get("position").split(",").length);
    }

    @Test
    void aConnectionGoesOnBehindAPage() throws Exception {
        String topic = newTopic();
        publishMany(topic, 2);
        try (RawSocket wire = connect()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        2,
                        page(wire.ask(Request.get("/t/" + topic + "?wait=1s&since=all")))
                                .list("messages")
                                .size());
            }
            wire.send(
                    Request.get("/t/" + topic + "?wait=200ms").bytes(),
                    Request.get("/plaintext").bytes());
            assertEquals(List.of(), data(page(wire.answer())));
            assertEquals("Hello, World!", wire.answer().text());
        }
    }

    @Test
    void headHasNoBody() throws Exception {
        String topic = newTopic();
        publish(topic, "x");
        try (RawSocket wire = connect()) {
            assertEquals(200, wire.head(Request.of("HEAD", "/t/" + topic)).status());
            assertEquals(200, wire.ask(Request.get("/plaintext")).status());
        }
    }
}
