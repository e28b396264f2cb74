package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are long: written in parts, as their peers take them, and bounded all together. */
@Timeout(60)
class LongAnswersTest extends TopicsTest {
    /** 3.5 MB, more than the system takes for a peer on loopback that reads nothing (some 2.6 MB), and less than the bound. */
    private static final int MESSAGES = 350;

    private static final String FILLER = " " + "x".repeat(10_000);

    @Override
    String[] flags() {
        return new String[] {
            "--history-messages=1000",
            "--history-bytes=64MiB",
            "--history-total=256MiB",
            "--answers-total=4MiB",
            "--stall-timeout=50s"
        };
    }

    private String big() throws IOException {
        String topic = newTopic();
        for (int i = 0; i < MESSAGES; i++) {
            publish(topic, i + FILLER);
        }
        return topic;
    }

    private static List<String> expected() {
        return IntStream.range(0, MESSAGES).mapToObj(i -> i + FILLER).toList();
    }

    @Test
    void aLongPageComesWholeAndTheConnectionGoesOn() throws Exception {
        String topic = big();
        try (RawSocket wire = connect()) {
            HttpAnswer answer = wire.ask(Request.get("/t/" + topic + "?limit=1000"));
            assertEquals("chunked", answer.header("Transfer-Encoding"));
            assertEquals(expected(), data(page(answer)));
            assertEquals(200, wire.ask(Request.get("/healthz")).status());
            HttpAnswer head = wire.ask(Request.get("/t/" + topic + "?limit=3"));
            assertEquals(expected().subList(0, 3), data(page(head)));
        }
    }

    @Test
    void aLongPageGoesToHttp10WithoutChunks() throws Exception {
        String topic = big();
        try (RawSocket wire = connect()) {
            wire.send(("GET /t/" + topic + "?limit=1000 HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes());
            HttpAnswer answer = HttpAnswer.read(wire.in(), true);
            assertFalse(answer.has("Transfer-Encoding"), answer::head);
            String body = new String(wire.in().readAllBytes());
            assertEquals(expected(), data(Json.read(body)));
        }
    }

    @Test
    void pagesThatNobodyReadsAreBoundedTogether() throws Exception {
        String topic = big();
        List<RawSocket> slow = new ArrayList<>();
        try {
            int refused = 0;
            while (refused == 0) {
                RawSocket wire = RawSocket.connect(port(), 4096);
                slow.add(wire);
                wire.send(Request.get("/t/" + topic + "?limit=1000").bytes());
                HttpAnswer head = HttpAnswer.read(wire.in(), true);
                refused += head.status() == 503 ? 1 : 0;
                assertTrue(head.status() == 503 || head.status() == 200, head::head);
                assertTrue(slow.size() < 10, "3.5 MB each, and no more than 4 MiB in all");
                if (head.status() == 503) {
                    assertEquals("1", head.header("Retry-After"));
                }
            }
            assertTrue(slow.size() > 1);
            assertEquals(200, ask(Request.get("/t/" + topic + "?limit=1")).status(), "short ones are answered");
        } finally {
            for (RawSocket wire : slow) {
                wire.close();
            }
        }
        // Their places are free once the server has seen them go.
        HttpAnswer answer = ask(Request.get("/t/" + topic + "?limit=1000"));
        while (answer.status() == 503) {
            answer = ask(Request.get("/t/" + topic + "?limit=1000"));
        }
        assertEquals(expected(), data(page(answer)));
    }

    @Test
    void aPageOfSeveralTopicsTakesThemByTurns() throws Exception {
        String busy = newTopic();
        String calm = newTopic();
        publishMany(busy, 30);
        publishMany(calm, 3);
        Json page = page("/t/" + busy + "," + calm + "?limit=10&since=all");
        List<String> topics =
                page.list("messages").stream().map(json -> json.get("topic")).toList();
        assertEquals(3, topics.stream().filter(calm::equals).count());
        assertEquals(7, topics.stream().filter(busy::equals).count());
        Json next = page("/t/" + busy + "," + calm + "?limit=100&since=" + page.get("position"));
        assertEquals(
                IntStream.rangeClosed(8, 30).mapToObj(i -> "m" + i).toList(),
                data(next),
                "none is left out or doubled");
    }

    @Test
    void eachOfManyBadLinesIsReportedAndTheGoodOnesArePublished() throws Exception {
        String topic = newTopic();
        int bad = 20_000;
        StringBuilder body = new StringBuilder("{\"topic\":\"" + topic + "\",\"data\":\"first\"}\n");
        body.append("x\n".repeat(bad)).append("{\"topic\":\"" + topic + "\",\"data\":\"last\"}");
        try (RawSocket wire = connect()) {
            HttpAnswer answer = wire.ask(post("/t", body.toString()).with("Content-Type: application/x-ndjson"));
            assertEquals(200, answer.status(), answer::text);
            List<Json> results = answer.text().lines().map(Json::read).collect(Collectors.toList());
            assertEquals(bad + 2, results.size());
            assertEquals(topic, results.get(0).get("topic"));
            assertEquals("bad-json", results.get(bad).get("error"));
            assertEquals(bad + 1, results.get(bad).number("line"));
            assertTrue(answer.body().length < 120 * bad, "bytes: " + answer.body().length);
            assertEquals(200, wire.ask(Request.get("/healthz")).status());
        }
        assertEquals(List.of("first", "last"), data(page("/t/" + topic)));
    }

    @Test
    void whoDoesNotTakeTheResultsOfABatchHoldsUpHimselfOnly() throws Exception {
        String topic = newTopic();
        int lines = 20_000;
        String line = "{\"topic\":\"" + topic + "\",\"data\":\"\"}\n";
        try (RawSocket slow = RawSocket.connect(port(), 4096)) {
            slow.send(post("/t", line.repeat(lines))
                    .with("Content-Type: application/x-ndjson")
                    .bytes());
            for (int i = 0; i < 20; i++) {
                assertEquals(200, ask(Request.get("/healthz")).status());
            }
            List<Json> results = slow.answer().text().lines().map(Json::read).toList();
            assertEquals(lines, results.size());
            for (int i = 1; i < lines; i++) {
                assertEquals(moved(results.get(0).get("id"), i), results.get(i).get("id"));
            }
        }
    }
}
