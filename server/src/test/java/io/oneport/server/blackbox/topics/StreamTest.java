package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Ledger;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of topics over HTTP. */
class StreamTest extends TopicsTest {
    @Override
    String[] flags() {
        return new String[] {"--ping-interval=300ms"};
    }

    private EventStream events(String target, String... headers) throws Exception {
        return EventStream.open(port(), target, headers);
    }

    @Test
    void anEventStreamBeginsWithItsPosition() throws Exception {
        String topic = newTopic();
        String id = publish(topic, "before");
        try (EventStream events = events("/t/" + topic)) {
            assertEquals(id, events.expectInitialId());
            String next = publish(topic, "after");
            EventStream.Block block = events.expect("after");
            assertEquals(next, block.id());
            assertNull(block.event());
        }
    }

    @Test
    void anEventStreamIsNotCached() throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer head = wire.head(Request.get("/t/" + newTopic() + "/sse"));
            assertEquals(200, head.status());
            assertTrue(head.hasToken("Cache-Control", "no-store"), head::head);
            assertTrue(head.hasToken("Cache-Control", "no-transform"), head::head);
        }
    }

    @Test
    void historyComesFirst() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        try (EventStream events = events("/t/" + topic + "?since=" + ids[0])) {
            assertEquals(ids[0], events.expectInitialId());
            assertEquals(ids[1], events.expect("m2").id());
            events.expect("m3");
            publish(topic, "live");
            events.expect("live");
        }
    }

    @Test
    void lastEventIdGoesBeforeSince() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        try (EventStream events = events("/t/" + topic + "?since=all", "Last-Event-ID: " + ids[1])) {
            assertEquals(ids[1], events.expectInitialId());
            events.expect("m3");
        }
    }

    @Test
    void lastEventIdMeansNothingToOtherStreams() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 2);
        try (RawSocket wire = connect()) {
            Request request = Request.get("/t/" + topic + "/json").with("Last-Event-ID: " + ids[0]);
            LineStream lines = new LineStream(wire, wire.stream(request, "application/x-ndjson"));
            assertEquals(ids[1], lines.expect("open").get("position"));
            publish(topic, "live");
            lines.expectMessage("live");
        }
    }

    @Test
    void aBadSinceIsRefused() throws Exception {
        refused(400, Request.get("/t/a/sse?since=x"));
        refused(400, Request.get("/t/a/json?since=x"));
        refused(400, Request.get("/t/a/raw?since=x"));
        refused(400, Request.get("/t/a,b/sse?since=x1.1"));
        refused(400, Request.get("/t/a/sse?since=x").with("Last-Event-ID: x1.1"));
    }

    @Test
    void eventNamesAreKept() throws Exception {
        String topic = newTopic();
        try (EventStream events = events("/t/" + topic)) {
            events.expectInitialId();
            ask(post("/t/" + topic, "hello").with("Event: greeting"));
            assertEquals("greeting", events.expect("hello").event());
            ask(post("/t/" + topic, "plain"));
            assertNull(events.expect("plain").event(), "the name is of one message only");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " blank first",
                "  two",
                "a\nb",
                "a\r\nb",
                "a\rb",
                "\n",
                "\n\n",
                "end\n",
                "\nstart",
                "a\n\nb",
                ": no comment",
                "data: x",
                "id: 7\nevent: x",
                "\ufeffmark",
                "κόσμε \ud83d\ude00",
                "tab\tnul\0",
                "\r\r\n\n"
            })
    void textComesAsItWasButForLineEnds(String text) throws Exception {
        String topic = newTopic();
        try (EventStream events = events("/t/" + topic)) {
            events.expectInitialId();
            publish(topic, text);
            events.expect(text.replace("\r\n", "\n").replace('\r', '\n'));
            publish(topic, "behind");
            events.expect("behind");
        }
    }

    @Test
    void binaryIsADataUrl() throws Exception {
        String topic = newTopic();
        try (EventStream events = events("/t/" + topic)) {
            events.expectInitialId();
            ask(post("/t/" + topic, Bytes.hex("00ff80")));
            events.expect("data:application/octet-stream;base64,AP+A");
            ask(post("/t/" + topic, Bytes.hex("00ff80")).with("Content-Type: image/png"));
            events.expect("data:image/png;base64,AP+A");
            String type = "multipart/mixed; boundary=\"a,b\"";
            ask(post("/t/" + topic, Bytes.hex("00ff80")).with("Content-Type: " + type));
            events.expect("data:multipart/mixed;base64,AP+A"); // a URL's data begin behind the first comma
            ask(post("/t/" + topic, Bytes.hex("00ff80")).with("Content-Type: text/plain#,x"));
            events.expect("data:application/octet-stream;base64,AP+A");
        }
    }

    @Test
    @MostlyWaits
    void commentsKeepAnEventStreamAlive() throws Exception {
        String topic = newTopic();
        try (EventStream events = events("/t/" + topic)) {
            events.expectInitialId();
            CompletableFuture<Void> later = CompletableFuture.runAsync(
                    () -> {
                        try {
                            publish(topic, "after a while");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
            events.expect("after a while");
            later.get();
            assertTrue(events.comments() >= 2, events.comments() + " comments");
        }
    }

    @Test
    @MostlyWaits
    void blankLinesKeepAStreamOfJsonLinesAlive() throws Exception {
        String topic = newTopic();
        try (LineStream lines = LineStream.json(port(), "/t/" + topic + "/json")) {
            lines.expect("open");
            for (int i = 0; i < 3; i++) {
                assertEquals("", lines.line());
            }
            publish(topic, "after a while");
            lines.expectMessage("after a while");
        }
    }

    @Test
    void aStreamOfSeveralTopicsHasOneIdForEach() throws Exception {
        String a = newTopic();
        String b = newTopic();
        String inA = publish(a, "a1");
        String inB = publish(b, "b1");
        String target = "/t/" + b + "," + a;
        String position;
        try (EventStream events = events(target)) {
            assertEquals(inB + "," + inA, events.expectInitialId());
            inA = publish(a, "a2");
            assertEquals(inB + "," + inA, expectFrom(events, a, "a2").id());
            inB = publish(b, "b2");
            position = expectFrom(events, b, "b2").id();
            assertEquals(inB + "," + inA, position);
        }
        publish(b, "b3");
        publish(a, "a3");
        try (EventStream events = events(target, "Last-Event-ID: " + position)) {
            assertEquals(position, events.expectInitialId());
            Set<String> both = Set.of(
                    Json.read(events.block().data()).get("data"),
                    Json.read(events.block().data()).get("data"));
            assertEquals(Set.of("a3", "b3"), both);
        }
    }

    /** The next message of a stream of several topics. */
    private static EventStream.Block expectFrom(EventStream events, String topic, String text) throws Exception {
        EventStream.Block block = events.block();
        Json message = Json.read(block.data());
        assertEquals("message", message.get("type"), message::toString);
        assertEquals(topic, message.get("topic"), message::toString);
        assertEquals(text, message.get("data"), message::toString);
        return block;
    }

    @Test
    void aStreamOfSeveralTopicsSaysWhichTopicAMessageIsFrom() throws Exception {
        String a = newTopic();
        String b = newTopic();
        try (EventStream events = events("/t/" + a + "," + b)) {
            events.expectInitialId();
            publish(b, "two\nlines");
            expectFrom(events, b, "two\nlines");
            ask(post("/t/" + a, Bytes.hex("00ff")).with("Event: e").with("Content-Type: image/png"));
            EventStream.Block block = events.block();
            assertEquals("e", block.event());
            Json message = Json.read(block.data());
            assertEquals("AP8=", message.get("base64"));
            assertEquals("image/png", message.get("contentType"));
            assertTrue(block.id().startsWith(message.get("id") + ","), block::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "b3f1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d",
                "1700000000000-0",
                "all",
                "10m",
                "\"q\" \\ x",
                "a,b",
                "é"
            })
    void anUnknownLastEventIdIsAReset(String asked) throws Exception {
        String topic = newTopic();
        String id = publish(topic, "held");
        String encoded = URLEncoder.encode(asked, StandardCharsets.UTF_8);
        String header = "Last-Event-ID: " + new String(Bytes.utf8(asked), StandardCharsets.ISO_8859_1);
        for (EventStream stream : List.of(
                events("/t/" + topic, header),
                events("/t/" + topic + "/sse?lastEventId=" + encoded),
                events("/t/" + topic + "/sse?since=all&Last-Event-ID=" + encoded))) {
            try (EventStream events = stream) {
                assertEquals(moved(id, -1), events.expectInitialId());
                EventStream.Block reset = events.block();
                assertEquals("oneport-reset", reset.event());
                assertEquals(asked, Json.read(reset.data()).get("asked"));
                assertEquals(id, Json.read(reset.data()).get("first"));
                assertEquals(id, events.expect("held").id());
            }
        }
    }

    @Test
    void anUnknownLastEventIdOfSeveralTopicsIsAResetOfWhatIsUnknown() throws Exception {
        String a = newTopic();
        String b = newTopic();
        String inA = publish(a, "in a");
        String inB = publish(b, "in b");
        try (EventStream events = events("/t/" + a + "," + b, "Last-Event-ID: 42")) {
            events.expectInitialId();
            for (String topic : List.of(a, b)) {
                EventStream.Block reset = events.block();
                assertEquals("oneport-reset", reset.event());
                assertEquals(topic, Json.read(reset.data()).get("topic"));
                assertEquals("42", Json.read(reset.data()).get("asked"));
            }
            expectFrom(events, a, "in a");
            expectFrom(events, b, "in b");
        }
        try (EventStream events = events("/t/" + a + "," + b, "Last-Event-ID: " + inA + ",42")) {
            assertEquals(inA + "," + moved(inB, -1), events.expectInitialId());
            EventStream.Block reset = events.block();
            assertEquals(b, Json.read(reset.data()).get("topic"));
            assertEquals("42", Json.read(reset.data()).get("asked"));
            expectFrom(events, b, "in b");
        }
    }

    @Test
    void aLongUnknownLastEventIdIsCutInTheReset() throws Exception {
        String topic = newTopic();
        try (EventStream events = events("/t/" + topic, "Last-Event-ID: " + "x".repeat(3000))) {
            events.expectInitialId();
            assertEquals("x".repeat(128) + "…", Json.read(events.block().data()).get("asked"));
        }
    }

    /** Many programs refuse JSON that has half of one. */
    @Test
    void aCharacterAtTheCutIsLeftOutWhole() throws Exception {
        String topic = newTopic();
        String id = publish(topic, "held");
        String emoji = new String(Bytes.utf8("\ud83d\ude00"), StandardCharsets.ISO_8859_1);
        try (EventStream events = events("/t/" + topic, "Last-Event-ID: " + "x".repeat(127) + emoji)) {
            events.expectInitialId();
            assertEquals("x".repeat(127) + "…", Json.read(events.block().data()).get("asked"));
            assertEquals(id, events.expect("held").id());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lastEventId", "Last-Event-ID"})
    void aLastEventIdInTheQueryResumes(String parameter) throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        String target = "/t/" + topic + "/sse?since=all&" + parameter + "=";
        try (EventStream events = events(target + ids[1])) {
            assertEquals(ids[1], events.expectInitialId());
            events.expect("m3");
        }
        try (EventStream events = events(target + ids[0], "Last-Event-ID: " + ids[1])) {
            assertEquals(ids[1], events.expectInitialId(), "the header goes first");
        }
        try (EventStream events = events(target)) {
            assertEquals(moved(ids[0], -1), events.expectInitialId(), "an empty one says nothing");
        }
    }

    /** What Yaffle's and amvtek's libraries for old browsers ask for; one that is refused never tries again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?lastEventId=ID&r=12345678",
                "?lastEventId=old&lastEventId=ID",
                "?&lastEventId=ID&padding=true",
                "?lastEventId=%FC&lastEventId=ID",
                "?evs_preamble=1&evs_last_event_id=ID"
            })
    void librariesForOldBrowsersResume(String query) throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        try (EventStream events = events("/t/" + topic + "/sse" + query.replace("ID", ids[1]))) {
            assertEquals(ids[1], events.expectInitialId());
            events.expect("m3");
        }
        refused(400, Request.get("/t/" + topic + query.replace("ID", ids[1])));
    }

    @Test
    void aStreamOfJsonLinesOpensAndGoesOn() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 2);
        try (LineStream lines = LineStream.json(port(), "/t/" + topic + "/json?since=all")) {
            Json open = lines.expect("open");
            assertEquals(moved(ids[0], -1), open.get("position"));
            assertEquals(Set.of("type", "position"), open.members().keySet());
            Json message = lines.expectMessage("m1");
            assertEquals(
                    Set.of("type", "topic", "id", "time", "data"),
                    message.members().keySet());
            assertEquals(ids[0], message.get("id"));
            lines.expectMessage("m2");
            ask(post("/t/" + topic, Bytes.hex("ff")).with("Event: e").with("Content-Type: a/b"));
            Json binary = lines.expect("message");
            assertEquals("/w==", binary.get("base64"));
            assertEquals("e", binary.get("event"));
            assertEquals("a/b", binary.get("contentType"));
        }
    }

    @Test
    void aRawStreamIsPayloadsAndNewlines() throws Exception {
        String topic = newTopic();
        publishMany(topic, 2);
        try (RawSocket wire = connect()) {
            HttpAnswer head = wire.head(Request.get("/t/" + topic + "/raw?since=all"));
            assertEquals(200, head.status(), head::head);
            InputStream in = wire.body(head);
            assertArrayEquals(Bytes.utf8("m1\nm2\n"), in.readNBytes(6));
            ask(post("/t/" + topic, Bytes.hex("00ff")));
            assertArrayEquals(Bytes.hex("00ff0a"), in.readNBytes(3));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "TEXT/Event-Stream",
                "text/event-stream, */*",
                "text/html, text/event-stream;q=0.5"
            })
    void acceptOfAnEventStream(String accept) throws Exception {
        assertContentType("/t/" + newTopic(), accept, "text/event-stream");
    }

    @Test
    void acceptOfOthers() throws Exception {
        assertContentType("/t/" + newTopic(), "application/x-ndjson", "application/x-ndjson");
        assertContentType("/t/" + newTopic(), "application/json", "application/json");
        assertContentType("/t/" + newTopic(), "*/*", "application/json");
        assertContentType("/t/" + newTopic(), "text/html,application/xhtml+xml;q=0.9", "application/json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            application/json, text/event-stream;q=0      | application/json
            text/event-stream; q=0.000, */*              | application/json
            application/x-ndjson;q=0, application/json   | application/json
            text/event-stream;q=0, application/x-ndjson;q=0 | application/json
            application/json;q=0.1, text/event-stream    | text/event-stream
            application/json, text/event-stream;Q=0.9    | application/json
            application/json, text/event-stream          | text/event-stream
            text/event-stream;q=0.5, */*                 | application/json
            text/event-stream;q=0.5, */*;q=0.1           | text/event-stream
            text/event-stream, */*;q=1.0                 | text/event-stream
            text/event-stream;q=0.1, application/x-ndjson;q=0.2 | application/x-ndjson
            text/event-stream;q=0.1, application/ndjson  | application/x-ndjson
            application/jsonl, application/json          | application/x-ndjson
            text/event-stream; q = 0.0000                | application/json
            text/event-stream;q=0.3333, application/json;q=0.33334 | text/event-stream
            text/*;q=0, text/event-stream                | text/event-stream
            text/event-stream-x                          | application/json
            a/b;c="text/event-stream, text/event-stream" | application/json
            application/*                                | application/json
            text/event-stream;charset=utf-8              | text/event-stream
            """)
    void acceptHasWeights(String accept, String type) throws Exception {
        assertContentType("/t/" + newTopic(), accept, type);
    }

    @Test
    void everyLineOfAcceptCounts() throws Exception {
        try (RawSocket wire = connect()) {
            Request request = Request.get("/t/" + newTopic())
                    .with("Accept: application/json;q=0.5")
                    .with("Accept: text/event-stream");
            assertEquals("text/event-stream", wire.head(request).header("Content-Type"));
        }
    }

    @Test
    void aSuffixOrAnEventStreamGoesBeforeOtherAccepts() throws Exception {
        assertContentType("/t/" + newTopic() + "/sse", "application/x-ndjson", "text/event-stream");
        assertContentType("/t/" + newTopic(), "application/x-ndjson, text/event-stream", "text/event-stream");
    }

    private void assertContentType(String target, String accept, String type) throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer head = wire.head(Request.get(target).with("Accept: " + accept));
            assertEquals(200, head.status(), head::head);
            assertEquals(type, head.header("Content-Type").split(";")[0], accept);
        }
    }

    @Test
    void anUnknownSuffixIsNotFound() throws Exception {
        HttpAnswer answer = ask(Request.get("/t/a/nope"));
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::head);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sse", "/json", "/raw"})
    void headHasTheHeadOfTheStream(String suffix) throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer head = wire.head(Request.of("HEAD", "/t/" + newTopic() + suffix));
            assertEquals(200, head.status(), head::head);
            assertEquals("Hello, World!", wire.ask(Request.get("/plaintext")).text(), "nothing came behind it");
        }
    }

    @Test
    void aPlainGetOfAWebSocketIs426() throws Exception {
        HttpAnswer answer = refused(426, Request.get("/t/a/ws"));
        assertEquals("websocket", answer.header("Upgrade").toLowerCase(Locale.ROOT));
    }

    @Test
    void whatTheClientSendsOnAStreamIsIgnored() throws Exception {
        String topic = newTopic();
        try (LineStream lines = LineStream.json(port(), "/t/" + topic + "/json")) {
            lines.expect("open");
            lines.wire().send(Request.get("/plaintext").bytes(), new byte[100_000], Bytes.utf8("GET"));
            for (int i = 0; i < 3; i++) {
                publish(topic, "m" + i);
                lines.expectMessage("m" + i);
            }
        }
    }

    @Test
    void aStreamIsInTheLedgerAndCanBeEndedThere() throws Exception {
        String topic = newTopic();
        try (Ledger ledger = new Ledger(port());
                LineStream lines = LineStream.json(port(), "/t/" + topic + "/json")) {
            lines.expect("open");
            String id = ledger.newest();
            Json socket = Json.read(ledger.get(id).text());
            assertEquals(lines.wire().client(), socket.get("client"), socket::toString);
            ledger.delete(id);
            lines.expectEnd();
            lines.wire().expectEof();
            Instant limit = Instant.now().plusSeconds(40);
            while (!Json.read(ledger.get(id).text()).has("closed")) {
                assertTrue(Instant.now().isBefore(limit), "closed in the ledger");
            }
            assertEquals("server", Json.read(ledger.get(id).text()).get("closedBy"));
            assertEquals(0, Json.read(ask(post("/t/" + topic, "x")).text()).number("subscribers"));
        }
    }

    @Test
    void aReaderThatIsGoneIsNoSubscriber() throws Exception {
        String topic = newTopic();
        LineStream lines = LineStream.json(port(), "/t/" + topic + "/json");
        lines.expect("open");
        lines.wire().reset();
        Instant limit = Instant.now().plusSeconds(40);
        while (Json.read(ask(post("/t/" + topic, "x")).text()).number("subscribers") > 0) {
            assertTrue(Instant.now().isBefore(limit), "still a subscriber");
        }
    }

    @Test
    @MostlyWaits
    void aDrainEndsStreamsCleanly() throws Exception {
        TestServer server = TestServer.start();
        try (LineStream lines = LineStream.json(server.port(), "/t/t/json");
                EventStream events = EventStream.open(server.port(), "/t/t");
                JsonSocket socket = JsonSocket.open(server.port(), "/t/t");
                RawSocket waiting = RawSocket.connect(server.port())) {
            lines.expect("open");
            events.expectInitialId();
            socket.expect("subscribed");
            waiting.send(Request.get("/t/t?wait=60s").bytes());
            publish(server.port(), "t", "last");
            lines.expectMessage("last");
            events.expect("last");
            assertEquals(200, waiting.answer().status());
            waiting.send(Request.get("/t/t?wait=60s").bytes());
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
            lines.expectEnd();
            assertNull(events.block(), "the end");
            socket.expectMessage("last");
            socket.wire().expectClose(1001);
            closed.get(40, TimeUnit.SECONDS);
        } finally {
            server.close();
        }
    }

    @Test
    void aHundredReadersGetTheSame() throws Exception {
        String topic = newTopic();
        LineStream[] all = new LineStream[100];
        try {
            for (int i = 0; i < all.length; i++) {
                all[i] = LineStream.json(port(), "/t/" + topic + "/json");
                all[i].expect("open");
            }
            publishMany(topic, 20);
            for (LineStream lines : all) {
                for (int i = 1; i <= 20; i++) {
                    lines.expectMessage("m" + i);
                }
            }
        } finally {
            for (LineStream lines : all) {
                if (lines != null) {
                    lines.close();
                }
            }
        }
        assertEquals(List.of("m1"), data(page("/t/" + topic + "?limit=1")));
    }
}
