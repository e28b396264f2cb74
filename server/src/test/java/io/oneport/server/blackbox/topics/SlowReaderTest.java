package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that stop reading: what each policy does with them, and that nobody else notices. */
@Timeout(60)
class SlowReaderTest extends TopicsTest {
    /** Far more than all buffers between here and there take. */
    private static final int MESSAGES = 700;

    private static final String FILLER = " " + "x".repeat(10_000);

    @Override
    String[] flags() {
        return new String[] {
            "--outbound-limit=64KiB",
            "--slow-reader=prices.=latest,prices.all.=drop-oldest,logs.=drop-oldest,disconnect",
            "--history-messages=100000",
            "--history-bytes=64MiB",
            "--history-total=256MiB",
            "--stall-timeout=50s"
        };
    }

    private RawSocket slow() throws IOException {
        return RawSocket.connect(port(), 4096);
    }

    /** Publishes many messages while a reader that reads gets each of them at once; returns the first id. */
    private String flood(String topic) throws IOException {
        String first = null;
        try (LineStream quick = LineStream.json(port(), "/t/" + topic + "/json");
                RawSocket publisher = connect()) {
            quick.expect("open");
            for (int i = 0; i < MESSAGES; i++) {
                HttpAnswer answer = publisher.ask(post("/t/" + topic, i + FILLER));
                assertEquals(201, answer.status(), answer::head);
                Json json = quick.expectMessage(i + FILLER);
                first = first == null ? json.get("id") : first;
            }
        }
        return first;
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring(0, text.indexOf(' ')));
    }

    private Json ledger(RawSocket wire) throws IOException {
        for (String state : List.of("open", "closed", "open")) {
            String sockets =
                    ask(Request.get("/admin/sockets?limit=1000&state=" + state)).text();
            for (Json socket : Json.read(sockets).list("sockets")) {
                if (socket.get("client").equals(wire.client())) {
                    return socket;
                }
            }
        }
        throw new AssertionError(wire.client() + " is not in the ledger");
    }

    /** Reads until the connection ends, however it does; returns the numbers, which must have no gap, and the end. */
    private static int readWithoutGap(RawSocket wire) throws IOException {
        int expected = 0;
        while (true) {
            ServerFrame frame = wire.frame();
            if (frame.opcode() == Frames.PING) {
                continue;
            }
            if (frame.opcode() == Frames.CLOSE) {
                assertEquals(4001, frame.closeCode(), frame::toString);
                return expected;
            }
            assertTrue(frame.fin(), "these are short");
            String text = frame.text();
            String data = text.startsWith("{") ? Json.read(text).get("data") : text;
            assertEquals(expected++, number(data));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSlowWebSocketIsClosedAndCanResume(boolean json) throws Exception {
        String topic = newTopic();
        try (RawSocket wire = slow()) {
            if (json) {
                wire.webSocket("/ws", JsonSocket.SUBPROTOCOL);
                new JsonSocket(wire).subscribe(topic, null);
            } else {
                wire.webSocket("/t/" + topic);
            }
            String first = flood(topic);
            int got = readWithoutGap(wire);
            assertTrue(got < MESSAGES, "all of them fitted somewhere: " + got);
            try (LineStream rest = LineStream.json(port(), "/t/" + topic + "/json?since=" + moved(first, got - 1))) {
                rest.expect("open");
                for (int i = got; i < MESSAGES; i++) {
                    assertEquals(i, number(rest.expect("message").get("data")));
                }
            }
            Json socket = ledger(wire);
            assertEquals("server", socket.get("closedBy"), socket::toString);
            assertTrue(
                    socket.get("reason").contains("4001")
                            || socket.get("reason").contains("slow"),
                    socket::toString);
            String metrics = ask(Request.get("/metrics")).text();
            assertFalse(metrics.contains("oneport_slow_readers_total 0.0\n"), metrics);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/json", "/sse", "/raw"})
    void theConnectionOfASlowStreamEndsAndItCanResume(String suffix) throws Exception {
        String topic = newTopic();
        try (RawSocket wire = slow()) {
            HttpAnswer head = wire.head(Request.get("/t/" + topic + suffix));
            assertEquals(200, head.status());
            String first = flood(topic);
            int got = 0;
            LineStream lines = new LineStream(wire, wire.body(head));
            try {
                for (String line = lines.line(); line != null; line = lines.line()) {
                    int at = line.indexOf(FILLER);
                    if (at > 0) {
                        String before = line.substring(0, at);
                        assertEquals(got++, Integer.parseInt(before.replaceAll(".*[^0-9]", "")));
                    }
                }
            } catch (IOException e) {
                // The last may be cut off: whoever resumes asks for it again.
            }
            assertTrue(got < MESSAGES, "all of them fitted somewhere: " + got);
            try (EventStream rest =
                    EventStream.open(port(), "/t/" + topic, "Last-Event-ID: " + moved(first, got - 1))) {
                rest.expectInitialId();
                for (int i = got; i < MESSAGES; i++) {
                    assertEquals(i, number(rest.block().data()));
                }
            }
            Json socket = ledger(wire);
            assertEquals("server", socket.get("closedBy"), socket::toString);
            assertTrue(socket.get("reason").contains("slow"), socket::toString);
        }
    }

    /** Reads numbers until the last; checks that they rise, and that each gap is told where it is. */
    private static List<Integer> toTheLast(LineStream lines) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        int expected = 0;
        while (expected < MESSAGES) {
            Json event = lines.next();
            if (event.get("type").equals("missed")) {
                expected += (int) event.number("count");
            } else {
                numbers.add(number(event.get("data")));
                assertEquals(expected++, numbers.get(numbers.size() - 1), "in order, and missed ones are told");
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs.", "prices.all.", "prices."})
    void aReaderOfATopicWithAnotherPolicyMissesSomeAndLivesOn(String prefix) throws Exception {
        String topic = prefix + newTopic();
        try (RawSocket wire = slow()) {
            InputStream body = wire.stream(Request.get("/t/" + topic + "/json"), "application/x-ndjson");
            LineStream lines = new LineStream(wire, body);
            lines.expect("open");
            flood(topic);
            Json socket = ledger(wire);
            assertFalse(socket.has("closed"), socket::toString);
            long dropped = socket.number("dropped");
            assertTrue(dropped > 0, socket::toString);
            List<Integer> numbers = toTheLast(lines);
            assertEquals(MESSAGES, numbers.size() + dropped, "each came or was dropped");
            int gap = 0;
            while (numbers.get(gap) == gap) {
                gap++;
            }
            int behind = numbers.size() - gap;
            if (prefix.equals("prices.")) {
                assertTrue(behind <= 8, "the newest, and what came since: " + numbers.subList(gap, numbers.size()));
            } else {
                assertTrue(behind >= 3, "some newer ones wait: " + numbers.subList(gap, numbers.size()));
                assertEquals(MESSAGES - behind, numbers.get(gap), "the oldest were dropped, without another gap");
            }
            publish(topic, "7777 it lives");
            assertEquals(7777, number(lines.expect("message").get("data")));
        }
    }

    @Test
    void latestKeepsTheNewestOfEachTopic() throws Exception {
        String a = "prices." + newTopic();
        String b = "prices." + newTopic();
        try (RawSocket wire = slow()) {
            wire.webSocket("/ws", JsonSocket.SUBPROTOCOL);
            JsonSocket socket = new JsonSocket(wire);
            socket.subscribe(a, null);
            socket.subscribe(b, null);
            publish(a, "first of a");
            flood(b);
            publish(a, "newest of a");
            List<String> ofA = new ArrayList<>();
            int last = -1;
            while (last < MESSAGES - 1 || ofA.size() < 2) {
                Json message = socket.next();
                if (message.get("type").equals("missed")) {
                    assertEquals(b, message.get("topic"));
                } else if (message.get("topic").equals(a)) {
                    ofA.add(message.get("data"));
                } else {
                    last = number(message.get("data"));
                }
            }
            assertEquals(List.of("first of a", "newest of a"), ofA);
            socket.expectQuiet();
        }
    }

    @Test
    void historyDoesNotCountAgainstTheLimit() throws Exception {
        String topic = newTopic();
        flood(topic);
        try (RawSocket wire = slow()) {
            InputStream body = wire.stream(Request.get("/t/" + topic + "/json?since=all"), "application/x-ndjson");
            LineStream lines = new LineStream(wire, body);
            lines.expect("open");
            // 7 MB wait for it, and it has read next to nothing: still there.
            for (int look = 0; look < 20; look++) {
                assertNull(ledger(wire).get("closed"));
                LockSupport.parkNanos(50_000_000); // between two looks, over several sweeps
            }
            for (int i = 0; i < MESSAGES; i++) {
                assertEquals(i, number(lines.expect("message").get("data")));
            }
        }
    }
}
