package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing over HTTP. */
class PublishTest extends TopicsTest {
    @Override
    String[] flags() {
        return new String[] {"--max-message=1000B", "--max-body=20KiB", "--history-messages=5"};
    }

    private static Request batch(String... lines) {
        String body = String.join("\n", lines).replace('\'', '"') + "\n";
        return post("/t", body).with("Content-Type: application/x-ndjson");
    }

    /** The lines of the answer. */
    private List<Json> published(Request batch) throws Exception {
        HttpAnswer answer = ask(batch);
        assertEquals(200, answer.status(), () -> answer.head() + answer.text());
        assertEquals("application/x-ndjson", answer.header("Content-Type").split(";")[0]);
        assertTrue(answer.text().isEmpty() || answer.text().endsWith("\n"), answer::text);
        return answer.text().lines().map(Json::read).toList();
    }

    private void waitUntilGone(String topic) throws Exception {
        Instant limit = Instant.now().plus(Duration.ofSeconds(40));
        while (!page("/t/" + topic).list("messages").isEmpty()) {
            assertTrue(Instant.now().isBefore(limit), "still in history");
        }
    }

    @Test
    void saysTopicIdAndHowManyGetIt() throws Exception {
        String topic = newTopic();
        HttpAnswer answer = ask(post("/t/" + topic, "one"));
        assertEquals(201, answer.status(), answer::head);
        assertTrue(answer.header("Content-Type").startsWith("application/json"), answer::head);
        Json json = Json.read(answer.text());
        assertEquals(Set.of("topic", "id", "subscribers"), json.members().keySet());
        assertEquals(topic, json.get("topic"));
        assertEquals(1, offset(json.get("id")));
        assertEquals(0, json.number("subscribers"));
    }

    @Test
    void countsSubscribersOfEveryTransport() throws Exception {
        String topic = newTopic();
        try (LineStream lines = LineStream.json(port(), "/t/" + topic + "/json");
                EventStream events = EventStream.open(port(), "/t/" + topic);
                JsonSocket socket = JsonSocket.open(port())) {
            lines.expect("open");
            events.expectInitialId();
            socket.subscribe(topic, null);
            Json json = Json.read(ask(post("/t/" + topic, "to three")).text());
            assertEquals(3, json.number("subscribers"));
            lines.expectMessage("to three");
            events.expect("to three");
            socket.expectMessage("to three");
        }
    }

    @Test
    void offsetsCountUpByOneWithinOneEpoch() throws Exception {
        String[] ids = publishMany(newTopic(), 4);
        for (int i = 0; i < ids.length; i++) {
            assertEquals(epoch(ids[0]) + "." + (i + 1), ids[i]);
        }
    }

    @Test
    void putPublishesToo() throws Exception {
        String topic = newTopic();
        assertEquals(201, ask(Request.of("PUT", "/t/" + topic).body("put")).status());
        assertEquals(List.of("put"), data(page("/t/" + topic)));
    }

    @Test
    void anEmptyBodyIsAnEmptyText() throws Exception {
        String topic = newTopic();
        assertEquals(201, ask(post("/t/" + topic, "")).status());
        assertEquals("", only(page("/t/" + topic)).get("data"));
    }

    @Test
    void aChunkedBodyIsOneMessage() throws Exception {
        String topic = newTopic();
        Request request = Request.of("POST", "/t/" + topic)
                .with("Transfer-Encoding: chunked")
                .after("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
        assertEquals(201, ask(request).status());
        assertEquals(List.of("hello"), data(page("/t/" + topic)));
    }

    @Test
    void contentTypeAndEventAreKept() throws Exception {
        String topic = newTopic();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ask(post("/t/" + topic, "{}")
                .with("Content-Type: application/json; charset=utf-8")
                .with("Event: order"));
        Json message = only(page("/t/" + topic));
        assertEquals("application/json; charset=utf-8", message.get("contentType"));
        assertEquals("order", message.get("event"));
        Instant time = Instant.parse(message.get("time"));
        assertFalse(time.isBefore(before) || time.isAfter(Instant.now()), message::toString);
    }

    @Test
    void withoutThemAMessageHasNone() throws Exception {
        String topic = newTopic();
        publish(topic, "bare");
        assertEquals(
                Set.of("topic", "id", "time", "data"),
                only(page("/t/" + topic)).members().keySet());
    }

    @Test
    void aTooLongHeaderIsRefused() throws Exception {
        String target = "/t/" + newTopic();
        assertEquals(
                201,
                ask(post(target, "x").with("Content-Type: " + "a".repeat(200))).status());
        refused(400, post(target, "x").with("Content-Type: " + "a".repeat(201)));
        assertEquals(
                201, ask(post(target, "x").with("Event: " + "a".repeat(64))).status());
        refused(400, post(target, "x").with("Event: " + "a".repeat(65)));
        String longest = "Idempotency-Key: " + "a".repeat(255);
        assertEquals(201, ask(post(target, "x").with(longest)).status());
        refused(400, post(target, "x").with(longest + "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "soon", "10 m", "10y", "99999999999999999999x"})
    void aBadTtlIsRefused(String ttl) throws Exception {
        String topic = newTopic();
        refused(400, post("/t/" + topic, "x").with("TTL: " + ttl));
        assertEquals(List.of(), data(page("/t/" + topic)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "10m", "500s", "1h", "90000ms", "99999999999999999999", "99999999999999999999h"})
    void aTtlThatIsFarLeavesItInHistory(String ttl) throws Exception {
        String topic = newTopic();
        assertEquals(201, ask(post("/t/" + topic, "x").with("TTL: " + ttl)).status());
        assertEquals(List.of("x"), data(page("/t/" + topic)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s"})
    void aTtlOfZeroIsDeliveredAndNotKept(String ttl) throws Exception {
        String topic = newTopic();
        try (LineStream lines = LineStream.json(port(), "/t/" + topic + "/json")) {
            lines.expect("open");
            assertEquals(
                    201,
                    ask(post("/t/" + topic, "fleeting").with("TTL: " + ttl)).status());
            lines.expectMessage("fleeting");
            assertEquals(List.of(), data(page("/t/" + topic)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "300ms"})
    void aTtlEndsItsStayInHistory(String ttl) throws Exception {
        String topic = newTopic();
        ask(post("/t/" + topic, "short").with("TTL: " + ttl));
        assertEquals(List.of("short"), data(page("/t/" + topic)));
        waitUntilGone(topic);
    }

    @Test
    void aShortTtlBehindALongOneEndsToo() throws Exception {
        String topic = newTopic();
        publish(topic, "stays");
        ask(post("/t/" + topic, "short").with("TTL: 200ms"));
        publish(topic, "stays too");
        Instant limit = Instant.now().plusSeconds(40);
        while (data(page("/t/" + topic)).contains("short")) {
            assertTrue(Instant.now().isBefore(limit), "still in history");
        }
        // The one that has gone leaves a gap, but everything that stays is still given.
        assertEquals(List.of("stays", "stays too"), data(page("/t/" + topic)));
    }

    @Test
    void theSameKeyPublishesOnce() throws Exception {
        String topic = newTopic();
        try (LineStream lines = LineStream.json(port(), "/t/" + topic + "/json")) {
            lines.expect("open");
            HttpAnswer first = ask(post("/t/" + topic, "first").with("Idempotency-Key: k1"));
            assertEquals(201, first.status());
            String id = Json.read(first.text()).get("id");
            publish(topic, "between");
            HttpAnswer again = ask(post("/t/" + topic, "another").with("Idempotency-Key: k1"));
            assertEquals(200, again.status(), again::head);
            Json json = Json.read(again.text());
            assertEquals(Set.of("topic", "id", "duplicate"), json.members().keySet());
            assertEquals(id, json.get("id"));
            assertEquals(true, json.members().get("duplicate"));
            publish(topic, "last");
            lines.expectMessage("first");
            lines.expectMessage("between");
            lines.expectMessage("last");
        }
    }

    @Test
    void aKeyIsOfOneTopic() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    201,
                    ask(post("/t/" + newTopic(), "x").with("Idempotency-Key: same"))
                            .status());
        }
    }

    @Test
    void theKeyOfAMessageThatHasLeftHistoryPublishesAgain() throws Exception {
        String topic = newTopic();
        Request request = post("/t/" + topic, "keyed").with("Idempotency-Key: k");
        String first = Json.read(ask(request).text()).get("id");
        publishMany(topic, 4);
        assertEquals(200, ask(request).status(), "still the oldest of five");
        publish(topic, "pushes it out");
        HttpAnswer again = ask(request);
        assertEquals(201, again.status());
        assertEquals(moved(first, 6), Json.read(again.text()).get("id"));
    }

    @Test
    void theKeyOfAMessageThatWasNeverKeptPublishesAgain() throws Exception {
        Request request =
                post("/t/" + newTopic(), "x").with("Idempotency-Key: k").with("TTL: 0");
        String first = Json.read(ask(request).text()).get("id");
        HttpAnswer again = ask(request);
        assertEquals(201, again.status());
        assertNotEquals(first, Json.read(again.text()).get("id"));
    }

    @Test
    void aBodyThatIsNoUtf8IsBinary() throws Exception {
        String topic = newTopic();
        byte[] body = Bytes.hex("00 ff 80 0a 0d");
        assertEquals(201, ask(post("/t/" + topic, body)).status());
        Json message = only(page("/t/" + topic));
        assertFalse(message.has("data"));
        assertEquals(Base64.getEncoder().encodeToString(body), message.get("base64"));
    }

    @Test
    void utf8IsTextWhateverIsInIt() throws Exception {
        String text = "κόσμε \ud83d\ude00 \" \\ \r\n\t \0 \u2028 </script>";
        String topic = newTopic();
        assertEquals(201, ask(post("/t/" + topic, text)).status());
        assertEquals(text, only(page("/t/" + topic)).get("data"));
    }

    @Test
    void aMessageMayHaveMaxMessageBytesAndNotOneMore() throws Exception {
        String topic = newTopic();
        assertEquals(201, ask(post("/t/" + topic, Bytes.letters(1000))).status());
        refused(413, post("/t/" + topic, Bytes.letters(1001)));
        refused(413, post("/t/" + topic, Bytes.letters(5000)));
        assertEquals(1, page("/t/" + topic).list("messages").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t/a%20b",
                "/t/a!",
                "/t/.",
                "/t/..",
                "/t/%2e%2e",
                "/t/a%2Fb",
                "/t/a*",
                "/t/a%00",
                "/t/a%",
                "/t/a%4",
                "/t/a%zz",
                "/t/a%ff",
                "/t/a%2Cb",
                "/t/a%253Ab",
                "/t/%2e",
                "/t/a/%2e%2e",
                "/t/a/..",
                "/t/%C3%A9",
                "/t/"
            })
    void aNameThatIsNoneIsRefused(String target) throws Exception {
        HttpAnswer answer = ask(post(target, "x"));
        assertTrue(answer.status() == 400 || target.equals("/t/") && answer.status() == 404, answer::head);
    }

    @Test
    void aPathIsPercentDecodedOnce() throws Exception {
        String topic = newTopic() + ":7";
        String encoded = topic.replace(":", "%3A").replace("t", "%74");
        HttpAnswer answer = ask(post("/t/" + encoded, "x"));
        assertEquals(201, answer.status(), answer::head);
        assertEquals(topic, Json.read(answer.text()).get("topic"));
        assertEquals(List.of("x"), data(page("/t/" + topic)));
        assertEquals(List.of("x"), data(page("/t/" + encoded.replace("%3A", "%3a") + "?limit=1")));
        try (RawSocket wire = connect();
                EventStream events = EventStream.open(port(), "/t/" + encoded + "/%73se?since=all")) {
            events.expectInitialId();
            events.expect("x");
            wire.webSocket("/t/" + encoded + "/w%73?since=all");
            assertEquals("x", wire.message().text());
        }
        refused(400, Request.get("/t/" + topic + "," + encoded)); // the same one twice
        refused(400, Request.upgrade("/t/a%2Fb"));
    }

    @Test
    void anUnknownParameterIsRefusedAndTheKnownOnesAreNamed() throws Exception {
        String topic = newTopic();
        for (Request request : List.of(
                post("/t/" + topic + "?event=x", "x"),
                Request.get("/t/" + topic + "?sinse=all"),
                Request.get("/t/" + topic + "?lastEventId=a.1"),
                Request.get("/t/" + topic + "/sse?limit=1"),
                Request.get("/t/" + topic + "/json?_=17"),
                Request.get("/t/" + topic + "/raw?wait=1s"),
                Request.upgrade("/t/" + topic + "?limit=1"))) {
            String detail = Json.read(refused(400, request).text()).get("detail");
            assertTrue(detail.matches("parameter: .* \\(expected: (.*since.*|none here)\\)"), detail);
        }
        refused(400, post("/t?x=y", "{}").with("Content-Type: application/x-ndjson"));
        assertEquals(List.of(), data(page("/t/" + topic)));
    }

    @Test
    void headersAreUtf8OrRefused() throws Exception {
        String topic = newTopic();
        String cafe = new String(Bytes.utf8("café \ud83d\ude00"), StandardCharsets.ISO_8859_1);
        assertEquals(
                201,
                ask(post("/t/" + topic, "x").with("Event: " + cafe).with("Content-Type: text/plain; title=" + cafe))
                        .status());
        Json message = only(page("/t/" + topic));
        assertEquals("café \ud83d\ude00", message.get("event"));
        assertEquals("text/plain; title=café \ud83d\ude00", message.get("contentType"));
        for (String name : List.of("Event", "Content-Type", "Idempotency-Key", "TTL")) {
            refused(400, post("/t/" + topic, "x").with(name + ": caf\u00e9"));
            refused(400, post("/t/" + topic, "x").with(name + ": 1").with(name + ": 2"));
        }
    }

    @Test
    void aKeyIsTheSameByHeaderAndByJson() throws Exception {
        String topic = newTopic();
        String line = "{'topic':'" + topic + "','data':'x','key':'clé'}";
        String id = published(batch(line)).get(0).get("id");
        HttpAnswer again = ask(post("/t/" + topic, "y")
                .with("Idempotency-Key: " + new String(Bytes.utf8("clé"), StandardCharsets.ISO_8859_1)));
        assertEquals(200, again.status(), again::head);
        assertEquals(id, Json.read(again.text()).get("id"));
    }

    /** Who sends them relies on them: a retry with a key, the rest of an upload. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Range: bytes 1-2/3", "If-Match: \"x\"", "If-None-Match: *"})
    void fieldsThatWouldBeIgnoredAreRefused(String field) throws Exception {
        String topic = newTopic();
        refused(400, post("/t/" + topic, "x").with(field));
        String line = "{'topic':'" + topic + "','data':'x'}";
        refused(400, batch(line).with(field));
        for (String ofEachLine : List.of("Event: e", "TTL: 5", "Idempotency-Key: k")) {
            refused(400, batch(line).with(ofEachLine));
        }
        assertEquals(List.of(), data(page("/t/" + topic)));
    }

    /** A header field has no spaces at its ends, so a key with them would be another one by JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"key", "event", "contentType"})
    void spacesAtTheEndsAreRefused(String member) throws Exception {
        String topic = newTopic();
        for (String text : List.of(" x", "x ", " ")) {
            String members = "'topic':'" + topic + "','data':'x','" + member + "':'" + text + "'}";
            assertError(published(batch("{" + members)).get(0), "bad-command", 1);
            try (JsonSocket socket = JsonSocket.open(port())) {
                socket.send("{'type':'publish','id':1," + members).expectError("bad-command", "1");
            }
        }
        assertEquals(List.of(), data(page("/t/" + topic)));
    }

    @Test
    void aByteOrderMarkBeforeABatchIsNoPartOfIt() throws Exception {
        String topic = newTopic();
        String line = "{\"topic\":\"" + topic + "\",\"data\":\"x\"}";
        byte[] body = Bytes.utf8("\uFEFF" + line + "\r\n" + line + "\n");
        published(post("/t", body).with("Content-Type: application/x-ndjson"));
        assertEquals(List.of("x", "x"), data(page("/t/" + topic)));
    }

    /** The bytes of UTF-16, and many of ISO 8859-1, are UTF-8 as well: as other text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/plain; charset=utf-16be               | AGgAaQ== | false
            text/plain; Charset="UTF-16LE"             | aABpAA== | false
            text/plain; charset=iso-8859-1             | w7w=     | false
            text/plain; charset=x-nobody-knows         | w7w=     | false
            text/plain; charset=iso-8859-1             | aGk=     | true
            text/plain; charset=x-nobody-knows         | aGk=     | true
            text/plain; charset="utf-8"                | w7w=     | true
            text/plain; charset=UTF8                   | w7w=     | true
            text/plain; title="; charset=utf-16"       | w7w=     | true
            text/plain                                 | w7w=     | true
            """)
    void textIsWhatItsCharsetSays(String type, String base64, boolean text) throws Exception {
        String topic = newTopic();
        byte[] body = Base64.getDecoder().decode(base64);
        assertEquals(
                201,
                ask(post("/t/" + topic, body).with("Content-Type: " + type)).status());
        Json message = only(page("/t/" + topic));
        assertEquals(type, message.get("contentType"));
        assertEquals(text ? new String(body, StandardCharsets.UTF_8) : null, text ? message.get("data") : null);
        assertEquals(!text, message.has("base64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneport-reset", "oneport-anything", "open", "error"})
    void reservedEventNamesAreRefusedOnEveryWayIn(String event) throws Exception {
        String topic = newTopic();
        refused(400, post("/t/" + topic, "x").with("Event: " + event));
        assertError(
                published(batch("{'topic':'" + topic + "','data':'x','event':'" + event + "'}"))
                        .get(0),
                "bad-command",
                1);
        try (JsonSocket socket = JsonSocket.open(port())) {
            socket.send("{'type':'publish','id':1,'topic':'" + topic + "','data':'x','event':'" + event + "'}")
                    .expectError("bad-command", "1");
        }
        assertEquals(List.of(), data(page("/t/" + topic)));
    }

    @Test
    void theTypeOfAFormIsNotKept() throws Exception {
        String topic = newTopic();
        ask(post("/t/" + topic, "an empty one says nothing").with("Content-Type:"));
        ask(post("/t/" + topic, "from curl -d").with("Content-Type: application/x-www-form-urlencoded"));
        ask(post("/t/" + topic, "a=b").with("Content-Type: Application/X-www-form-urlencoded; charset=utf-8"));
        for (Json message : page("/t/" + topic).list("messages")) {
            assertFalse(message.has("contentType"), message::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"153722867280912m", "999999999999", "2562047788015h"})
    void aTtlOfAgesIsNoTtlThatIsOver(String ttl) throws Exception {
        String topic = newTopic();
        assertEquals(201, ask(post("/t/" + topic, "x").with("TTL: " + ttl)).status());
        assertEquals(List.of("x"), data(page("/t/" + topic)));
    }

    @Test
    void aNameMayHave128Characters() throws Exception {
        assertEquals(201, ask(post("/t/" + "n".repeat(128), "x")).status());
        refused(400, post("/t/" + "n".repeat(129), "x"));
    }

    @Test
    void aNameMayHaveEveryCharacterThatIsAllowed() throws Exception {
        String topic = "A-Za-z0-9._~-:" + newTopic();
        publish(topic, "x");
        assertEquals(topic, only(page("/t/" + topic)).get("topic"));
    }

    @Test
    void publishingToSeveralTopicsIsRefused() throws Exception {
        refused(400, post("/t/a,b", "x"));
    }

    @Test
    void deleteIsNoMethodOfATopic() throws Exception {
        refused(405, Request.of("DELETE", "/t/a"));
    }

    @Test
    void aPageElsewhereMayNotPublish() throws Exception {
        String topic = newTopic();
        refused(403, post("/t/" + topic, "x").with("Origin: https://elsewhere.example"));
        refused(403, post("/t/" + topic, "x").with("Origin: null"));
        refused(403, Request.of("PUT", "/t/" + topic).body("x").with("Origin: https://elsewhere.example"));
        refused(403, batch("{'topic':'" + topic + "','data':'x'}").with("Origin: https://elsewhere.example"));
        assertEquals(List.of(), data(page("/t/" + topic)));
        Request own = post("/t/" + topic, "own")
                .without("Host")
                .with("Host: localhost:" + port())
                .with("Origin: http://localhost:" + port());
        assertEquals(201, ask(own).status());
    }

    @Test
    void aBatchIsAnsweredLineByLine() throws Exception {
        String topic = newTopic();
        List<Json> lines = published(batch(
                "{'topic':'" + topic + "','data':'one'}",
                "",
                "{'topic':'" + topic + "','base64':'AP8=','contentType':'image/x','event':'e','ttl':60}",
                "   ",
                "nonsense",
                "{'topic':'" + topic + "','data':'three','key':'k','ttl':'10m'}",
                "{'topic':'" + topic + "','data':'again','key':'k'}",
                "{'topic':'no name','data':'x'}",
                "{'topic':'" + topic + "'}",
                "{'topic':'" + topic + "','data':'x','colour':'red'}",
                "{'topic':'" + topic + "','data':'" + "x".repeat(1001) + "'}",
                "{'topic':'" + topic + "','data':'fleeting','ttl':0}",
                "{'topic':'" + topic + "','data':'last'}"));
        assertEquals(11, lines.size(), lines::toString);
        assertEquals(1, offset(lines.get(0).get("id")));
        assertEquals(2, offset(lines.get(1).get("id")));
        assertError(lines.get(2), "bad-json", 5);
        assertEquals(3, offset(lines.get(3).get("id")));
        assertEquals(lines.get(3).get("id"), lines.get(4).get("id"));
        assertEquals(true, lines.get(4).members().get("duplicate"));
        assertError(lines.get(5), "bad-topic", 8);
        assertError(lines.get(6), "bad-command", 9);
        assertError(lines.get(7), "bad-command", 10);
        assertError(lines.get(8), "too-large", 11);
        assertEquals(4, offset(lines.get(9).get("id")));
        assertEquals(5, offset(lines.get(10).get("id")));
        List<Json> messages = page("/t/" + topic).list("messages");
        assertEquals(
                List.of("one", "AP8=", "three", "last"),
                messages.stream()
                        .map(message -> message.has("data") ? message.get("data") : message.get("base64"))
                        .toList());
        assertEquals("image/x", messages.get(1).get("contentType"));
        assertEquals("e", messages.get(1).get("event"));
    }

    private static void assertError(Json line, String code, int number) {
        assertEquals(code, line.get("error"), line::toString);
        assertEquals(number, line.number("line"), line::toString);
        assertTrue(line.has("detail"), line::toString);
        assertFalse(line.has("type"), line::toString);
    }

    @Test
    void aBatchSaysTheByteAtWhichJsonWentWrong() throws Exception {
        List<Json> lines = published(batch("{'topic':'a','data':oops}", "{'topic':'a' 'data':'x'}", "[1]", "7"));
        assertEquals(4, lines.size());
        assertError(lines.get(0), "bad-json", 1);
        long offset = lines.get(0).number("offset");
        assertTrue(offset >= 20 && offset <= 24, () -> "oops begins at 20: " + lines.get(0));
        assertError(lines.get(1), "bad-json", 2);
        offset = lines.get(1).number("offset");
        assertTrue(offset >= 12 && offset <= 14, () -> "within its line, 13: " + lines.get(1));
        assertError(lines.get(2), "bad-json", 3);
        assertError(lines.get(3), "bad-json", 4);
    }

    @Test
    void aBatchOverSeveralTopicsKeepsTheOrderOfEach() throws Exception {
        String[] topics = {newTopic(), newTopic(), newTopic()};
        String[] lines = new String[15];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "{'topic':'" + topics[i % 3] + "','data':'" + i / 3 + "'}";
        }
        List<Json> answers = published(batch(lines));
        for (int i = 0; i < lines.length; i++) {
            assertEquals(topics[i % 3], answers.get(i).get("topic"));
            assertEquals(1 + i / 3, offset(answers.get(i).get("id")));
        }
        for (String topic : topics) {
            assertEquals(List.of("0", "1", "2", "3", "4"), data(page("/t/" + topic)));
        }
    }

    @Test
    void aBatchMayEndWithoutANewlineAndHaveCrLf() throws Exception {
        String topic = newTopic();
        String body =
                "{\"topic\":\"" + topic + "\",\"data\":\"a\"}\r\n\r\n{\"topic\":\"" + topic + "\",\"data\":\"b\"}";
        List<Json> lines = published(post("/t", body).with("Content-Type: application/x-ndjson; charset=utf-8"));
        assertEquals(2, lines.size());
        assertEquals(List.of("a", "b"), data(page("/t/" + topic)));
    }

    @Test
    void anEmptyBatchHasAnEmptyAnswer() throws Exception {
        assertEquals(List.of(), published(batch("", "", "")));
    }

    @Test
    void aBatchOfAnotherTypeIsRefused() throws Exception {
        refused(415, post("/t", "{}").with("Content-Type: application/json"));
        refused(415, post("/t", "{}"));
        refused(415, post("/t", "{}").with("Content-Type: application/x-ndjsonx"));
        refused(415, post("/t", "{}").with("Content-Type: application/x-ndjson; charset=iso-8859-1"));
        refused(415, post("/t", "{}").with("Content-Type: application/x-ndjson; charset=x-nobody-knows"));
        for (String parameter : List.of("a=b", "charset=\"Utf8\"", "charset=us-ascii", "charset=")) {
            Request batch = post("/t", "").with("Content-Type: APPLICATION/x-ndjson ;" + parameter);
            assertEquals(200, ask(batch).status(), parameter);
        }
        for (String name : List.of("application/ndjson", "application/jsonl;charset=utf-8")) {
            assertEquals(200, ask(post("/t", "").with("Content-Type: " + name)).status(), name);
        }
    }

    @Test
    void aBatchOverMaxBodyIsRefused() throws Exception {
        refused(413, batch("x".repeat(20 * 1024)));
    }

    @Test
    void manyPublicationsPipelinedAreAnsweredInOrder() throws Exception {
        String topic = newTopic();
        try (RawSocket wire = connect()) {
            byte[][] requests = new byte[50][];
            for (int i = 0; i < requests.length; i++) {
                requests[i] = post("/t/" + topic, "m" + i).bytes();
            }
            wire.send(requests);
            for (int i = 0; i < requests.length; i++) {
                assertEquals(i + 1, offset(Json.read(wire.answer().text()).get("id")));
            }
        }
    }
}
